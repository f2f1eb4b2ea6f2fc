"""Zalo without Apprise: where its services are, how one speaks to them, what they answer and what they report."""
