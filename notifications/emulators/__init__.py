"""Máy giả lập: a mailbox and a phone for demo and tests. They accept everything and send nothing on."""
