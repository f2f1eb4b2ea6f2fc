"""One obligation as a page tells it: its words, its day, its state, and what may be done about it.

Made from `models.obligations.Obligation`; computes no deadline of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.deadline_words import due_clock
from models.deadlines import Deadline, deadline_sentence
from models.facts import Decision, Hold, Submission
from models.filing import FILEABLE
from models.final_figures import FinalCall, final_call
from models.obligations import Obligation
from models.report_window import REPORTS
from models.review import return_words
from models.vocabulary import ObligationState
from portal import words

S = ObligationState
UNFINISHED = (S.RETURNED, S.OVERDUE, S.EXTENDED, S.DUE, S.OPEN)
PRESSING = (S.RETURNED, S.OVERDUE, S.EXTENDED, S.DUE)


@dataclass(frozen=True)
class Work:
    """What a unit or an officer reads about one obligation."""

    owed: Obligation
    programme_title: str
    number: str
    sentence: str
    final: FinalCall
    receipt: str = ""
    reason: str = ""  # why it was returned
    waiting_reason: str = ""

    @property
    def key(self) -> str:
        return f"{self.owed.programme}/{self.owed.duty}/{self.owed.period}"

    @property
    def path(self) -> str:
        return f"/don-vi/{self.key}"

    @property
    def anchor(self) -> str:
        return "viec-" + self.key.replace("/", "-")

    @property
    def title(self) -> str:
        return self.owed.title

    @property
    def label(self) -> str:
        return self.owed.deadline.label

    @property
    def state(self) -> str:
        return self.owed.state.value

    @property
    def deadline(self) -> Deadline:
        return self.owed.deadline

    @property
    def due_on(self) -> date:
        return self.owed.due_on

    @property
    def due_words(self) -> str:
        return self.owed.due_words

    @property
    def route(self) -> str:
        return self.owed.route

    @property
    def old_route(self) -> tuple[str, date] | None:
        """Where the text sends it, and until which day that still stood; None where it stands."""
        until = self.owed.old_route_until
        return (self.owed.old_route, until) if self.owed.old_route and until else None

    @property
    def extended_until(self) -> date | None:
        return self.owed.extended_until

    @property
    def submission_id(self) -> int | None:
        return self.owed.submission_id

    @property
    def filed_at(self) -> datetime | None:
        return self.owed.filed_at

    @property
    def window(self) -> tuple[date, date] | None:
        d = self.owed.deadline
        return (d.window_from, d.window_to) if d.window_from and d.window_to else None

    @property
    def left(self) -> str:
        """`còn 03 ngày`, only where a day still matters."""
        if self.owed.state not in UNFINISHED:
            return ""
        clock = "" if self.extended_until else due_clock(self.owed.deadline)
        return words.days_left(self.owed.days_left, self.state, clock)

    @property
    def is_open_for_final(self) -> bool:
        """Whether estimates stand and the final figures can be filed."""
        return self.owed.awaits_final and self.final.opens_on <= self.owed.seen_on

    @property
    def is_estimate_now(self) -> bool:
        """Whether whatever is filed today can only be an estimate."""
        return self.final.is_estimate(self.owed.seen_on)

    @property
    def may_be_estimate(self) -> bool:
        """Whether the unit itself may call its figures an estimate: a report over a stretch of time, not minutes."""
        return self.owed.deadline.kind in REPORTS and not self.is_estimate_now

    @property
    def may_file(self) -> bool:
        return self.owed.state in FILEABLE or self.is_open_for_final

    @property
    def needs_work(self) -> bool:
        return self.owed.state in UNFINISHED

    @property
    def verb(self) -> str:
        if self.is_open_for_final:
            return "Gửi số chính thức"
        if self.owed.state == S.RETURNED:
            return "Bổ sung, nộp lại"
        if self.owed.state == S.FILED:
            return "Sửa, nộp lại"
        return "Nộp báo cáo" if self.owed.deadline.kind in ("report", "aggregate") else "Ghi nhận kết quả"


@dataclass(frozen=True)
class Section:
    """One heading of the unit's list with what stands under it."""

    title: str
    items: list[Work]
    lead: str = ""
    folded: bool = False
    compact: bool = False
    shown: int = 8


def works_of(session: Session, catalogue: Catalogue, owed: Iterable[Obligation]) -> list[Work]:
    """The obligations with what their filings and holds add: receipt, reason of a return, why one waits."""
    owed = list(owed)
    filings = _filings(session, [o.submission_id for o in owed if o.submission_id])
    reasons = _return_reasons(
        session, catalogue, [o.submission_id for o in owed if o.state == S.RETURNED and o.submission_id]
    )
    holds = list(session.exec(select(Hold))) if any(o.state == S.WAITING for o in owed) else []
    found = []
    for o in owed:
        programme = catalogue.programme(o.programme)
        found.append(
            Work(
                owed=o,
                programme_title=programme.short_title,
                number=programme.number,
                sentence=deadline_sentence(o.deadline, catalogue.calendar),
                final=final_call(o.deadline, catalogue.calendar),
                receipt=filings.get(o.submission_id or 0, ""),
                reason=reasons.get(o.submission_id or 0, ""),
                waiting_reason=_waiting_reason(o, programme.waiting_reason, holds) if o.state == S.WAITING else "",
            )
        )
    return found


