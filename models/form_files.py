"""forms/*.yaml read into `Form`, its checks parsed once and worded in Vietnamese from the labels themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from models.forms import BLOCKED, Check, Form, Indicator, Term
from models.rule_files import REQUIRED, RuleFile, Section, Unreadable, one_among
from models.vocabulary import AcrossUnits, IndicatorType, Nature

_FORM = ["id", "title", "version", "note", "groups", "indicators", "based_on", "pick"]
_INDICATOR = [
    "code",
    "label",
    "unit",
    "type",
    "nature",
    "across",
    "over_time",
    "parts",
    "checks",
    "warnings",
    "annual_only",
    "lead_only",
    "max_length",
    "blocked",
    "max_decimals",
    "basis",
    "note",
]
_OPERATORS = {"<=": "phải nhỏ hơn hoặc bằng", ">=": "phải lớn hơn hoặc bằng", "=": "phải bằng"}
_TYPES_ACROSS = {
    IndicatorType.RATIO: (AcrossUnits.RATIO_OF_SUMS,),
    IndicatorType.BOOL: (AcrossUnits.COUNT_TRUE,),
    IndicatorType.TEXT: (AcrossUnits.CONCAT,),
    IndicatorType.COUNT: (AcrossUnits.SUM, AcrossUnits.NONE),
    IndicatorType.MONEY: (AcrossUnits.SUM, AcrossUnits.NONE),
}


def read_form(file: RuleFile, name: str, known: Mapping[str, Form]) -> Form | None:
    """One form: indicators of its own, or a pick from another form (`based_on`), so that each is defined once."""
    root = file.root(_FORM)
    if root is None:
        return None
    if root.text("id") != name:
        root.complain("id", "phải trùng với tên tệp", [name])
    base = known.get(root.read("based_on", one_among(known), ""))
    groups = root.section("groups", None)
    titles = tuple((key, groups.text(key)) for key in groups.keys) if groups else base.groups if base else ()
    if base:
        codes = root.texts("pick", one_among(i.code for i in base.indicators), REQUIRED)
        indicators = _picked(base, codes)
    else:
        indicators = _indicators(root, dict(titles))
    form = Form(name, root.text("title"), root.text("version"), indicators, titles, root.text("note", ""))
    return form if file.is_sound else None


def _picked(base: Form, codes: Iterable[str]) -> tuple[Indicator, ...]:
    """The chosen indicators with those of their checks that speak only of chosen ones."""
    chosen = [base.indicator(code) for code in codes if code]
    boxes = {field.code for indicator in chosen for field in indicator.fields()}
    return tuple(replace(i, checks=tuple(c for c in i.checks if boxes.issuperset(c.codes))) for i in chosen)


def _indicators(root: Section, groups: dict[str, str]) -> tuple[Indicator, ...]:
    sections = root.sections("indicators", _INDICATOR, REQUIRED)
    found = [_indicator(s, groups) for s in sections]
    if not root.file.is_sound:
        return ()
    labels: dict[str, str] = {}
    for s, indicator in zip(sections, found, strict=True):
        if indicator.code in labels or f"{indicator.code}." in labels:
            s.complain("code", f"mã “{indicator.code}” ghi hai lần")
        for box in indicator.fields():
            labels[box.code] = box.label
    return tuple(replace(i, checks=_checks(s, i, labels)) for s, i in zip(sections, found, strict=True))


def _indicator(s: Section, groups: dict[str, str]) -> Indicator:
    kind = s.choice("type", IndicatorType)
    parts = s.section("parts", None, REQUIRED if kind is IndicatorType.RATIO else None)
    names = tuple((key, parts.text(key)) for key in parts.keys) if parts else ()
    if kind is IndicatorType.RATIO and parts and [key for key, _ in names] != ["tu_so", "mau_so"]:
        s.complain("parts", "tỷ lệ có đúng hai phần", ["tu_so", "mau_so"])
    code, unit = s.read("code", _code), s.text("unit", "")
    across = s.choice("across", AcrossUnits)
    if kind and across and across not in _TYPES_ACROSS[kind]:
        s.complain("across", f"không hợp với type: {kind}", _TYPES_ACROSS[kind])
    if parts and "; " in unit and len(unit.split("; ")) != len(names):
        s.complain("unit", "số đơn vị tính khác số phần")
    return Indicator(
        code=code or "",
        label=s.text("label"),
        unit=unit,
        type=kind,
        nature=s.choice("nature", Nature),
        across=across,
        over_time=s.read("over_time", one_among(["sum", "last", "max"])),
        parts=names,
        is_annual_only=s.flag("annual_only", False),
        is_lead_only=s.flag("lead_only", False),
        max_length=s.number("max_length", REQUIRED if kind is IndicatorType.TEXT else None),
        max_decimals=s.number("max_decimals", 0),
        group=groups.get((code or " ")[0], ""),
        basis=s.text("basis", ""),
        note=s.text("note", ""),
    )


def _checks(s: Section, indicator: Indicator, labels: dict[str, str]) -> tuple[Check, ...]:
    """The checks its type implies, then those the file states."""
    code = indicator.code
    found: list[Check] = []
    if indicator.type in (IndicatorType.COUNT, IndicatorType.MONEY, IndicatorType.RATIO):
        for box in indicator.fields():
            message = f"{_named(box.code, labels)} không được âm"
            found.append(Check("compare", ((1, box.code),), ">=", ((0, None),), message))
    if indicator.type is IndicatorType.RATIO:
        found.append(_check("tu_so <= mau_so", indicator, labels))
    if indicator.max_length:
        message = f"{_named(code, labels)} không quá {indicator.max_length} ký tự"
        found.append(Check("max_length", ((1, code),), "<=", ((indicator.max_length, None),), message))
    for pattern in s.texts("blocked", one_among(BLOCKED)):
        message = f"{_named(code, labels)} không được ghi {BLOCKED[pattern][1]}; biểu chỉ nhận nội dung tổng hợp"
        found.append(Check("blocked", ((1, code),), pattern, (), message))
    found.extend(s.texts("checks", lambda text: _check(text, indicator, labels)))
    found.extend(s.texts("warnings", lambda text: replace(_check(text, indicator, labels), is_warning=True)))
    return tuple(check for check in found if check)


def _check(text: str, indicator: Indicator, labels: dict[str, str]) -> Check:
    """`E04 <= E03`, `xuat_sac + kha = 5`, `B01 = 0 => B02 = 0`."""
    if "=>" in text:
        sides = [re.fullmatch(r"(.+?)\s*=\s*0", side.strip()) for side in text.split("=>")]
        if len(sides) != 2 or not sides[0] or not sides[1]:
            raise Unreadable(f"“{text}” không đọc được", ["B01 = 0 => B02 = 0"])
        left, right = (_terms(side[1], indicator, labels) for side in sides if side)
        message = f"{_words(left, labels)} bằng 0 thì {_words(right, labels)} cũng phải bằng 0"
        return Check("if_zero", left, "=>", right, message)
    found = re.fullmatch(r"(.+?)\s*(<=|>=|=)\s*(.+)", text)
    if not found:
        raise Unreadable(f"“{text}” không đọc được", ["E04 <= E03", "B01 = 0 => B02 = 0"])
    left, right = _terms(found[1], indicator, labels), _terms(found[3], indicator, labels)
    message = f"{_words(left, labels)} {_OPERATORS[found[2]]} {_words(right, labels)}"
    return Check("compare", left, found[2], right, message)


def _terms(text: str, indicator: Indicator, labels: dict[str, str]) -> tuple[Term, ...]:
    terms: list[Term] = []
    for part in text.split("+"):
        found = re.fullmatch(r"(?:(\d+)(?:\*|$))?([A-Za-z]\w*(?:\.\w+)?)?", part.strip())
        if not found or not found[0]:
            raise Unreadable(f"“{part.strip()}” không phải mã chỉ tiêu hay số nguyên")
        code = f"{indicator.code}.{found[2]}" if found[2] in dict(indicator.parts) else found[2]
        if code and code not in labels:
            raise Unreadable(f"không có chỉ tiêu “{code}”", labels)
        terms.append((int(found[1] or 1), code))
    return tuple(terms)


def _words(terms: tuple[Term, ...], labels: dict[str, str]) -> str:
    def one(times: int, code: str | None) -> str:
        if code is None:
            return str(times)
        return _named(code, labels) if times == 1 else f"{times} lần {_named(code, labels)}"

    return " cộng ".join(one(*term) for term in terms)


def _named(code: str, labels: dict[str, str]) -> str:
    """`B01 “Buổi tuyên truyền trực tiếp đã tổ chức”`; of a part only its own words."""
    indicator, _, part = code.partition(".")
    return f"{indicator} “{labels[code].rpartition(': ')[2] if part else labels[code]}”"


def _code(text: str) -> str:
    if not re.fullmatch(r"[A-Z]\d{2}", text):
        raise Unreadable(f"“{text}” không phải mã chỉ tiêu", ["một chữ cái và hai chữ số, ví dụ B01"])
    return text
