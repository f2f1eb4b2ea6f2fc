"""Ids that travel in addresses: signed with the home's secret, each kind under a salt of its own.

Whoever holds a token of one kind holds none of another. Knows nothing of what an id stands for.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from itsdangerous import BadSignature, Signer


def derived_id(key: str, secret: str) -> str:
    """An id nobody can guess, and the same for the same key: asking twice makes no second row."""
    return hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()[:24]


def sign(id: str, secret: str, salt: str) -> str:
    return _signer(secret, salt).sign(id).decode("ascii")


def unsign(token: str, secret: str, salt: str) -> str:
    """The id in a token; empty where it is not ours. One id, one token: base64 would forgive `=` and `<` in it."""
    try:
        id = _signer(secret, salt).unsign(token).decode("ascii")
    except (BadSignature, UnicodeError):
        return ""
    return id if token == sign(id, secret, salt) else ""


@lru_cache(maxsize=16)
def _signer(secret: str, salt: str) -> Signer:
    return Signer(secret, salt=salt, digest_method=hashlib.sha256)
