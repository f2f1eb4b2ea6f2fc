"""Câu tự sinh: a total as a sentence. Zero is "không phát sinh", no figure "chưa có số liệu", an estimate "ước đạt …".

Says what the figures say and nothing more: no cause, no praise, no comparison that the figures do not carry. Every
number is marked with its origin (`reports.tracing`); what shows it elsewhere than in a Word document takes it `plain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.dates_in_words import day_text
from models.forms import Indicator
from models.vocabulary import AcrossUnits, IndicatorType
from reports.consolidated_report import ConsolidatedReport, TotalLike, lines_of
from reports.numerals import counted, number, percent
from reports.tracing import Origin, marked

NIL = "không phát sinh"
MISSING = "chưa có số liệu"
NOT_ADDED = "không cộng qua đơn vị, số của từng đơn vị tại Phụ lục"
ESTIMATED = "ước đạt "
BESIDE = ":cung-ky"  # after the code of a line: its number beside the year before
NAMES_SHOWN = 10
EXCEPTIONS_NAMED = 3
NAMES = ("Nhà nước", "Đảng", "Chính phủ", "Công an", "Mặt trận", "Ủy ban", "Chương trình")  # a capital wherever


@dataclass(frozen=True)
class Frame:
    """A running sentence for indicators that belong together; used only while each of them has a figure above zero."""

    codes: tuple[str, ...]
    text: str


FRAMES = (
    Frame(("A01",), "Đã ban hành {A01} văn bản chỉ đạo, kế hoạch thực hiện Chương trình"),
    Frame(("B01", "B02"), "Tổ chức {B01} buổi tuyên truyền trực tiếp với {B02} lượt người dự"),
    Frame(
        ("B03", "B04"),
        "Đăng, phát {B03} tin, bài, phóng sự trên báo chí, cổng/trang thông tin, truyền thanh cơ sở; "
        "{B04} bài trên trang mạng xã hội chính thức của cơ quan",
    ),
    Frame(("B05",), "Cấp phát {B05} tờ rơi, pa-nô, áp phích, tài liệu"),
    Frame(("C02", "C03"), "Duy trì {C02} điểm mô hình tự quản về ANTT, trong đó xây dựng mới {C03} điểm"),
    Frame(
        ("E03", "E04"),
        "Tổ hòa giải ở cơ sở tiếp nhận {E03} vụ việc mâu thuẫn, tranh chấp; hòa giải thành {E04} vụ việc",
    ),
    Frame(("F02", "F03"), "Thực hiện {F02} cuộc kiểm tra tại {F03} đơn vị"),
)


def named(names: Sequence[str], shown: int = NAMES_SHOWN) -> str:
    """The names in a row; beyond `shown` the rest is counted and looked up in the annex.

    Names that carry their place (`Công an phường 1, Thành phố Sa Đéc`) are kept apart by semicolons."""
    between = "; " if any("," in name for name in names[:shown]) else ", "
    listed = between.join(names[:shown])
    if len(names) <= shown:
        return listed
    return f"{listed} và {counted(len(names) - shown)} đơn vị khác (có tên tại Phụ lục)"


def coverage_sentence(report: ConsolidatedReport) -> str:
    """`52/54 đơn vị đã báo cáo; chưa có số liệu của Xã A, Xã B.`"""
    until = f"Tính đến hết ngày {day_text(report.as_of)}, " if report.as_of else ""
    if not report.expected:
        return f"{until}{'không' if until else 'Không'} có đơn vị nào thuộc diện báo cáo."
    said = f"{until}{'có ' if until else 'Có '}{report.coverage}"
    return f"{said}; {MISSING} của: {named(report.missing)}." if report.missing else f"{said}."


def sentences(report: ConsolidatedReport, indicators: Sequence[Indicator]) -> list[str]:
    """One sentence an indicator, or one for a group of them where a frame fits; narrative indicators are left out."""
    waiting = [i for i in indicators if i.type != IndicatorType.TEXT]
    by_code = {i.code: i for i in waiting}
    told: list[str] = []
    done: set[str] = set()
    for indicator in waiting:
        if indicator.code in done:
            continue
        frame = next((f for f in FRAMES if f.codes[0] == indicator.code and _fits(report, f, by_code)), None)
        if frame is None:
            told.append(sentence(report, indicator))
            continue
        values = {code: _amount(report.total(code), by_code[code]) for code in frame.codes}
        if all(value.startswith(ESTIMATED) for value in values.values()):  # said once for all of them
            values |= {code: values[code].removeprefix(ESTIMATED) for code in frame.codes[1:]}
        more = _exception(report, [report.total(c) for c in frame.codes]) + _beside(report, frame.codes)
        told.append(f"{frame.text.format(**values)}{more}.")
        done.update(frame.codes)
    return told


def sentence(report: ConsolidatedReport, indicator: Indicator) -> str:
    """`Điểm mô hình xây dựng mới trong kỳ: 12 điểm.`"""
    lines = lines_of(indicator)
    totals = [report.total(line.code) for line in lines]
    if len(lines) == 1:
        said = phrase(totals[0], indicator, indicator.unit, is_single=report.is_single)
    elif not any(_known(t) for t in totals):
        said = MISSING
    else:
        parts = zip(lines, totals, strict=True)
        said = "; ".join(
            f"{lowered(line.label)} {phrase(t, indicator, line.unit, is_single=report.is_single)}" for line, t in parts
        )
    beside = _beside(report, [line.code for line in lines]) if any(_known(t) for t in totals) else ""
    return f"{indicator.label}: {said}{_exception(report, totals)}{beside}."


def phrase(total: TotalLike | None, indicator: Indicator, unit: str, *, is_single: bool = False) -> str:
    """The value of one total in words, unit of measure included; `is_single`: of one unit alone."""
    if total is not None and total.reported and total.value is None and indicator.across == AcrossUnits.NONE:
        return NOT_ADDED
    if total is None or not _known(total):
        return MISSING
    if indicator.type == IndicatorType.RATIO:
        return _estimated(total, marked(percent(total.numerator or 0, total.denominator or 0), origin_of(total)))
    if indicator.type == IndicatorType.BOOL and is_single:
        return marked("có" if total.value else "không", origin_of(total))
    if indicator.type == IndicatorType.BOOL:
        if not total.value:
            none = marked("không có", origin_of(total))
            return f"{none} đơn vị nào trong {counted(total.reported)} đơn vị có số liệu"
        said = marked(number(total.value), origin_of(total))
        estimated = ", có số ước" if total.provisional else ""
        return f"{said} trong {number(total.reported)} đơn vị có số liệu{estimated}"
    if not total.value:
        return marked(NIL, origin_of(total))
    return f"{_amount(total, indicator)} {unit}".rstrip()


def lowered(label: str) -> str:
    """`Xuất sắc` → `xuất sắc`; an abbreviation in capitals stays, and so does a name."""
    return label if label[:2].isupper() or label.startswith(NAMES) else label[:1].lower() + label[1:]


def _fits(report: ConsolidatedReport, frame: Frame, by_code: dict[str, Indicator]) -> bool:
    totals = [report.total(code) for code in frame.codes if code in by_code]
    return len(totals) == len(frame.codes) and all(t is not None and t.reported and t.value for t in totals)


def _known(total: TotalLike | None) -> bool:
    if total is None or not total.reported:
        return False
    return total.value is not None or total.denominator is not None


def _amount(total: TotalLike | None, indicator: Indicator) -> str:
    assert total is not None
    written = number(total.value, 3) if indicator.type == IndicatorType.MONEY else counted(total.value)
    if "," in written:
        written = written.rstrip("0").rstrip(",")
    return _estimated(total, marked(written, origin_of(total)))


def origin_of(total: TotalLike) -> Origin:
    """Where a total comes from: its line, its node, and its exact value."""
    return Origin(total.indicator, total.node, value=exact(total))


def exact(total: TotalLike) -> str:
    """The value without any rounding or separator: `12360`, `361.5`, of a ratio `52/54`."""
    if total.denominator is not None:
        return f"{total.numerator or 0}/{total.denominator}"
    if total.value is None:
        return ""
    value = Decimal(str(total.value))
    return f"{value.normalize():f}" if value else "0"


def comparison_notes(report: ConsolidatedReport) -> list[str]:
    """Why figures stand without the year before: once for each reason, with the codes it holds for."""
    shown = {line.code for indicator in report.indicators for line in lines_of(indicator)}
    reasons: dict[str, list[str]] = {}
    for code, beside in report.comparisons.items():
        for why in beside.why_not if code in shown else ():
            reasons.setdefault(why, []).append(code)
    every = len([code for code in report.comparisons if code in shown])
    told = []
    for why, codes in reasons.items():
        said = why if why.startswith("không so sánh") else f"không so sánh cùng kỳ do {why}"
        which = "" if len(codes) == every else f" ({_some(codes)})"
        told.append(f"{said[:1].upper()}{said[1:]}{which}.")
    return told


def _estimated(total: TotalLike, written: str) -> str:
    return f"{ESTIMATED}{written}" if total.provisional else written


def _some(codes: Sequence[str]) -> str:
    more = len(codes) - NAMES_SHOWN
    return ", ".join(codes) if more <= 0 else f"{', '.join(codes[:NAMES_SHOWN])} và {counted(more)} chỉ tiêu khác"


def _beside(report: ConsolidatedReport, codes: Sequence[str]) -> str:
    """` (so với cùng kỳ: tăng 12,5%)`; nothing where any of the lines cannot be compared, which a note says."""
    found = {code: report.comparisons[code] for code in codes if code in report.comparisons}
    if len(found) != len(codes) or any(each.why_not for each in found.values()):
        return ""
    words = [marked(b.words, Origin(f"{code}{BESIDE}", report.root_node, value=b.words)) for code, b in found.items()]
    return f" (so với cùng kỳ: {'lần lượt ' if len(words) > 1 else ''}{'; '.join(words)})"


def _exception(report: ConsolidatedReport, totals: Sequence[TotalLike | None]) -> str:
    """Coverage of a figure that some who reported left out, and who: by name while they are few; else nothing."""
    thin = min((t for t in totals if t is not None), key=lambda t: t.reported, default=None)
    if thin is None or not thin.reported or (thin.reported, thin.expected) == (report.reported, report.expected):
        return ""
    silent = set(report.missing)
    names = [name for name in report.missing_of(thin) if name not in silent]
    tail = f"; {MISSING} của {named(names)}" if names else ""
    if len(names) > EXCEPTIONS_NAMED:
        tail = f"; {counted(len(names))} đơn vị đã báo cáo để trống, xem Phụ lục"
    return f" ({thin.reported}/{thin.expected} đơn vị có số liệu{tail})"
