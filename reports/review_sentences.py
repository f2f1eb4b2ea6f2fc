"""Câu của báo cáo sơ kết, tổng kết: figures of several years, punctuality and targets in words, nothing beyond them.

Zero is “không phát sinh”, no figure “chưa có số liệu”, a year without the regime is not mentioned. Two years are held
beside each other only where `models.trend` does; why not is said once a reason. No cause, no praise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from models.dates_in_words import day_text
from models.organisation_changes import Organisation
from models.punctuality import Punctuality
from models.review_years import TreeFigures
from models.rollup import Total
from models.trend import Comparison
from models.vocabulary import AcrossUnits, Tree
from reports.numerals import counted, number
from reports.review_report import TOGETHER, ReviewReport, YearLine, year_lines
from reports.sentences import MISSING, lowered, phrase
from reports.tracing import Origin, marked, plain

MOST_OF_AGENCY = 4  # sums of one tree of agencies that a sentence tells
MOST_YEARS = 3  # years of an indicator that are told in a sentence; more stand in the annex only
AWARDS = ("F04", "F05", "F06")
CONTENTS = {
    "B": "Tuyên truyền, vận động",
    "C": "Xây dựng, nhân rộng mô hình",
    "D": "Xây dựng tiêu chuẩn “An toàn về ANTT”, phân loại phong trào",
    "E": "Nhân dân tham gia bảo vệ ANTT; lực lượng ở cơ sở",
}


def lines_about(report: ReviewReport, letters: str, *, only: Sequence[str] = (), but: Sequence[str] = ()) -> list[str]:
    """A sentence for each indicator line whose code begins with one of these letters."""
    every = [line for section in report.sections for line in year_lines(section)]
    twice = _twice(every)
    return [
        year_sentence(line, with_source=line.code in twice)
        for line in every
        if line.code[0] in letters and (not only or line.indicator.code in only) and line.indicator.code not in but
    ]


def year_sentence(line: YearLine, *, with_source: bool = False) -> str:
    """`Buổi tuyên truyền: năm 2026 34 buổi; năm 2027 40 buổi (so với năm trước: tăng 17,6%); cộng các năm 74 buổi.`"""
    asked = [column.year for column in line.section.columns if column.parts]
    said = []
    for year in asked[-MOST_YEARS:]:
        total, column = line.total(year), line.section.column(year)
        part = f" ({column.label})" if column.label else ""
        said.append(f"năm {year}{part} {_value(line, total)}{_coverage(total)}{_beside(line, year)}")
    if len(asked) > 1 and (whole := line.total(TOGETHER)) and whole.reported:
        said.append(f"{_together(line)} {_value(line, whole)}")
    head = f"{_source(line)}{line.label}" if with_source else line.label
    tail = " (các năm trước tại Phụ lục 1)" if len(asked) > MOST_YEARS else ""
    return f"{head}: {'; '.join(said) or MISSING}{tail}."


def _source(line: YearLine) -> str:
    """Which duty or form says it, where two say the same indicator: `Họp định kỳ cấp xã – `."""
    return f"{line.section.title} – "


def organisation_sentences(report: ReviewReport) -> list[str]:
    """Who bore the programme at the beginning and the end, and which days changed that."""
    told = report.organisation
    if not told.rows:
        return [f"Chưa có dữ liệu về các đơn vị thực hiện chương trình. {MISSING.capitalize()}."]
    found = []
    for n, words in ((0, "Ngày"), (-1, "Đến ngày")):
        found.append(f"{words} {day_text(told.days[n])}, được giao nhiệm vụ có: {_bodies(told, n)}.")
    for on in told.reorganised:
        merged = [place for place in told.places if place.on == on]
        givers = sum(len(place.from_names) for place in merged)
        found.append(
            f"Từ ngày {day_text(on)}, {counted(len(merged))} địa bàn tiếp nhận {counted(givers)} lượt địa bàn sắp xếp "
            "(bảng đơn vị trước, sau sắp xếp tại Phụ lục 4)."
        )
    found += [f"Ngày {day_text(on)}: {title}." for on, title in told.acts]
    if not told.has_changed:
        found.append("Trong giai đoạn, không có thay đổi đơn vị thực hiện chương trình.")
    return found


def tree_sentences(report: ReviewReport) -> list[str]:
    """Each tree of agencies: how much of what was asked it filed, how much of that in time."""
    kept_by = {Tree.of(p.tree): p for p in report.by_tree if p.expected}
    found = []
    for tree in (tree for tree in Tree if tree in kept_by):
        found.append(f"{tree.label}: {kept(kept_by[tree], f'he-{tree}')}.")
        found += [words for of in report.by_agency if of.tree is tree for words in _of_agency(of)]
    return found


def _of_agency(of: TreeFigures) -> list[str]:
    """What the units of one tree came to in the latest year: the first few sums of a form."""
    lines = [line for line in year_lines(of.section) if line.indicator.across == AcrossUnits.SUM]
    told = []
    for line in lines:
        total = of.totals.get(line.code)
        if total is not None and total.reported and total.value:
            code = f"{of.section.key}/{line.code}:{of.year}:he-{of.tree}"
            told.append(f"{lowered(line.label)} {_value(line, total._replace(indicator=code))}")
    head = f"{of.tree.label}, {of.section.title}, năm {of.year}"
    return [f"{head}: {'; '.join(told[:MOST_OF_AGENCY])}."] if told else []


def _bodies(told: Organisation, n: int) -> str:
    """`Công an: cấp tỉnh 01, cấp xã 45; Mặt trận Tổ quốc: cấp tỉnh 01`."""
    by_tree: dict[str, list[str]] = defaultdict(list)
    for row in told.rows:
        if row.counts[n]:
            by_tree[row.tree.label].append(f"{row.level.label} {counted(row.counts[n])}")
    return "; ".join(f"{tree}: {', '.join(levels)}" for tree, levels in by_tree.items()) or "chưa có đơn vị nào"


def discipline_sentences(report: ReviewReport) -> list[str]:
    """How the regime of meetings, inspections and reports was kept, over all and year by year."""
    if not report.whole.expected:
        return ["Đến ngày chốt, chưa có việc nào đến hạn."]
    found = [f"Trong giai đoạn, {kept(report.whole, 'giai-doan')}."]
    found += [f"Năm {p.year}: {kept(p, str(p.year))}." for p in report.by_year if p.expected]
    apart = ((report.whole.waived, "việc được miễn"), (report.whole.waiting, "việc chờ xác nhận"))
    said = [f"{counted(count)} {words}" for count, words in apart if count]
    return [*found, f"Không tính: {', '.join(said)}."] if said else found


def kept(p: Punctuality, span: str) -> str:
    """`đến hạn 430 việc, đã gửi 412 (95,8%), đúng hạn 401 (93,3%)`."""
    return (
        f"đến hạn {_traced(p, 'expected', span)} việc, "
        f"đã gửi {_traced(p, 'actual', span)} ({_rate(p, 'rate', span)}), "
        f"đúng hạn {_traced(p, 'on_time', span)} ({_rate(p, 'on_time_rate', span)})"
    )


def _traced(p: Punctuality, name: str, span: str) -> str:
    value = getattr(p, name)
    return marked(counted(value), Origin(f"{name}:{span}", value=str(value)))


def target_sentences(report: ReviewReport) -> list[str]:
    """Where each target stands, with the arithmetic; or why it cannot be said; equal goals together."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for told in report.targets:
        proposed = " (đề xuất)" if told.target.is_proposed else ""
        why = told.arithmetic or told.why
        alike[f"{told.target.title}{proposed}", f"{told.verdict}{f'; {why}' if why else ''}"].append(told.goal_words)
    return [plain(f"{title}: chỉ tiêu {' và '.join(goals)}: {said}.") for (title, said), goals in alike.items()]


