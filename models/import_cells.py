"""Single cells of an import sheet read strictly: a day, a phone number, a yes or no, a word of a closed list.

Each reader returns the clean value or raises `ValueError` with what is allowed, in words for the person who typed it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any, TypeVar

from models.vocabulary import Labelled

Word = TypeVar("Word", bound=Labelled)
EARLIEST, LATEST = 1945, 2100
_ID = re.compile(r"[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*")
_EMAIL = re.compile(
    r"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_YES, _NO = ("có", "co", "x", "true", "1"), ("không", "khong", "false", "0", "")


def text(value: Any) -> str:
    """A cell as NFC text; a whole number loses its `.0`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value if value is not None else "")).strip()


def unit_id(value: Any) -> str:
    found = text(value)
    if not _ID.fullmatch(found) or len(found) > 80:
        raise ValueError(
            "mã chỉ gồm chữ thường không dấu, chữ số và các dấu / . _ - (tối đa 80 ký tự), ví dụ police/2025-07/30253"
        )
    return found


def word(value: Any, vocabulary: type[Word]) -> Word:
    """A member by its code or by its Vietnamese words."""
    found = text(value).casefold()
    for member in vocabulary:
        if found in (member.value, member.label.casefold()):
            return member
    allowed = "; ".join(f"{m.value} ({m.label})" for m in vocabulary)
    raise ValueError(f"{f'không có “{text(value)}”' if found else 'chưa ghi'}; giá trị được phép: {allowed}")


def day(value: Any) -> date | None:
    """A date cell, `05/02/2026` or `2026-02-05`; blank is no date."""
    if isinstance(value, datetime):
        return sensible(value.date())
    if isinstance(value, date):
        return sensible(value)
    typed = text(value)
    if not typed:
        return None
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", typed):
        parts = int(found[3]), int(found[2]), int(found[1])
    elif found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", typed):
        parts = int(found[1]), int(found[2]), int(found[3])
    else:
        raise ValueError(f"“{typed}” không phải ngày; ghi dạng ngày/tháng/năm, ví dụ 01/7/2025")
    try:
        return sensible(date(*parts))
    except ValueError as e:
        raise ValueError(
            f"không có ngày “{typed}” trong khoảng năm {EARLIEST} – {LATEST}; ví dụ đúng: 01/7/2025"
        ) from e


def email(value: Any) -> str:
    found = text(value)
    if found and (not _EMAIL.fullmatch(found) or len(found) > 254):
        raise ValueError(f"“{found}” không phải địa chỉ thư điện tử; ví dụ đúng: vanthu@donvi.vn")
    return found


def phone(value: Any) -> str:
    """Ten or eleven digits from 0; Excel drops the 0 of a number typed as a number, so it is put back."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    typed = text(value)
    found = re.sub(r"[\s.()\-]", "", typed)
    found = re.sub(r"^(\+84|0084)", "0", found)
    if is_number and re.fullmatch(r"[1-9]\d{8,9}", found):
        found = f"0{found}"
    if found and not re.fullmatch(r"0\d{9,10}", found):
        raise ValueError(f"“{typed}” không phải số điện thoại; ghi 10 hoặc 11 chữ số bắt đầu bằng 0 hoặc +84")
    return found


def yes(value: Any) -> bool:
    found = text(value).casefold()
    if found in _YES:
        return True
    if found in _NO:
        return False
    raise ValueError(f"“{text(value)}” không hợp lệ; ghi “có” hoặc “không”, để trống là không")


def sensible(found: date) -> date:
    if not EARLIEST <= found.year <= LATEST:
        raise ValueError(f"năm {found.year} nằm ngoài khoảng {EARLIEST} – {LATEST}")
    return found
