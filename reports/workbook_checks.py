"""The form's checks as Excel formulas, so that an officer sees "0 lỗi" before sending.

A help for the eye only: whatever the workbook says, `models.figures` checks the filing again.
"""

from __future__ import annotations

from collections.abc import Mapping

from models.figures import MAX_DECIMALS
from models.forms import Check, Form, Indicator, Term
from models.vocabulary import IndicatorType
from reports.workbook_identity import CHECK, PREVIOUS, Box, boxes

ERROR, WARNING, GOOD, EMPTY = "Lỗi", "Lưu ý", "đạt", "chưa có số liệu"
JUMP = 10
_LONGEST = 200  # a text in a formula may hold 255 characters


def check_formula(form: Form, indicator: Indicator, box: Box) -> str:
    """What the cell beside a box says: blank, good, or the first thing that is wrong with it."""
    cells = {b.code: b.address for b in boxes(form)}
    cell = box.address
    tests = _of_type(indicator, box)
    own = [c for c in form.checks() if c.codes and c.codes[0] == box.code and c.kind in ("compare", "if_zero")]
    for check in sorted(own, key=lambda c: c.is_warning):
        tests.append((_broken(check, cells), f"{WARNING if check.is_warning else ERROR}: {check.message}"))
    if box.type in (IndicatorType.COUNT, IndicatorType.MONEY):
        before = f"{chr(65 + PREVIOUS)}{box.row}"
        tests.append(
            (f"AND(ISNUMBER({before}),{before}>0,{cell}>{JUMP}*{before})", f"{WARNING}: gấp hơn {JUMP} lần kỳ trước")
        )
    formula = _quoted(GOOD)
    for condition, words in reversed(tests):
        formula = f"IF({condition},{_quoted(words)},{formula})"
    return f"=IF({_blank(cell)},{_when_blank(indicator, box, cells)},{formula})"


def stamp_formula(places: list[Box]) -> str:
    """`0 lỗi`, or how many rows are wrong."""
    column = chr(65 + CHECK)
    area = f"{column}{places[0].row}:{column}{places[-1].row}"
    wrong = f'COUNTIF({area},"{ERROR}*")'
    return f'=IF({wrong}=0,"0 lỗi",{wrong}&" lỗi – xem cột Kiểm tra")'


def _of_type(indicator: Indicator, box: Box) -> list[tuple[str, str]]:
    cell = box.address
    if box.type == IndicatorType.TEXT:
        limit = indicator.max_length or 2000
        return [(f"LEN({cell})>{limit}", f"{ERROR}: không quá {limit} ký tự")]
    if box.type == IndicatorType.BOOL:
        return [(f'AND({cell}<>"có",{cell}<>"không")', f"{ERROR}: chọn có hoặc không")]
    tests = [(f"NOT(ISNUMBER({cell}))", f"{ERROR}: cần ghi một số"), (f"{cell}<0", f"{ERROR}: không được nhỏ hơn 0")]
    if box.type == IndicatorType.MONEY:
        places = indicator.max_decimals or MAX_DECIMALS
        return [*tests, (f"ROUND({cell},{places})<>{cell}", f"{ERROR}: không quá {places} chữ số thập phân")]
    return [*tests, (f"INT({cell})<>{cell}", f"{ERROR}: phải là số nguyên")]


def _when_blank(indicator: Indicator, box: Box, cells: Mapping[str, str]) -> str:
    if indicator.type != IndicatorType.RATIO:
        return _quoted(EMPTY)
    other = next(f.code for f in indicator.fields() if f.code != box.code)
    return f"IF({_blank(cells[other])},{_quoted(EMPTY)},{_quoted(f'{ERROR}: ghi đủ cả tử số và mẫu số')})"


def _broken(check: Check, cells: Mapping[str, str]) -> str:
    """True where every box the check needs holds a number and the sentence does not hold."""
    needed = list(dict.fromkeys(cells[code] for code in check.codes))
    all_there = f"COUNT({','.join(needed)})={len(needed)}"
    left, right = _sum(check.left, cells), _sum(check.right, cells)
    if check.kind == "if_zero":
        return f"AND({all_there},{left}=0,{right}<>0)"
    contrary = {"<=": ">", ">=": "<", "=": "<>"}[check.op]
    return f"AND({all_there},{left}{contrary}{right})"


def _sum(terms: tuple[Term, ...], cells: Mapping[str, str]) -> str:
    """N() keeps a text from stopping the sum with an error; the count above has already set such rows aside."""
    return "+".join(str(times) if code is None else f"{times}*N({cells[code]})" for times, code in terms) or "0"


def _blank(cell: str) -> str:
    return f"LEN(TRIM({cell}))=0"


def _quoted(words: str) -> str:
    short = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    return '"' + short.replace('"', '""') + '"'