def notes(report: ReviewReport) -> list[str]:
    """What holds for the tables as a whole: tentative years, years not compared and why, years not added and why."""
    found = []
    if report.as_of != report.cutoff:
        found.append(
            f"Số liệu của các kỳ kết thúc đến hết ngày {day_text(report.cutoff)}, theo bài gửi đến hết ngày "
            f"{day_text(report.as_of)}."
        )
    open_years = sorted({c.year for s in report.sections for c in s.columns if c.parts and not c.is_closed})
    if open_years:
        found.append(f"Số tạm tính vì còn kỳ chưa chốt: năm {', '.join(map(str, open_years))}.")
    for section in report.sections:
        if section.why_apart:
            found.append(f"{section.title}: không cộng các năm vì {lowered(section.why_apart)}.")
        found += _not_compared(section.title, section.steps.items())
    return found


def _not_compared(title: str, steps: Iterable[tuple[tuple[int, str], Comparison]]) -> list[str]:
    years: dict[str, set[int]] = defaultdict(set)
    for (year, _), step in steps:
        for why in step.why_not:
            if MISSING not in why:  # the sentences say so themselves
                years[why].add(year)
    told = ((sorted(of), why if why.startswith("không") else f"không so sánh do {why}") for why, of in years.items())
    return [f"{title}, năm {', '.join(map(str, of))}: {why}." for of, why in told]


def _value(line: YearLine, total: Total | None) -> str:
    return phrase(total, line.indicator, "" if line.line.unit == "%" else line.line.unit)


def _coverage(total: Total | None) -> str:
    if total is None or not total.reported or total.reported == total.expected:
        return ""
    return f" ({number(total.reported)}/{number(total.expected)} lượt báo cáo)"


def _beside(line: YearLine, year: int) -> str:
    step = line.section.steps.get((year, line.code))
    if step is None or step.why_not or not step.then:
        return ""
    origin = Origin(f"{line.section.key}/{line.code}:{year}:nam-truoc", step.node, value=step.words)
    return f" (so với năm trước: {marked(step.words, origin)})"


def _together(line: YearLine) -> str:
    return {"sum": "cộng các năm", "last": "cuối giai đoạn", "max": "cả giai đoạn"}[line.indicator.over_time]


def _rate(p: Punctuality, name: str, span: str) -> str:
    value = getattr(p, name)
    if value is None:
        return "—"
    return marked(f"{number(value, 1).removesuffix(',0')}%", Origin(f"{name}:{span}", value=str(value)))


def _twice(lines: Sequence[YearLine]) -> set[str]:
    """Codes that more than one section has."""
    sections: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        sections[line.code].add(line.section.key)
    return {code for code, keys in sections.items() if len(keys) > 1}
