"""Che địa chỉ: an address, and words of a server, as they may be read by more than one person."""

from __future__ import annotations

import re

_MAIL = re.compile(r"([^\s<>()\[\],;:\"'“”]?)[^\s<>()\[\],;:\"'“”]*@([^\s<>()\[\],;:\"'“”]+)")
_PHONE = re.compile(r"(?<![\w.])(\+?84|0)\d{6,8}(\d{3})(?!\w)")


def without_addresses(text: str) -> str:
    """A server's words with the addresses in them masked: reasons are read in reports, by more than one person."""
    return _PHONE.sub(r"\1****\2", _MAIL.sub(r"\1***@\2", text))


def masked(address: str) -> str:
    """`c***@dongthap.example`, `849****567`: enough to recognise, too little to use."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    return f"{address[:3]}****{address[-3:]}" if len(address) > 6 else "****" if address else ""
