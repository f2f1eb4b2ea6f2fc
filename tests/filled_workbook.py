"""A downloaded Excel form with values typed into it, as a unit would."""

from __future__ import annotations

import io

import openpyxl

from reports.workbook_identity import ANSWER, INPUT, SHEET


def filled(book: bytes, values: dict[str, object], answers: dict[str, str] | None = None) -> bytes:
    """The form with values typed beside their codes, and explanations."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    sheet = opened[SHEET]
    for row in sheet.iter_rows():
        if row[0].value in values:
            row[INPUT].value = values[row[0].value]
        if row[0].value in (answers or {}):
            row[ANSWER].value = (answers or {})[row[0].value]
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()
