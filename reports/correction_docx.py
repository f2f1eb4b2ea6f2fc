"""THÔNG BÁO điều chỉnh số liệu as a Word draft: what was sent, what the numbers are now, whose changed, and why.

Tells what `models.corrections` found between two sendings; adds nothing up and explains nothing that nobody said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from models.corrections import Changes, Delta, Whose
from models.dates_in_words import day_text
from models.quiet_hours import day_in_hanoi
from reports import nd30
from reports.letterhead import Letterhead
from reports.numerals import counted, number, percent
from reports.sentences import MISSING
from reports.templates import TemplateFault, filled
from reports.tracing import Origin, bookmark, marked, plain

TEMPLATE = "dieu-chinh-so-lieu"
NAMED = 5  # units named beside a line; the others are counted
BEFORE, AFTER, CHANGE = ":da-gui", ":dieu-chinh", ":chenh-lech"  # after the code of a line


@dataclass(frozen=True)
class CorrectionNote:
    """One note to whoever was sent the figures before."""

    head: Letterhead
    addressee: str
    work: str  # title of the duty
    period: str  # its label
    changes: Changes


def correction_docx(note: CorrectionNote, troubles: list[TemplateFault] | None = None) -> bytes:
    """The draft as .docx bytes. `troubles`: as `reports.templates.filled`."""
    head = note.head
    document = filled(head.folder, TEMPLATE, variables(note), style=head.style, troubles=troubles)
    nd30.name(document, f"Điều chỉnh số liệu {note.work} {note.period}")
    programme, duty, period = note.changes.key
    bookmark(document, {"van-ban": TEMPLATE, "chuong-trinh": programme, "nhiem-vu": duty, "ky": period})
    return nd30.saved(document)


def variables(note: CorrectionNote) -> dict[str, Any]:
    """What the template may print."""
    changes, agency = note.changes, note.head.agency
    sent, now = _day(changes.first_at), _day(changes.second_at)
    units = {whose.unit_id for delta in changes.deltas for whose in delta.whose}
    places = {delta.node for delta in changes.deltas}
    reason = f" Lý do: {_sentence(changes.why)}" if changes.why else ""
    which = f" (lần {counted(changes.first)})" if changes.first > 1 else ""
    return {
        **note.head.variables("TB", ("Như trên",)),
        "trich_yeu": [f"Điều chỉnh số liệu {note.work} {note.period}"],
        "kinh_gui": note.addressee,
        "mo_dau": f"Ngày {sent}, {agency} đã gửi số liệu {note.work} {note.period}{which}. "
        f"Đến ngày {now}, số liệu có thay đổi.{reason}",
        "tong_hop": f"Thay đổi {counted(len(changes.deltas))} dòng số liệu tại {counted(len(places))} địa bàn, "
        f"do số liệu của {counted(len(units))} đơn vị:"
        if changes.deltas
        else "Không có dòng số liệu nào thay đổi.",
        "thay_doi": [_row(n, delta) for n, delta in enumerate(changes.deltas, 1)],
        "ket": f"{agency} kính đề nghị {note.addressee} sử dụng số liệu điều chỉnh nêu trên thay cho số liệu đã gửi",
    }


def _row(n: int, delta: Delta) -> dict[str, Any]:
    is_ratio = any(part is not None for part in delta.denominators)
    measure = f" ({delta.measure})" if delta.measure and not is_ratio else ""
    return {
        "tt": n,
        "dia_ban": plain(delta.node_name),
        "chi_tieu": f"{delta.indicator}. {delta.label}{measure}",
        "truoc": _told(delta, 0),
        "sau": _told(delta, 1),
        "chenh_lech": _change(delta),
        "ly_do": _whose(delta.whose),
    }


def _told(delta: Delta, side: int) -> str:
    """`1.234 (44/45)`: before (0) or after (1), with the n/N it stands on, which may be what changed."""
    value = (delta.before, delta.after)[side]
    numerator, denominator = delta.numerators[side], delta.denominators[side]
    words, exact = _figure(value), str(value)
    if denominator is not None:
        words, exact = percent(numerator or 0, denominator), f"{numerator or 0}/{denominator}"
    if denominator is not None or _is_number(value):
        words = marked(words, Origin(delta.indicator + (BEFORE, AFTER)[side], delta.node, value=exact))
    reported = (delta.reported_before, delta.reported_after)[side]
    expected = (delta.expected_before, delta.expected_after)[side]
    return f"{words} ({reported}/{expected} đơn vị)"


def _change(delta: Delta) -> str:
    if not (_is_number(delta.before) and _is_number(delta.after)):
        return ""
    change = Decimal(str(delta.after)) - Decimal(str(delta.before))
    is_ratio = any(part is not None for part in delta.denominators)
    size = _points(change) if is_ratio else _figure(change)
    words = f"{'+' if change > 0 else ''}{size}{' điểm %' if is_ratio else ''}"
    return marked(words, Origin(delta.indicator + CHANGE, delta.node, value=str(change)))


def _points(change: Decimal) -> str:
    """As exact as the rates beside it (`reports.numerals.percent`); a change that is not zero never reads as one."""
    return number(change, 1).removesuffix(",0") if abs(change) >= Decimal("0.05") else _figure(change)


def _figure(value: Any) -> str:
    if value is None:
        return MISSING
    if _is_number(value):
        return number(value) if isinstance(value, int) else _without_zeros(number(Decimal(str(value)), 3))
    return f"{len(value)} ý kiến" if isinstance(value, Sequence) and not isinstance(value, str) else plain(str(value))


def _without_zeros(words: str) -> str:
    return words.rstrip("0").rstrip(",") if "," in words else words


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _whose(whose: Sequence[Whose]) -> str:
    told = [f"{plain(each.unit_name)}: {plain(each.why)}" for each in whose[:NAMED]]
    if len(whose) > NAMED:
        told.append(f"và {counted(len(whose) - NAMED)} đơn vị khác")
    return "; ".join(told)


def _day(at: datetime) -> str:
    return day_text(day_in_hanoi(at))


def _sentence(words: str) -> str:
    return f"{plain(words).strip().rstrip('.')}."
