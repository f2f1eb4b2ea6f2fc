"""Tình hình chấp hành chế độ báo cáo as a Word draft: how it is counted, the whole, then the units in three lists.

Who filed all in time, who filed all but not always in time, who still has something to file: facts in neutral words,
for people to praise or to ask. Computes no metric: those come ready made from `models.punctuality`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from models.dates_in_words import day_text
from reports import nd30
from reports.letterhead import Letterhead
from reports.numerals import counted, number
from reports.templates import TemplateFault, filled
from reports.tracing import Origin, bookmark, marked

TEMPLATE = "danh-sach-thi-dua"


class Metrics(Protocol):
    """The five metrics of one unit or of all; `models.punctuality.Punctuality` is one."""

    @property
    def unit_id(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def expected(self) -> int: ...
    @property
    def actual(self) -> int: ...
    @property
    def on_time(self) -> int: ...
    @property
    def rate(self) -> Decimal | None: ...
    @property
    def on_time_rate(self) -> Decimal | None: ...
    @property
    def late(self) -> int: ...
    @property
    def returned(self) -> int: ...
    @property
    def missing(self) -> int: ...
    @property
    def by_extension(self) -> int: ...
    @property
    def waived(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def most_days_late(self) -> int: ...


@dataclass(frozen=True)
class PunctualityReport:
    """What the lists are made of: every unit that had something to file, and all of them together."""

    head: Letterhead
    programme_title: str
    period: str  # `năm 2026`
    on: date
    addressee: str
    definitions: Sequence[tuple[str, str]]
    units: Sequence[Metrics]
    whole: Metrics
    source: dict[str, str] = field(default_factory=dict)


def punctuality_docx(report: PunctualityReport, troubles: list[TemplateFault] | None = None) -> bytes:
    """The draft as .docx bytes. `troubles`: as `reports.templates.filled`."""
    head = report.head
    document = filled(head.folder, TEMPLATE, variables(report), style=head.style, troubles=troubles)
    nd30.name(document, f"Tình hình chấp hành chế độ báo cáo {report.period}")
    bookmark(document, report.source)
    return nd30.saved(document)


def variables(report: PunctualityReport) -> dict[str, Any]:
    """What the template may print."""
    due = [unit for unit in report.units if unit.expected]
    in_time = [unit for unit in due if unit.on_time == unit.expected]
    complete = [unit for unit in due if unit.actual == unit.expected and unit not in in_time]
    rest = [unit for unit in due if unit.actual < unit.expected]
    rest.sort(key=lambda unit: unit.actual - unit.expected)  # most missing first, otherwise as they came
    until = day_text(report.on)
    return {
        **report.head.variables("BC", ("Như trên",)),
        "trich_yeu": [f"Tình hình chấp hành chế độ báo cáo {report.period}", f"thực hiện {report.programme_title}"],
        "cua_so": f"(Tính đến hết ngày {until})",
        "kinh_gui": report.addressee,
        "mo_dau": f"{report.head.agency} báo cáo tình hình chấp hành chế độ báo cáo {report.period} như sau:",
        "cach_tinh": [f"{name}: {words}." for name, words in report.definitions],
        "tong_hop": _whole(report, len(due), until),
        "de_nghi_bieu_duong": _rows(in_time),
        "gui_du": _rows(complete),
        "can_khac_phuc": _rows(rest),
        "luu_y": _notes(report.whole),
    }


def _whole(report: PunctualityReport, units: int, until: str) -> str:
    whole = report.whole
    if not whole.expected:
        return f"Tính đến hết ngày {until}, chưa có báo cáo nào đến hạn."
    return (
        f"Tính đến hết ngày {until}, {counted(units)} đơn vị phải nộp {_marked(whole, 'expected', counted)} báo cáo; "
        f"đã nộp {_marked(whole, 'actual', counted)} ({_rate(whole, 'rate')}); "
        f"đúng hạn {_marked(whole, 'on_time', counted)} ({_rate(whole, 'on_time_rate')})."
    )


def _notes(whole: Metrics) -> list[str]:
    apart = ((whole.waived, "việc được miễn"), (whole.waiting, "việc chờ xác nhận"))
    said = [f"{counted(n)} {words}" for n, words in apart if n]
    told = [f"Không tính: {', '.join(said)}."] if said else []
    if whole.by_extension:
        told.append(f"Trong số đúng hạn có {counted(whole.by_extension)} báo cáo nộp trong thời gian được gia hạn.")
    return told


def _rows(units: Sequence[Metrics]) -> list[dict[str, Any]]:
    return [
        {
            "tt": n,
            "don_vi": unit.unit_name,
            "phai_gui": _marked(unit, "expected", number),
            "da_gui": _marked(unit, "actual", number),
            "dung_han": _marked(unit, "on_time", number),
            "ty_le": _rate(unit, "on_time_rate"),
            "ghi_chu": _remark(unit),
        }
        for n, unit in enumerate(units, 1)
    ]


def _remark(unit: Metrics) -> str:
    said = (
        (unit.missing, f"chưa nộp {counted(unit.missing)}"),
        (unit.returned, f"đang bổ sung {counted(unit.returned)}"),
        (unit.late, f"sau hạn {counted(unit.late)}, chậm nhất {counted(unit.most_days_late)} ngày"),
        (unit.by_extension, f"được gia hạn {counted(unit.by_extension)}"),
        (unit.waived, f"được miễn {counted(unit.waived)}"),
    )
    return "; ".join(words for n, words in said if n)


def _marked(metrics: Metrics, name: str, write: Any) -> str:
    value = getattr(metrics, name)
    return marked(write(value), Origin(name, unit=metrics.unit_id, value=str(value)))


def _rate(metrics: Metrics, name: str) -> str:
    value = getattr(metrics, name)
    if value is None:
        return "—"
    words = f"{number(value, 1).removesuffix(',0')}%"
    return marked(words, Origin(name, unit=metrics.unit_id, value=str(value)))
