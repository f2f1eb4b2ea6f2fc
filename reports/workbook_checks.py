"""The form's checks as Excel formulas, so that an officer sees "0 lỗi, 0 điểm cần giải trình" before sending.

The same sentences as everywhere, over the typed cells and the sheet “Đối chiếu”. A help for the eye only: whatever the
workbook says, `models.checking` checks the filing again. Two things it cannot see: patterns that point to a person, and
a narrative that is nearly last period's (it asks where the narrative is last period's word for word).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from models.checking import Checked
from models.figures import LARGEST, MAX_DECIMALS
from models.forms import Check, Form, Indicator, Term, scope_of
from models.likeness import ENOUGH, FIGURES, LONG
from models.vocabulary import IndicatorType
from reports.workbook_identity import (
    COMPARED,
    MAP_ROWS,
    Box,
    answer_cell,
    boxes,
    check_cell,
    compared_cell,
    flag_cells,
    form_row,
    found_cells,
    map_cell,
    typed_cell,
)

ERROR, QUERY, ANSWERED, GOOD, EMPTY = "Lỗi", "Cần giải trình", "đã giải trình", "đạt", "chưa có số liệu"
ALL_GOOD = "0 lỗi, 0 điểm cần giải trình"
NOTHING_TYPED = "chưa nhập số nào"
_WHERE = " – xem cột Kiểm tra"
_LONGEST = 200  # a text in a formula may hold 255 characters


def check_formula(indicator: Indicator, box: Box) -> str:
    """What the cell beside a box says: blank, the first error, the first query without an answer, answered, or good."""
    wrong, odd = found_cells(box.row)
    raised = _asked(odd, box.row)
    formula = f'IF({wrong}<>"",{_quoted(f"{ERROR}: ")}&{wrong},{raised})'
    return f"=IF({_blank(box.address)},{_when_blank(indicator, box)},{formula})"


def found_formulas(form: Form, indicator: Indicator, box: Box, cells: Mapping[str, str]) -> tuple[str, str]:
    """For the sheet “Đối chiếu”: the first error and the first query of a box in words, or an empty text."""
    own = [c for c in form.checks() if c.code == box.code and c.kind in ("compare", "if_zero", "near")]
    wrong = _of_type(indicator, cells[box.code], box.type)
    wrong += [(_broken(c, cells), c.message) for c in own if not c.is_warning]
    odd = [(_broken(c, cells), c.message) for c in own if c.is_warning]
    return f"={_first(wrong)}", f"={_first(odd)}"


def said_at_first(form: Form, found: Checked) -> dict[str, str]:
    """What each box's check says of the figures the workbook starts with, for programs that show a formula's kept value
    and do not calculate; the empty code stands for the whole form."""
    words = {check.id: check.message for check in form.checks()}
    said = dict.fromkeys((box.code for box in boxes(form)), EMPTY) | dict.fromkeys(found.clean, GOOD) | {"": GOOD}
    for query in reversed(found.queries):
        said[query.code] = ANSWERED if query.is_answered else f"{QUERY}: {words[query.check]}"
    return said | {p.code: f"{ERROR}: {words.get(p.check, p.message)}" for p in reversed(found.errors)}


def stamp_at_first(said: Mapping[str, str]) -> str:
    if all(words == EMPTY for code, words in said.items() if code):
        return NOTHING_TYPED
    wrong, asked = (sum(words.startswith(mark) for words in said.values()) for mark in (ERROR, QUERY))
    return ALL_GOOD if wrong + asked == 0 else f"{wrong} lỗi, {asked} điểm cần giải trình{_WHERE}"


def form_formula(form: Form) -> str:
    """What the row of the whole form says: whether it merely repeats last period."""
    row = form_row(form)
    return f"={_asked(found_cells(row)[1], row)}"


def same_formula(form: Form) -> str:
    """For the sheet “Đối chiếu”: the question about the whole form, or an empty text."""
    same = next((check for check in form.checks() if check.kind == "same"), None)
    if same is None:
        return '=""'
    rows = {box.code: box.row for box in boxes(form)}
    counted, equal = (f"SUM({','.join(flag_cells(rows[c])[n] for _, c in same.left if c) or '0'})" for n in (0, 1))
    words = ",".join(_repeated(box) for box in boxes(form) if box.code in {c for _, c in same.right}) or "FALSE"
    figures = f"AND({counted}>={ENOUGH},{equal}>={FIGURES}*{counted})"
    narrative = f"AND({counted}>0,{equal}>=0.5*{counted},OR({words}))"
    return f"={_first([(f'OR({figures},{narrative})', same.message)])}"


def flag_formulas(box: Box) -> tuple[str, str]:
    """For the sheet “Đối chiếu”: whether a box can be compared with last period, and whether it is the same."""
    now, before = typed_cell(box), compared_cell("last", box.row)
    comparable = f"AND(ISNUMBER({now}),ISNUMBER({before}),OR(N({now})<>0,N({before})<>0))"
    return f"=IF({comparable},1,0)", f"=IF(AND({comparable},N({now})=N({before})),1,0)"


def stamp_formula(form: Form) -> str:
    """`chưa nhập số nào`; then `0 lỗi, 0 điểm cần giải trình`, or how many there are and where to look."""
    places = boxes(form)
    area = f"{check_cell(places[0].row)}:{check_cell(form_row(form))}"
    wrong, asked = f'COUNTIF({area},"{ERROR}*")', f'COUNTIF({area},"{QUERY}*")'
    told = f'{wrong}&" lỗi, "&{asked}&" điểm cần giải trình"'
    stands = f"IF({wrong}+{asked}=0,{_quoted(ALL_GOOD)},{told}&{_quoted(_WHERE)})"
    return f'=IF(COUNTIF({area},"{EMPTY}")={len(places)},{_quoted(NOTHING_TYPED)},{stands})'


def cells_of(form: Form) -> dict[str, str]:
    """Every code a check may name and the cell it stands in, as the sheet “Đối chiếu” refers to it."""
    cells = {}
    for box in boxes(form):
        cells[box.code] = typed_cell(box)
        cells |= {f"{scope}.{box.code}": compared_cell(scope, box.row) for scope in COMPARED}
    return cells | {name: map_cell(name) for name in MAP_ROWS}


def _of_type(indicator: Indicator, cell: str, kind: str) -> list[tuple[str, str]]:
    if kind == IndicatorType.TEXT:
        limit = indicator.max_length or 2000
        return [(f"LEN({cell})>{limit}", f"không quá {limit} ký tự")]
    if kind == IndicatorType.BOOL:
        return [(f'AND({cell}<>"có",{cell}<>"không")', "chọn có hoặc không")]
    tests = [
        (f"NOT(ISNUMBER({cell}))", "cần ghi một số"),
        (f"{cell}<0", "không được nhỏ hơn 0"),
        (f"{cell}>={int(LARGEST)}", "số quá lớn, xem lại đơn vị tính"),
    ]
    if kind == IndicatorType.MONEY:
        places = indicator.max_decimals or MAX_DECIMALS
        return [*tests, (f"ROUND({cell},{places})<>{cell}", f"không quá {places} chữ số thập phân")]
    return [*tests, (f"INT({cell})<>{cell}", "phải là số nguyên")]


def _when_blank(indicator: Indicator, box: Box) -> str:
    if indicator.type != IndicatorType.RATIO:
        return _quoted(EMPTY)
    first = indicator.fields()[0].code == box.code
    other = replace(box, row=box.row + (1 if first else -1)).address  # the two parts stand one below the other
    return f"IF({_blank(other)},{_quoted(EMPTY)},{_quoted(f'{ERROR}: ghi đủ cả tử số và mẫu số')})"


def _broken(check: Check, cells: Mapping[str, str]) -> str:
    """True where every box the check needs holds a number in order and the sentence does not hold."""
    needed = list(dict.fromkeys(cells[code] for code in check.codes))
    typed = dict.fromkeys(cells[code] for code in check.codes if not scope_of(code))
    there = [f"COUNT({','.join(needed)})={len(needed)}", *(f"N({cell})>=0" for cell in typed)]
    left, right = _sum(check.left, cells), _sum(check.right, cells)
    if check.kind == "near":
        one, other = (f"N({cells[code]})" for code in check.codes)
        there += [
            f"{one}<>0",
            f"{other}<>0",
            f"MAX({one},{other})>{check.right[0][0]}*MAX(MIN({one},{other}),{check.over})",
        ]
    elif check.kind == "if_zero":
        there += [f"{left}=0", f"{right}<>0"]
    else:  # a thousandth is the smallest that can be filed; below it lie only the errors of binary fractions
        off = {"<=": f"{left}-({right})>0.0005", ">=": f"{right}-({left})>0.0005"}
        there.append(off.get(check.op, f"ABS({left}-({right}))>0.0005"))
    return f"AND({','.join(there)})"


def _asked(odd: str, row: int) -> str:
    """Good, or the query in a cell, once it has no answer."""
    unanswered = f"IF({_blank(answer_cell(row))},{_quoted(f'{QUERY}: ')}&{odd},{_quoted(ANSWERED)})"
    return f'IF({odd}="",{_quoted(GOOD)},{unanswered})'


def _repeated(box: Box) -> str:
    before = compared_cell("last", box.row)
    return f"AND(LEN({before})>={LONG},{typed_cell(box)}={before})"


def _first(tests: list[tuple[str, str]]) -> str:
    """The words of the first test that is true; an empty text where none is."""
    formula = '""'
    for condition, words in reversed(tests):
        formula = f"IF({condition},{_quoted(words)},{formula})"
    return formula


def _sum(terms: tuple[Term, ...], cells: Mapping[str, str]) -> str:
    """N() keeps a text from stopping the sum with an error; the count above has already set such rows aside."""
    told = "+".join(f"{times}" if code is None else f"{times}*N({cells[code]})" for times, code in terms)
    return told.replace("+-", "-") or "0"


def _blank(cell: str) -> str:
    return f"LEN(TRIM({cell}))=0"


def _quoted(words: str) -> str:
    short = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    return '"' + short.replace('"', '""') + '"'
