"""The checking language read: one sentence of a form's YAML becomes a `Check` that words itself from the labels.

What the sentences mean stands in `models.forms`. Does not open files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.forms import SCOPES, Check, Indicator, Term, scope_of
from models.rule_files import Unreadable

Labels = Mapping[str, str]

MUST = {"<=": "phải nhỏ hơn hoặc bằng", ">=": "phải lớn hơn hoặc bằng", "=": "phải bằng", "=>": "cũng phải bằng 0"}
ODD = {"<=": "lớn hơn", ">=": "nhỏ hơn", "=": "khác", "=>": "khác 0"}  # a query says what it found
_SCOPED = {
    "last": "{} kỳ trước",
    "opening": "{} đầu kỳ",
    "within": "{} đã báo cáo cho kỳ nằm trong kỳ này",
    "below": "tổng {} của các đơn vị trực tiếp phía dưới",
}
PLACES = {
    "map.children": "số đơn vị hành chính trực thuộc trên địa bàn",
    "map.communes": "số xã, phường, đặc khu trên địa bàn",
}


def read_sentence(text: str, indicator: Indicator | None, labels: Labels, says: dict[str, str] = MUST) -> Check:
    """One sentence about the boxes of `labels` (code → label), worded in Vietnamese. Errors: `Unreadable`.

    `E04 <= E03`, `xuat_sac + kha = 5`, `B01 = 0 => B02 = 0`, `B07 ~ 10*last.B07 over 5`."""
    if "=>" in text:
        sides = [re.fullmatch(r"(.+?)\s*=\s*0", side.strip()) for side in text.split("=>")]
        if len(sides) != 2 or not sides[0] or not sides[1]:
            raise Unreadable(f"“{text}” không đọc được", ["B01 = 0 => B02 = 0"])
        left, right = (_terms(side[1], indicator, labels) for side in sides if side)
        message = f"{_words(left, labels)} bằng 0 thì {_words(right, labels)} {says['=>']}"
        return Check("if_zero", left, "=>", right, message)
    if "~" in text:
        return _near(text, indicator, labels)
    found = re.fullmatch(r"(.+?)\s*(<=|>=|=)\s*(.+)", text)
    if not found:
        raise Unreadable(f"“{text}” không đọc được", ["E04 <= E03", "B01 = 0 => B02 = 0", "B07 ~ 10*last.B07 over 5"])
    left, right = _terms(found[1], indicator, labels), _terms(found[3], indicator, labels)
    message = f"{_words(left, labels)} {says[found[2]]} {_words(right, labels)}"
    return Check("compare", left, found[2], right, message)


def of_this_filing(check: Check) -> Check:
    """An error speaks of this filing alone: what others filed may itself be wrong."""
    if check.kind in ("near", "same") or any(scope_of(code) for code in check.codes):
        raise Unreadable("so với kỳ khác, đơn vị khác hoặc địa bàn thì ghi ở “queries” (sửa hoặc giải trình)")
    return check


def _near(text: str, indicator: Indicator | None, labels: Labels) -> Check:
    found = re.fullmatch(r"(.+?)\s*~\s*(.+?)(?:\s+over\s+(\d+))?", text)
    left, right = (_terms(found[n], indicator, labels) if found else () for n in (1, 2))
    if not found or [len(left), len(right), left[0][0]] != [1, 1, 1] or right[0][0] < 2 or not right[0][1]:
        raise Unreadable(f"“{text}” không đọc được", ["B07 ~ 10*last.B07 over 5"])
    times = right[0][0]
    message = f"{_words(left, labels)} tăng hoặc giảm quá {times} lần so với {_words(((1, right[0][1]),), labels)}"
    return Check("near", left, "~", right, message, over=int(found[3] or 0))


def _terms(text: str, indicator: Indicator | None, labels: Labels) -> tuple[Term, ...]:
    terms: list[Term] = []
    signs = re.findall(r"[+-]", text)
    for sign, part in zip(["+", *signs], re.split(r"[+-]", text), strict=True):
        found = re.fullmatch(r"(?:(\d+)(?:\*|$))?([A-Za-z]\w*(?:\.\w+)*)?", part.strip())
        if not found or not found[0]:
            raise Unreadable(f"“{part.strip()}” không phải mã chỉ tiêu hay số nguyên")
        code = _coded(found[2], indicator, labels) if found[2] else None
        terms.append((int(found[1] or 1) * (-1 if sign == "-" else 1), code))
    return tuple(terms)


def _coded(said: str, indicator: Indicator | None, labels: Labels) -> str:
    """The full field code of `tu_so`, `E04`, `last.tu_so`, `map.communes`."""
    scope = scope_of(said)
    bare = said.removeprefix(f"{scope}.") if scope else said
    if scope == "map":
        if said not in PLACES:
            raise Unreadable(f"không có “{said}”", PLACES)
        return said
    if indicator and bare in dict(indicator.parts):
        bare = f"{indicator.code}.{bare}"
    if bare not in labels:
        raise Unreadable(f"không có ô số “{bare}”", [*labels, *(f"{scope}.…" for scope in SCOPES)])
    return f"{scope}.{bare}" if scope else bare


def _words(terms: tuple[Term, ...], labels: Labels) -> str:
    def one(times: int, code: str | None) -> str:
        number = f"{times:,}".replace(",", ".")
        if code is None:
            return number
        return _scoped(code, labels) if times == 1 else f"{number} lần {_scoped(code, labels)}"

    told = ""
    for times, code in terms:
        told += (" trừ " if times < 0 else " cộng ") if told else "trừ " if times < 0 else ""
        told += one(abs(times), code)
    return told


def _scoped(code: str, labels: Labels) -> str:
    """`B01 “…”` of this filing; of another, only its code and whose: `B01 kỳ trước`."""
    scope = scope_of(code)
    if scope == "map":
        return PLACES[code]
    return _SCOPED[scope].format(code.removeprefix(f"{scope}.").partition(".")[0]) if scope else named(code, labels)


def named(code: str, labels: Labels) -> str:
    """`B01 “Buổi tuyên truyền trực tiếp đã tổ chức”`; of a part only its own words."""
    indicator, _, part = code.partition(".")
    return f"{indicator} “{labels[code].rpartition(': ')[2] if part else labels[code]}”"
