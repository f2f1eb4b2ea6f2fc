"""The morning's brief and the week's page as pages of text, beside the letters to units, in tests/golden/briefs/.

Write them anew with `python -m tests.golden.briefs`; a change of words is reviewed as their diff.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from models.alarms import Alarm
from models.catalogue import Catalogue, load_catalogue
from models.contents import Words
from models.day_brief import DayBrief, Received
from models.deadlines import deadline_of
from models.desk import Desk
from models.questions import Question
from models.settings import BUILTIN_PROGRAMMES
from models.tallies import Behind, Tally
from models.vocabulary import AlarmCode, ObligationState
from models.week_brief import Due, Line, WeekBrief
from notifications.briefs import Reader, write_day, write_week

PAGES = Path(__file__).parent / "briefs"
P05 = "05-ctrph-cat-mttq"
READER = Reader("Nguyễn Văn A", "Đội Tổng hợp", "Công an tỉnh Đồng Tháp", "https://nop.dongthap.example")
LEADER = replace(READER, name="Trần Thị B", post="Trưởng phòng Tham mưu")
QUESTION = Question(
    "Đề xuất thay đổi quy tắc của Chương trình phối hợp số 05, do Nguyễn Văn A lập.",
    "/can-bo/thay-doi/7",
    "Xem những hạn thay đổi",
)
NOTHING = Desk(unknown=0, failed=0, to_call=0, inbound=0, letters=0, alarms=())


def tally(catalogue: Catalogue, key: tuple[str, str, str], state: ObligationState, units: int) -> Tally:
    deadline = deadline_of(catalogue, *key)
    programme = catalogue.programme(key[0])
    title = programme.duties[key[1]].title
    return Tally(deadline, title, programme.short_title, state, deadline.due_on, False, units)


def day_full(catalogue: Catalogue) -> DayBrief:
    """A morning on which everything happens."""
    alarm = Alarm(code=str(AlarmCode.TOKEN_AGEING), detail="Ủy quyền Zalo hết hạn ngày 01/4/2024.")
    alarm.raised_at = alarm.last_at = datetime(2024, 3, 14, tzinfo=UTC)
    plan, yearly = (P05, "S000-12", "2024-03-15"), ("279-kh-mttw-bca", "S004-17", "2023")
    return DayBrief(
        on=date(2024, 3, 14),
        soon_until=date(2024, 3, 19),
        received_since=datetime(2024, 3, 13, 0, 30, tzinfo=UTC),
        due_today=(tally(catalogue, plan, ObligationState.DUE, 1234),),
        due_soon=(),
        overdue=tuple(tally(catalogue, yearly, ObligationState.OVERDUE, n) for n in range(1, 9)),
        returned=(tally(catalogue, yearly, ObligationState.RETURNED, 1),),
        put_off=3,
        put_off_late=2,
        received=(Received("Kế hoạch thực hiện Chương trình phối hợp", "giai đoạn 2023 - 2033", 12),),
        questions=(QUESTION,),
        desk=Desk(unknown=1, failed=2, to_call=3, inbound=4, letters=5, alarms=(alarm,)),
    )


def day_quiet(catalogue: Catalogue) -> DayBrief:
    """A morning on which nothing waits."""
    full = day_full(catalogue)
    empty = dict.fromkeys(("due_today", "due_soon", "overdue", "returned", "received", "questions"), ())
    return replace(full, **empty, put_off=0, put_off_late=0, desk=NOTHING)


def week_full(catalogue: Catalogue) -> WeekBrief:
    """A week with work behind it and before it."""
    return WeekBrief(
        on=date(2024, 3, 11),
        since=date(2024, 3, 4),
        begins_on=date(2024, 3, 11),
        in_time=1204,
        expected=1250,
        late_units=12,
        late=tuple(Behind(f"u{n}", f"Công an xã Số {n}", 13 - n) for n in range(1, 11)),
        lines=(
            Line("Chương trình phối hợp số 05", "", 1204, 1250, 12, 1),
            Line("Chương trình phối hợp số 7294", "chờ xác nhận từ ngày 01/7/2025", 0, 0, 3, 0),
        ),
        ahead=(
            Due(
                "Kế hoạch thực hiện Chương trình phối hợp", "giai đoạn 2023 - 2033", "Chương trình phối hợp số 05",
                date(2024, 3, 14), "hết ngày 14/3/2024", 215, "Công an Tỉnh",
            ),
        ),
        questions=(QUESTION,),
        letters=2,
    )  # fmt: skip


def week_quiet(catalogue: Catalogue) -> WeekBrief:
    """A week in which nothing is due."""
    nothing = {"in_time": 0, "expected": 0, "late_units": 0, "letters": 0}
    idle = (Line("Chương trình phối hợp số 05", "", 0, 0, 0, 0),)
    return replace(week_full(catalogue), **nothing, late=(), ahead=(), questions=(), lines=idle)


def all_of(catalogue: Catalogue) -> dict[str, Words]:
    return {
        "day-full": write_day(day_full(catalogue), READER),
        "day-quiet": write_day(day_quiet(catalogue), READER),
        "week-full": write_week(week_full(catalogue), LEADER),
        "week-quiet": write_week(week_quiet(catalogue), LEADER),
    }


def page(words: Words) -> str:
    return f"Tiêu đề: {words.subject}\n\n{words.text}"


def pages() -> Iterator[tuple[Path, str]]:
    """Every page as it reads now, with its place."""
    for name, words in all_of(load_catalogue(BUILTIN_PROGRAMMES)).items():
        yield PAGES / f"{name}.txt", page(words)


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for place, text in pages():
        place.write_text(text, "utf-8")
