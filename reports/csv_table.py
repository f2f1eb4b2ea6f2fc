"""A table as CSV that Excel opens rightly: UTF-8 with its mark, and no text that it would run as a formula.

Figures are never touched: only text is looked at, and what is put before it is an apostrophe, which a spreadsheet takes
for “this is text”.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

CSV = "text/csv; charset=utf-8"
MARK = "\ufeff"  # without it Excel reads UTF-8 as the old code page
# a cell beginning so may be run (OWASP, CSV injection): also behind blanks, in letters of full width, and where another
# separator than ours or a line of its own would begin a cell
_RUNS = re.compile(r"(^)(?=\s*[=+\-@＝＋－＠]| *[\t\r\n])|([;,\t\r\n|] *)(?=[=@＝＠])|([;,\t\r\n|])(?=[+\-＋－](?!\s))")


def csv_bytes(rows: Iterable[Sequence[Any]], separator: str = ",") -> bytes:
    """Rows as a file; None is an empty cell. With `;` decimals have a comma, as a Vietnamese Excel reads them."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    table.writerows([_cell(value, separator) for value in row] for row in rows)
    return (MARK + out.getvalue()).encode()


def harmless(text: str) -> str:
    """A text in which nothing begins like a formula."""
    return _RUNS.sub(r"\g<0>'", text)


def _cell(value: Any, separator: str) -> Any:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (float, Decimal)):
        text = f"{value:f}" if isinstance(value, Decimal) else repr(value)
        return text.replace(".", ",") if separator == ";" else text
    return value
