"""Câu tự sinh: a total as a sentence. Zero is "không phát sinh", no figure "chưa có số liệu", an estimate "ước đạt …".

Says what the figures say and nothing more: no cause, no praise, no comparison that the figures do not carry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.dates_in_words import day_text
from models.forms import Indicator
from models.vocabulary import AcrossUnits, IndicatorType
from reports.consolidated_report import ConsolidatedReport, TotalLike, lines_of
from reports.numerals import counted, number, percent

NIL = "không phát sinh"
MISSING = "chưa có số liệu"
NOT_ADDED = "không cộng qua đơn vị, số của từng đơn vị tại Phụ lục"
ESTIMATED = "ước đạt "
NAMES_SHOWN = 10
EXCEPTIONS_NAMED = 3


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
    """The names in a row; beyond `shown` the rest is counted and looked up in the annex."""
    if len(names) <= shown:
        return ", ".join(names)
    return f"{', '.join(names[:shown])} và {counted(len(names) - shown)} đơn vị khác (có tên tại Phụ lục)"


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
        told.append(f"{frame.text.format(**values)}{_exception(report, [report.total(c) for c in frame.codes])}.")
        done.update(frame.codes)
    return told


def sentence(report: ConsolidatedReport, indicator: Indicator) -> str:
    """`Điểm mô hình xây dựng mới trong kỳ: 12 điểm.`"""
    lines = lines_of(indicator)
    totals = [report.total(line.code) for line in lines]
    if len(lines) == 1:
        said = phrase(totals[0], indicator, indicator.unit)
    elif not any(_known(t) for t in totals):
        said = MISSING
    else:
        parts = zip(lines, totals, strict=True)
        said = "; ".join(f"{lowered(line.label)} {phrase(t, indicator, line.unit)}" for line, t in parts)
    return f"{indicator.label}: {said}{_exception(report, totals)}."


def phrase(total: TotalLike | None, indicator: Indicator, unit: str) -> str:
    """The value of one total in words, unit of measure included."""
    if total is not None and total.reported and total.value is None and indicator.across == AcrossUnits.NONE:
        return NOT_ADDED
    if total is None or not _known(total):
        return MISSING
    if indicator.type == IndicatorType.RATIO:
        return _estimated(total, percent(total.numerator or 0, total.denominator or 0))
    if indicator.type == IndicatorType.BOOL:
        if not total.value:
            return f"không có đơn vị nào trong {counted(total.reported)} đơn vị đã báo cáo"
        return _estimated(total, f"{number(total.value)}/{number(total.reported)} đơn vị đã báo cáo")
    if not total.value:
        return NIL
    return f"{_amount(total, indicator)} {unit}".rstrip()


def lowered(label: str) -> str:
    """`Xuất sắc` → `xuất sắc`; an abbreviation in capitals stays."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


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
    return _estimated(total, written)


def _estimated(total: TotalLike, written: str) -> str:
    return f"{ESTIMATED}{written}" if total.provisional else written


def _exception(report: ConsolidatedReport, totals: Sequence[TotalLike | None]) -> str:
    """Coverage of a figure that some who reported left out, with their names while they are few; else nothing."""
    thin = min((t for t in totals if t is not None), key=lambda t: t.reported, default=None)
    if thin is None or not thin.reported or (thin.reported, thin.expected) == (report.reported, report.expected):
        return ""
    silent = set(report.missing)
    names = [name for name in report.missing_of(thin) if name not in silent]
    tail = f"; {MISSING} của {', '.join(names)}" if 0 < len(names) <= EXCEPTIONS_NAMED else ""
    return f" ({thin.reported}/{thin.expected} đơn vị có số liệu{tail})"