def sections(works: Iterable[Work]) -> list[Section]:
    """A unit's works in the order it should read them; empty headings are left out."""
    works = list(works)

    def of(*states: ObligationState) -> list[Work]:
        return [w for w in works if w.owed.state in states]

    filed = sorted(of(S.FILED, S.ACCEPTED), key=lambda w: w.due_on, reverse=True)
    everything = [
        Section("Cần bổ sung", of(S.RETURNED)),
        Section(
            "Quá hạn",
            sorted(of(S.OVERDUE), key=lambda w: w.due_on, reverse=True),
            "Gửi muộn vẫn được nhận và ghi rõ thời điểm.",
            shown=4,
        ),
        Section("Đến hạn", of(S.DUE, S.EXTENDED)),
        Section(
            "Chờ số chính thức",
            [w for w in filed if w.owed.awaits_final],
            "Đã nhận số ước của đơn vị. Số chính thức gửi sau khi chốt số liệu; bản ước vẫn được lưu.",
            shown=6,
        ),
        Section("Đang trong kỳ", of(S.OPEN), shown=6),
        Section(
            "Chờ xác nhận", of(S.WAITING), "Chưa tính quá hạn trong khi chờ cơ quan có thẩm quyền xác nhận.", shown=3
        ),
        Section("Sắp tới", of(S.UPCOMING), folded=True),
        Section("Đã nộp", [w for w in filed if not w.owed.awaits_final], compact=True, shown=6),
        Section("Được miễn, đã kết thúc", of(S.WAIVED, S.ENDED), folded=True),
    ]
    return [s for s in everything if s.items]


def next_work(works: Iterable[Work]) -> Work | None:
    """The one to do first: what came back, what is late, what is due, final figures, then what is open."""
    order = (S.RETURNED, S.OVERDUE, S.EXTENDED, S.DUE)
    waiting = [w for w in works if w.needs_work or w.is_open_for_final]

    def urgency(w: Work) -> tuple[int, int]:
        rank = order.index(w.owed.state) if w.owed.state in order else len(order) + (not w.is_open_for_final)
        day = w.due_on.toordinal()
        return rank, -day if w.owed.state == S.OVERDUE else day  # of what is late the latest: it can still be counted

    return min(waiting, key=urgency, default=None)


def summary(works: Iterable[Work]) -> str:
    """The list in one sentence."""
    counts: dict[str, int] = {}
    for w in works:
        counts[w.state] = counts.get(w.state, 0) + 1
    parts = [
        (counts.get(S.RETURNED, 0), "việc cần bổ sung"),
        (counts.get(S.OVERDUE, 0), "việc quá hạn"),
        (counts.get(S.DUE, 0) + counts.get(S.EXTENDED, 0), "việc đến hạn"),
        (counts.get(S.OPEN, 0), "việc đang trong kỳ"),
    ]
    said = [f"{n:02d} {what}" for n, what in parts if n]
    return words.capital(", ".join(said)) + "." if said else "Không có việc nào đang chờ đơn vị thực hiện."


def _filings(session: Session, ids: list[int]) -> dict[int, str]:
    if not ids:
        return {}
    return dict(session.exec(select(Submission.id, Submission.receipt).where(col(Submission.id).in_(ids))).all())  # type: ignore[arg-type]


def _return_reasons(session: Session, catalogue: Catalogue, ids: list[int]) -> dict[int, str]:
    if not ids:
        return {}
    query = (
        select(Decision, Submission.form)
        .join(Submission, col(Submission.id) == col(Decision.submission_id))
        .where(col(Decision.submission_id).in_(ids), Decision.action == "return")
        .order_by(col(Decision.at), col(Decision.id))
    )
    found = session.exec(query)
    return {said.submission_id: return_words(said, catalogue.forms.get(form)) for said, form in found}


def _waiting_reason(o: Obligation, of_programme: str, holds: Iterable[Hold]) -> str:
    for hold in holds:
        if hold.programme == o.programme and hold.duty in ("", o.duty) and hold.unit_id in ("", o.unit_id):
            return hold.reason
    return of_programme or "chờ quyết định về nhiệm vụ của đơn vị đã kết thúc mà đơn vị này kế thừa"


def grouped(owed: Iterable[Obligation]) -> Mapping[tuple[str, str, str], list[Obligation]]:
    """The obligations of many units by (programme, duty, period), in the order they came."""
    found: dict[tuple[str, str, str], list[Obligation]] = {}
    for o in owed:
        found.setdefault((o.programme, o.duty, o.period), []).append(o)
    return found
