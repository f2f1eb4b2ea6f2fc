"""How the portal writes numbers, days and states in Vietnamese. Pure; the templates use these as filters."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from models.check_words import question_of
from models.dates_in_words import day_text, full_day_text
from models.errors import Refused
from models.quiet_hours import HANOI, day_in_hanoi
from models.vocabulary import (
    AlarmCode,
    AskState,
    ChangeState,
    Channel,
    DispositionKind,
    DutyKind,
    InboundState,
    Labelled,
    LetterState,
    Level,
    MapView,
    MessageState,
    ObligationState,
    OrderKind,
    OrderState,
    PeriodState,
    ReviewAction,
    Role,
    Stage,
    SubmissionKind,
    SubmissionState,
    TargetState,
    Tree,
    UnitChangeKind,
    ZaloState,
)

# What a state looks like beside its words: a mark readable without colour, and a tone for those who see colour
TONES: dict[str, tuple[str, str]] = {
    "accepted": ("✓", "good"),
    "filed": ("✓", "good"),
    "sent": ("✓", "good"),
    "returned": ("↩", "bad"),
    "overdue": ("!", "bad"),
    "failed": ("!", "bad"),
    "unknown": ("?", "warn"),
    "due": ("●", "warn"),
    "extended": ("◔", "info"),
    "waiting": ("?", "info"),
    "planned": ("◔", "info"),
    "sending": ("◔", "info"),
    "open": ("○", "info"),
    "waived": ("–", "still"),
    "ended": ("–", "still"),
    "skipped": ("–", "still"),
    "expired": ("–", "still"),
    "superseded": ("–", "still"),
    "upcoming": ("○", "still"),
    "closed": ("■", "still"),
    "passed": ("→", "good"),
    "shared": ("⇉", "good"),
    "rerouted": ("↪", "info"),
    "queued": ("●", "warn"),
    "refused": ("↩", "bad"),
    "done": ("✓", "good"),
    "settled": ("✓", "good"),
    "ignored": ("–", "still"),
    "proposed": ("●", "warn"),
    "confirmed": ("✓", "good"),
    "dropped": ("–", "still"),
    "undone": ("↩", "still"),
    "drafted": ("●", "warn"),
    "issued": ("✓", "good"),
    "ok": ("✓", "good"),
    "uncertain": ("?", "warn"),
    "dead": ("!", "bad"),
    "met": ("✓", "good"),
    "missed": ("!", "bad"),
    "on_track": ("▲", "good"),
    "behind": ("▼", "warn"),
    "cannot_say": ("?", "still"),
    "asked": ("●", "warn"),
    "granted": ("✓", "good"),
    "granted_part": ("✓", "good"),
    "withdrawn": ("–", "still"),
}

ATTEMPTS = {
    "sent": "đã gửi",
    "retry": "chưa gửi được, sẽ thử lại",
    "defer": "chưa gửi, chờ đến lượt sau",
    "fallback": "không gửi được, chuyển kênh khác",
    "permanent": "không gửi được",
    "unknown": "chưa rõ đã đến hay chưa",
}
_VOCABULARIES: dict[str, type[Labelled]] = {
    "state": ObligationState,
    "message": MessageState,
    "period": PeriodState,
    "view": MapView,
    "disposition": DispositionKind,
    "change": ChangeState,
    "change_kind": UnitChangeKind,
    "submission": SubmissionState,
    "filing": SubmissionKind,
    "review": ReviewAction,
    "kind": DutyKind,
    "tree": Tree,
    "level": Level,
    "channel": Channel,
    "stage": Stage,
    "role": Role,
    "inbound": InboundState,
    "letter": LetterState,
    "zalo": ZaloState,
    "alarm": AlarmCode,
    "target": TargetState,
    "ask": AskState,
    "order": OrderState,
    "order_kind": OrderKind,
}


def day(value: date | None) -> str:
    """`14/6/2026`, `05/9/2026`, `01/02/2026`: days below ten and months one and two carry a zero."""
    if value is None:
        return "chưa ấn định"
    return day_text(value)


def read_day(text: str) -> date:
    """A day as people type it: `5/9/2026`, `05-09-2026`, or ISO. Errors: `Refused`."""
    for layout in ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), layout).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise Refused(f"Ngày “{text}” chưa đúng. Đề nghị ghi ngày/tháng/năm, ví dụ 05/9/2026.")


def moment(value: datetime | None) -> str:
    """`16 giờ 05 phút ngày 14/6/2026`, in Hanoi."""
    if value is None:
        return ""
    here = value.astimezone(HANOI)
    return f"{here:%H} giờ {here:%M} phút ngày {day(here.date())}"


def short_moment(value: datetime | None) -> str:
    """`16:05 14/6/2026`, for tables."""
    if value is None:
        return ""
    here = value.astimezone(HANOI)
    return f"{here:%H:%M} {day(here.date())}"


def number(value: Any) -> str:
    """`1.234,5`. None is a dash: nothing was reported, which is not zero. Booleans are có / không."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int | float | Decimal):
        text = f"{Decimal(str(value)):,f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.translate(str.maketrans(",.", ".,"))
    return str(value)


def percent(value: Any) -> str:
    """`96,3%`; None (denominator zero, or nothing reported) is a dash, never 0%."""
    if value is None:
        return "—"
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)  # as the documents round
    return f"{rounded}".replace(".", ",").removesuffix(",0") + "%"


def label(code: str, vocabulary: str) -> str:
    """The Vietnamese words of a code; an unknown code stands for itself."""
    try:
        return _VOCABULARIES[vocabulary](code).label
    except ValueError:
        return code


def mark(code: str) -> str:
    return TONES.get(code, ("○", "still"))[0]


def tone(code: str) -> str:
    return TONES.get(code, ("○", "still"))[1]


def days_left(days: int, state: str, clock: str = "") -> str:
    """`còn 03 ngày`, `hết ngày hôm nay là hạn` (`16h00 hôm nay là hạn` with an hour), `quá hạn 02 ngày`."""
    if state == ObligationState.RETURNED and days < 0:
        return ""  # it was filed; how long ago its day was says nothing about the unit
    if days < 0:
        return f"quá hạn {-days:02d} ngày"
    if days == 0:
        return f"{clock or 'hết ngày'} hôm nay là hạn"
    return f"còn {days:02d} ngày"


def size(count: int) -> str:
    """`1,2 MB`, `340 KB`."""
    if count >= 1024 * 1024:
        return f"{count / 1024 / 1024:.1f} MB".replace(".", ",")
    return f"{max(1, round(count / 1024))} KB"


def capital(text: str) -> str:
    """First letter large, the rest untouched."""
    return text[:1].upper() + text[1:]


def attempt(outcome: str) -> str:
    """What one hand-over to a channel came to; one without an end is `chưa rõ`."""
    return ATTEMPTS.get(outcome, outcome or ATTEMPTS["unknown"])


def in_brackets(number: str) -> str:
    """` (05/CTrPH-CAT-MTTQ)`; a programme without a number carries its own brackets already."""
    return f" {number}" if number.startswith("(") else f" ({number})"


FILTERS = {
    "day": day,
    "weekday": full_day_text,
    "hanoi_day": day_in_hanoi,
    "moment": moment,
    "short_moment": short_moment,
    "number": number,
    "percent": percent,
    "label": label,
    "mark": mark,
    "tone": tone,
    "days_left": days_left,
    "file_size": size,
    "capital": capital,
    "in_brackets": in_brackets,
    "attempt": attempt,
    "question": question_of,
}
