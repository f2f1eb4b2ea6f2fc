"""Che địa chỉ: words of a server that may be read in a report, without whom they are about."""

from __future__ import annotations

import re

_MAIL = re.compile(r"([^\s<>()\[\],;:\"'“”]?)[^\s<>()\[\],;:\"'“”]*@([^\s<>()\[\],;:\"'“”]+)")
_PHONE = re.compile(r"(?<![\w.])(\+?84|0)\d{6,8}(\d{3})(?!\w)")


def without_addresses(text: str) -> str:
    """A server's words with the addresses in them masked: reasons are read in reports, by more than one person."""
    return _PHONE.sub(r"\1****\2", _MAIL.sub(r"\1***@\2", text))
