"""forms/*.yaml read into `Form`, its checks parsed once and worded in Vietnamese from the labels themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from models.check_sentences import MUST, ODD, named, of_this_filing, read_sentence
from models.forms import BLOCKED, SAME, Check, Field, Form, Indicator, scope_of
from models.rule_files import REQUIRED, RuleFile, Section, Unreadable, one_among
from models.vocabulary import AcrossUnits, IndicatorType, Nature

_FORM = [
    *("id", "title", "version", "same_as", "note", "groups", "each", "checks", "queries", "indicators", "based_on"),
    "pick",
]
_EACH = ["flow", "stock", "money", "count"]
_CODE = re.compile(r"\b[A-Z]\d{2}\b")
_IT = re.compile(r"\bit\b")
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
    "queries",
    "annual_only",
    "lead_only",
    "per_unit",
    "max_length",
    "blocked",
    "max_decimals",
    "basis",
    "note",
]
NUMBERS = (IndicatorType.COUNT, IndicatorType.MONEY)
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
        indicators, inherited = _picked(base, codes)
    else:
        indicators, inherited = _indicators(root, dict(titles)), ()
    own = (*inherited, *_own_checks(root, indicators))
    head = root.text("title"), root.text("version")
    form = Form(name, *head, indicators, titles, root.text("note", ""), own, root.texts("same_as"))
    return form if file.is_sound else None


def _picked(base: Form, codes: Iterable[str]) -> tuple[tuple[Indicator, ...], tuple[Check, ...]]:
    """The chosen indicators with those of their checks that speak only of chosen ones; a `same` of the chosen alone."""
    chosen = [base.indicator(code) for code in codes if code]
    boxes = {field.code for indicator in chosen for field in indicator.fields()}

    def is_kept(check: Check) -> bool:
        return boxes.issuperset(_typed(check))

    def narrowed(check: Check) -> Check:
        sides = (tuple(term for term in side if term[1] in boxes) for side in (check.left, check.right))
        left, right = sides
        return replace(check, left=left, right=right)

    own = tuple(narrowed(c) if c.kind == "same" else c for c in base.own_checks if c.kind == "same" or is_kept(c))
    left_out = {i.code for i in base.indicators} - {i.code for i in chosen}

    def taken(i: Indicator) -> Indicator:
        note = "" if left_out.intersection(_CODE.findall(i.note)) else i.note  # it would speak of what is not asked
        return replace(i, checks=tuple(c for c in i.checks if is_kept(c)), note=note)

    return tuple(taken(i) for i in chosen), own


def _typed(check: Check) -> list[str]:
    """The boxes a check speaks of, those of other periods and of other units among them."""
    return [code.removeprefix(f"{scope_of(code)}.") for code in check.codes if scope_of(code) != "map"]


def _own_checks(root: Section, indicators: tuple[Indicator, ...]) -> tuple[Check, ...]:
    """The checks of no single indicator: the form's own sentences."""
    labels = {code: label for indicator in indicators for code, label in _numbers(indicator).items()}
    flows = [f for i in indicators if i.nature is Nature.FLOW for f in i.fields()]

    def read(text: str, says: dict[str, str]) -> Check:
        if text.strip() == SAME:
            counts = tuple((1, f.code) for f in flows if f.type in NUMBERS)
            texts = tuple((1, f.code) for f in flows if f.type is IndicatorType.TEXT)
            return Check("same", counts, "=", texts, "Số liệu, lời văn gần như giữ nguyên kỳ trước")
        return read_sentence(text, None, labels, says)

    errors = root.texts("checks", lambda text: of_this_filing(read(text, MUST)))
    queries = root.texts("queries", lambda text: replace(read(text, ODD), is_warning=True))
    return tuple(check for check in (*errors, *queries) if check)


def _indicators(root: Section, groups: dict[str, str]) -> tuple[Indicator, ...]:
    sections = root.sections("indicators", _INDICATOR, REQUIRED)
    found = [_indicator(s, groups) for s in sections]
    if not root.file.is_sound:
        return ()
    labels: dict[str, str] = {}
    seen: set[str] = set()
    for s, indicator in zip(sections, found, strict=True):
        if indicator.code in seen:
            s.complain("code", f"mã “{indicator.code}” ghi hai lần")
        seen.add(indicator.code)
        labels |= _numbers(indicator)
    each = root.section("each", _EACH)
    return tuple(
        replace(i, checks=(*_checks(s, i, labels), *_of_each(each, i, labels)))
        for s, i in zip(sections, found, strict=True)
    )


def _numbers(indicator: Indicator) -> dict[str, str]:
    """The boxes a sentence may speak of: a yes, a no and a text cannot be added up."""
    return {box.code: box.label for box in indicator.fields() if box.type in NUMBERS}


def _of_each(each: Section | None, indicator: Indicator, labels: dict[str, str]) -> tuple[Check, ...]:
    """The form's queries about every box of a kind, `it` standing for the box: `it ~ 5*last.it over 5`."""
    found: list[Check | None] = []
    for box in indicator.fields() if each else ():

        def of_box(text: str, code: str = box.code) -> Check:
            return _asked(_IT.sub(code, text), None, labels)

        for key in _EACH:
            if each and each.file.is_sound and _is_of(key, indicator, box):
                found += each.texts(key, of_box)
    return tuple(check for check in found if check)


def _asked(text: str, indicator: Indicator | None, labels: dict[str, str]) -> Check:
    """A sentence as a query."""
    return replace(read_sentence(text, indicator, labels, ODD), is_warning=True)


def _is_of(key: str, indicator: Indicator, box: Field) -> bool:
    return box.type in NUMBERS and key in (indicator.nature.value, box.type.value)


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
        is_per_unit=s.flag("per_unit", False),
        max_length=s.number("max_length", REQUIRED if kind is IndicatorType.TEXT else None),
        max_decimals=s.number("max_decimals", 0),
        group=groups.get((code or " ")[0], ""),
        basis=s.text("basis", ""),
        note=s.text("note", ""),
    )


def _checks(s: Section, indicator: Indicator, labels: dict[str, str]) -> tuple[Check, ...]:
    """The checks its type implies, then those the file states."""
    code, own = indicator.code, {box.code: box.label for box in indicator.fields()}
    found: list[Check] = []
    if indicator.type in (IndicatorType.COUNT, IndicatorType.MONEY, IndicatorType.RATIO):
        for box in indicator.fields():
            message = f"{named(box.code, own)} không được âm"
            found.append(Check("compare", ((1, box.code),), ">=", ((0, None),), message))
    if indicator.type is IndicatorType.RATIO:
        found.append(read_sentence("tu_so <= mau_so", indicator, labels))
    if indicator.max_length:
        message = f"{named(code, own)} không quá {indicator.max_length} ký tự"
        found.append(Check("max_length", ((1, code),), "<=", ((indicator.max_length, None),), message))
    for pattern in s.texts("blocked", one_among(BLOCKED)):
        message = f"{named(code, own)} không được ghi {BLOCKED[pattern][1]}; biểu chỉ nhận nội dung tổng hợp"
        found.append(Check("blocked", ((1, code),), pattern, (), message))
    found.extend(s.texts("checks", lambda text: of_this_filing(read_sentence(text, indicator, labels))))
    found.extend(s.texts("queries", lambda text: _asked(text, indicator, labels)))
    return tuple(check for check in found if check)


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise Unreadable(f"“{text}” không phải mã chỉ tiêu", ["một chữ cái và hai chữ số, ví dụ B01"])
    return text
