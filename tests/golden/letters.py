"""Every letter there is, as one page of text each: stage × kind of deadline, in every relation of sender and unit.

The pages lie in tests/golden/letters/. A change of words is reviewed as their diff; write them anew with
`python -m tests.golden.letters`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from models.catalogue import Catalogue, load_catalogue
from models.contents import LINK as LINK_MARK
from models.dates_in_words import full_day_text
from models.deadlines import deadline_of, request_deadline
from models.facts import Request
from models.obligations import Obligation
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import ObligationState, Stage
from notifications.confirmations import write_extension
from notifications.lines import Line, line_of
from notifications.relation import Relation
from notifications.wording import Sheet, write

EXTENSION = "extension-granted"
PAGES = Path(__file__).parent / "letters"
P05, P7294 = "05-ctrph-cat-mttq", "7294-ctrph-ca-mttq"
AGENCY = "Công an tỉnh Đồng Tháp"
FOCAL = "Đội Tổng hợp, Phòng Tham mưu, máy 0277 3 000 000"
LINK = "https://nop.dongthap.example/n/…"
UNITS = {
    Relation.ABOVE: "Công an xã An Bình",
    Relation.PEER: "Công an tỉnh Bến Giả",
    Relation.BELOW: "Cục Xây dựng phong trào (giả định)",
    Relation.OTHER_LINE: "Ủy ban MTTQ Việt Nam xã An Bình",
}
REQUESTS: dict[str, dict[str, Any]] = {
    "before": {"bound": "before", "named_on": date(2025, 6, 20)},
    "by": {"bound": "by", "named_on": date(2025, 6, 20)},
    "exact": {"bound": "exact", "named_on": date(2025, 6, 20)},
    "hour": {"bound": "before", "named_on": date(2025, 6, 20), "clock": time(16)},
    "window": {
        "bound": "by", "named_on": date(2025, 6, 20),
        "window_from": date(2025, 1, 1), "window_to": date(2025, 5, 31),
    },
    "hours": {
        "bound": "after", "term_count": 48, "term_unit": "hours",
        "counts_from_at": datetime(2025, 6, 18, 1, 30, tzinfo=UTC),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One page: a duty of the catalogue or a request, at a stage, on a day."""

    bound: str
    stage: Stage
    on: date
    duty: tuple[str, str, str] | None = None  # programme, duty, period; None: a request
    facts: dict[str, Any] = field(default_factory=dict)
    extended: date | None = None
    to_head: bool = False
    note: str = ""

    @property
    def name(self) -> str:
        return "-".join(part for part in (str(self.stage), self.bound, self.note) if part)


REPORT, PLAN = (P7294, "S001-14", "2025-H1"), (P05, "S000-12", "2024-03-15")
MEETING, YEARLY = (P05, "S000-16", "2024-03"), (P05, "S000-13", "2024")
FESTIVAL, REVIEW = (P05, "S000-01", "2024"), (P05, "S000-19", "2028")
CHASED = {"first_chased_on": date(2025, 6, 16)}
CASES = [
    Case("before", Stage.OPENED, date(2025, 5, 16), REPORT),
    Case("before", Stage.SOON, date(2025, 6, 10), REPORT),
    Case("before", Stage.SOON, date(2025, 6, 17), REPORT, extended=date(2025, 6, 22), note="extended"),
    Case("before", Stage.LAST_DAY, date(2025, 6, 13), REPORT, note="ends-on-a-day-off"),
    Case("before", Stage.LAST_DAY, date(2024, 3, 14), PLAN),
    Case("before", Stage.CHASER_1, date(2025, 6, 16), REPORT),
    Case("before", Stage.CHASER_2, date(2025, 6, 19), REPORT, CHASED),
    Case("before", Stage.CHASER_2, date(2025, 6, 19), REPORT, CHASED, to_head=True, note="to-head"),
    Case("before", Stage.RETURNED, date(2025, 6, 10), REPORT, {"received_on": date(2025, 6, 9)}),
    Case("before", Stage.FINAL, date(2025, 6, 16), REPORT),
    Case("before", Stage.FINAL, date(2025, 6, 19), REPORT, note="again"),
    Case("within", Stage.OPENED, date(2024, 12, 10), YEARLY),
    Case("within", Stage.RESULT, date(2025, 1, 6), YEARLY),
    Case("within", Stage.SOON, date(2024, 3, 22), MEETING, note="meeting"),
    Case("within", Stage.CHASER_1, date(2024, 4, 1), MEETING, note="meeting"),
    Case("within", Stage.REVIEW_AHEAD, date(2028, 6, 30), REVIEW),
    Case("within", Stage.CHASER_1, date(2029, 1, 2), REVIEW, note="review"),
    Case("exact", Stage.EVENT_AHEAD, date(2024, 8, 5), FESTIVAL),
    Case("exact", Stage.RESULT, date(2024, 8, 22), FESTIVAL),
]
for name in REQUESTS:
    first_late = date(2025, 6, 20) if name in ("hour", "hours") else date(2025, 6, 23)
    CASES += [
        Case(name, Stage.OPENED, date(2025, 6, 18), note="request"),
        Case(name, Stage.SOON, date(2025, 6, 18 if name != "hours" else 19), note="request"),
        *([Case(name, Stage.SOON, date(2025, 6, 20), note="request-same-day")] if name.startswith("hour") else []),
        Case(name, Stage.LAST_DAY, date(2025, 6, 19 if name == "before" else 20), note="request"),
        Case(name, Stage.CHASER_1, first_late, note="request"),
        Case(name, Stage.CHASER_2, date(2025, 6, 26), facts={"first_chased_on": first_late}, note="request"),
        Case(name, Stage.RETURNED, date(2025, 6, 19), facts={"received_on": date(2025, 6, 19)}, note="request"),
    ]


