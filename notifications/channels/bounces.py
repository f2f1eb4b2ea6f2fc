"""Mã trả thư: what the code of a mail server says about an address (RFC 3463, RFC 5321).

Of all refusals only a few say that nobody is there; a full mailbox, a policy or a size says nothing about the address.
"""

from __future__ import annotations

import re

GONE = "550"  # the code under which an address counts as dead (tasks.fallback)
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_NOBODY_THERE = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.1"}  # 5.4.1: as Exchange says it


def enhanced(words: str) -> str:
    """The enhanced status code in a server's words, `5.1.1`; empty where there is none."""
    found = _ENHANCED.search(words)
    return found[0] if found else ""


def is_about_the_address(words: str) -> bool:
    """Whether a refusal of a recipient means that the address is no good. A server without enhanced codes means it."""
    code = enhanced(words)
    return not code or code in _NOBODY_THERE
