"""Niêm phong: words kept in the database that only this installation can read, under a key made from its own secret.

A copy of the database without `secret.key` gives nothing away. Each purpose has a key of its own.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class CannotOpen(ValueError):
    """Sealed with another key, or changed since."""


class Seal:
    """Closes and opens words for one purpose (Fernet: AES-128-CBC with HMAC-SHA256; the key by HKDF, RFC 5869)."""

    def __init__(self, secret: str, purpose: str):
        key = HKDF(SHA256(), 32, salt=None, info=f"dondoc.{purpose}".encode()).derive(secret.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, words: str) -> str:
        """Sealed words; nothing stays nothing."""
        return self._fernet.encrypt(words.encode()).decode("ascii") if words else ""

    def open(self, sealed: str) -> str:
        """The words again. Errors: `CannotOpen`."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode() if sealed else ""
        except (InvalidToken, UnicodeError) as e:
            raise CannotOpen("sealed with another key") from e