def line(catalogue: Catalogue, case: Case) -> Line:
    """The line of a case, through the code that makes it live."""
    if case.duty:
        deadline = deadline_of(catalogue, *case.duty)
        duty = catalogue.programme(case.duty[0]).duties[case.duty[1]]
        title, route = duty.title, duty.route.at("xa").words
    else:
        asked = Request(
            programme=P05, code="DX-01", title="Báo cáo đột xuất kết quả tuyên truyền", document="12/CAT-PTM",
            document_on=date(2025, 6, 18), route_to="Công an tỉnh", route_via="Phòng Tham mưu", by="tham-muu",
            at=datetime(2025, 6, 18, tzinfo=UTC), **REQUESTS[case.bound],
        )  # fmt: skip
        deadline = request_deadline(asked, catalogue.calendar)
        title, route = asked.title, "Công an tỉnh (qua Phòng Tham mưu)"
    due = case.extended or deadline.due_on
    obligation = Obligation(
        unit_id="u", unit_name="u", programme=deadline.programme, duty=deadline.duty, period=deadline.period,
        state=ObligationState.OPEN, last_valid_on=deadline.last_valid_on, due_on=due,
        days_left=(due - case.on).days, route=route, title=title, deadline=deadline, extended_until=case.extended,
    )  # fmt: skip
    return line_of(catalogue, obligation, case.stage, case.on, **case.facts)


def page(catalogue: Catalogue, case: Case) -> str:
    """Subject, short form and full text of a case, in every relation."""
    said = line(catalogue, case)
    return "\n".join(_in_relation(case, said, relation) for relation in Relation)


def sheet(case: Case, said: Line, relation: Relation) -> Sheet:
    return Sheet(AGENCY, FOCAL, relation, case.on, (said,), to_head=case.to_head)


def _in_relation(case: Case, said: Line, relation: Relation) -> str:
    written = write(sheet(case, said, relation), UNITS[relation], LINK)
    head = f"══ {relation.label} ══ {full_day_text(case.on)} ══"
    short = f"Tin ngắn ({len(written.short)} ký tự): {written.short}"
    return f"{head}\nTiêu đề: {written.subject}\n{short}\n\n{written.text}"


def extension_page(catalogue: Catalogue) -> str:
    """What a unit reads when it was granted more time, in every relation."""
    granted = Case("before", Stage.OPENED, date(2025, 6, 13), REPORT, extended=date(2025, 6, 22))
    said = line(catalogue, granted)
    found = []
    for relation in Relation:
        words = write_extension(said, UNITS[relation], relation, AGENCY, FOCAL)
        short = f"Tin ngắn ({len(words.short)} ký tự): {words.short}"
        text = words.text.replace(LINK_MARK, LINK)
        found.append(f"══ {relation.label} ══\nTiêu đề: {words.subject}\n{short}\n\n{text}")
    return "\n".join(found)


def pages() -> Iterator[tuple[Path, str]]:
    """Every page as it reads now, with its place."""
    catalogue = load_catalogue(BUILTIN_PROGRAMMES)
    for case in CASES:
        yield PAGES / f"{case.name}.txt", page(catalogue, case)
    yield PAGES / f"{EXTENSION}.txt", extension_page(catalogue)


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for old in PAGES.glob("*.txt"):
        old.unlink()
    for place, words in pages():
        place.write_text(words, "utf-8")
