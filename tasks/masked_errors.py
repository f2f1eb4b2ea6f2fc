"""Lỗi không lộ địa chỉ: an unexpected error goes into Prefect's logs and states in words without addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from models.errors import Refused
from models.masking import without_addresses


class Masked(RuntimeError):
    """An error whose words held an address: its kind and its masked words; the first one is not carried along."""


@contextmanager
def masked_errors() -> Iterator[None]:
    """Errors pass as they are unless their words hold an address."""
    try:
        yield
    except Exception as e:
        words = str(e)
        if (masked := without_addresses(words)) == words:
            raise
        if isinstance(e, Refused):
            raise Refused(masked) from None
        raise Masked(f"{type(e).__name__}: {masked}").with_traceback(e.__traceback__) from None


def masking(fn: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, its errors masked; it keeps its name and whether it must be awaited."""
    if iscoroutinefunction(fn):

        @wraps(fn)
        async def later(*args: Any, **kwargs: Any) -> Any:
            with masked_errors():
                return await fn(*args, **kwargs)

        return later

    @wraps(fn)
    def now(*args: Any, **kwargs: Any) -> Any:
        with masked_errors():
            return fn(*args, **kwargs)

    return now
