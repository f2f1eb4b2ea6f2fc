"""Duyệt từng cấp: the steps of a filing's way up, which of them have spoken, and what each may say next.

A unit's own head where it has an account, then the superiors of its line on the map of the period at the levels the
programme names (`approved_at`, usually none), then the tracking agency, which accepts. An upper step speaks after the
lower ones; a lower one takes nothing back once an upper one approved; what is accepted is frozen until it is reopened.
A step whose unit is no more falls away, and so does the head's where nobody but who filed could speak there; one that
an upper approval has passed by is not asked any more. Each version is approved anew. Says what may be said;
`models.review` writes it down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from models.access import Officer
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.facts import Decision, Submission
from models.map_of_day import Node, unit_of_day, units_on
from models.obligations import known_deadlines
from models.same_person import accounts_behind
from models.vocabulary import ReviewAction, Role, StepKind, SubmissionState

A, S = ReviewAction, SubmissionState
AGENCY = ""  # the tracking agency among units that speak
YES = (A.APPROVE, A.ACCEPT)
AT_ONCE = 200  # filings in one question
Key = tuple[str, str, str, str]  # programme, duty, period, unit
_KEY = (col(Submission.programme), col(Submission.duty), col(Submission.period), col(Submission.unit_id))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way up; `number` 1 is nearest the unit. `last_on`: the last day of the unit that speaks."""

    number: int
    kind: StepKind
    as_unit: str
    name: str
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class StepStanding:
    """One step on one version. `word`: its latest here; `earlier`: its latest on a version before."""

    step: Step
    word: Decision | None = None
    earlier: Decision | None = None
    is_over: bool = False  # its unit is no more
    is_filer: bool = False  # whoever could speak here filed this version

    @property
    def is_passed(self) -> bool:
        """Not waited for."""
        return self.is_over or self.is_filer

    @property
    def has_approved(self) -> bool:
        return self.word is not None and self.word.action in YES


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one version stands on its way up."""

    submission: Submission
    steps: tuple[StepStanding, ...]

    @property
    def is_frozen(self) -> bool:
        """Accepted: nobody below changes anything any more."""
        return self.submission.state == S.ACCEPTED

    @property
    def approved_up_to(self) -> int:
        """Number of the highest step that has approved; 0: none."""
        return max((s.step.number for s in self.steps if s.has_approved), default=0)

    @property
    def turn(self) -> StepStanding | None:
        """Whose word is awaited; None where nobody's is."""
        if self.submission.state != S.FILED:
            return None
        waiting = (s for s in self.steps if s.step.number > self.approved_up_to and not s.is_passed)
        return next(waiting, None)

    def of(self, as_unit: str) -> StepStanding | None:
        return next((s for s in self.steps if s.step.as_unit == as_unit), None)

    def why_not(self, action: ReviewAction, as_unit: str) -> str:
        """Why this step may not say this now, and what to do; empty where it may."""
        mine, receipt = self.of(as_unit), self.submission.receipt
        if mine is None:
            return f"Bài nộp {receipt} không thuộc bước duyệt của đơn vị này."
        if self.submission.state == S.SUPERSEDED:
            return f"Bài nộp {receipt} đã có bản thay thế. Đề nghị mở bản mới nhất."
        is_agency = as_unit == AGENCY
        if (action in (A.ACCEPT, A.REOPEN)) != is_agency and action != A.RETURN:
            who = "cơ quan theo dõi" if not is_agency else "thủ trưởng đơn vị hoặc cấp trên trực tiếp"
            return f"Việc {action.label} do {who} thực hiện."
        if self.submission.state not in _OPEN_TO[action, is_agency]:
            label = SubmissionState.of(self.submission.state).label
            return f"Bài nộp {receipt} đang ở tình trạng “{label}”. Đề nghị tải lại trang để xem bản mới nhất."
        return "" if is_agency and action != A.ACCEPT else self._out_of_turn(action, mine)

    def _out_of_turn(self, action: ReviewAction, mine: StepStanding) -> str:
        above = next((s for s in self.steps if s.has_approved and s.step.number > mine.step.number), None)
        if above is not None:
            return f"{above.step.name} đã duyệt nên cấp dưới không thay đổi được. Đề nghị cấp trên trả lại trước."
        if action == A.UNAPPROVE:
            return "" if mine.has_approved else "Chưa có ý kiến duyệt để rút lại."
        turn = self.turn
        if turn is not None and turn.step.number < mine.step.number and not mine.has_approved:
            return f"Đang chờ {turn.step.name} duyệt trước."
        if mine.is_filer and action == A.APPROVE:
            who = "do thủ trưởng đơn vị nộp, hoặc nộp qua liên kết đã mở trên cùng máy"
            return f"Bài nộp này {who}; người nộp không tự duyệt nên bài chuyển thẳng lên bước trên."
        if mine.is_over and mine.step.last_on:
            return f"{mine.step.name} đã kết thúc hoạt động ngày {day_text(mine.step.last_on)}."
        return "Đã duyệt bản này." if action == A.APPROVE and mine.has_approved else ""


_OPEN_TO: dict[tuple[ReviewAction, bool], tuple[SubmissionState, ...]] = {
    (A.APPROVE, False): (S.FILED,),
    (A.UNAPPROVE, False): (S.FILED,),
    (A.RETURN, False): (S.FILED,),
    (A.RETURN, True): (S.FILED, S.ACCEPTED),
    (A.ACCEPT, True): (S.FILED,),
    (A.REOPEN, True): (S.ACCEPTED,),
}


def standing_of(session: Session, catalogue: Catalogue | None, submission: Submission, on: date) -> Standing:
    """Where one version stands on a day. Without a catalogue only the agency is asked."""
    return standings_of(session, catalogue, [submission], on)[submission.id or 0]


def standings_of(
    session: Session, catalogue: Catalogue | None, submissions: Sequence[Submission], on: date
) -> dict[int, Standing]:
    """Where each of these versions stands on a day, by its id; asked for all at once."""
    chains = Chains(session, catalogue) if catalogue else None
    days = _days(session, catalogue, submissions) if catalogue else {}
    said, filers = _said(session, submissions), chains.filers_alone(submissions) if chains else set[int]()
    found = {}
    for s in submissions:
        day = days.get((s.programme, s.duty, s.period), on)
        steps = chains.of(s.programme, day, s.unit_id) if chains else (_agency(1, "Cơ quan theo dõi"),)
        words = said.get(_key(s), [])
        is_filer = s.id in filers
        found[s.id or 0] = Standing(s, tuple(_standing(step, words, s, on, is_filer=is_filer) for step in steps))
    return found


class Chains:
    """The ways up, with what many of them share read once: maps of days, heads with an account."""

    def __init__(self, session: Session, catalogue: Catalogue):
        self._session, self._catalogue = session, catalogue
        self._maps: dict[date, dict[str, Node]] = {}

    def of(self, programme: str, day: date, unit_id: str) -> tuple[Step, ...]:
        """The steps of a unit's filing for a period whose last valid day is `day`."""
        law = self._catalogue.programmes.get(programme)
        speakers: list[tuple[StepKind, Node]] = []
        if unit_id in self._heads and (unit := unit_of_day(self._session, unit_id, day)):
            speakers.append((StepKind.HEAD, unit))
        levels = law.approved_at if law else ()
        speakers += [(StepKind.SUPERIOR, node) for node in self._above(unit_id, day, levels)]
        steps = [Step(n, kind, node.id, _name(kind, node), node.valid_to) for n, (kind, node) in enumerate(speakers, 1)]
        return (*steps, _agency(len(steps) + 1, law.tracker if law else "Cơ quan theo dõi"))

    def filers_alone(self, submissions: Iterable[Submission]) -> set[int]:
        """The filings that came from every head of their unit: nobody else could approve for it."""
        headed = [s for s in submissions if s.unit_id in self._heads]
        behind = accounts_behind(self._session, {s.filed_by for s in headed})
        return {s.id or 0 for s in headed if self._heads[s.unit_id] <= behind[s.filed_by]}

    def _above(self, unit_id: str, day: date, levels: Iterable[str]) -> list[Node]:
        """Those above a unit in its own tree on these levels, the nearest first."""
        if not levels:
            return []
        if day not in self._maps:
            self._maps[day] = units_on(self._session, day)
        nodes, found, met = self._maps[day], [], {unit_id}
        node = nodes.get(unit_id)
        while node is not None and node.parent_id and node.parent_id not in met:
            met.add(node.parent_id)
            node = nodes.get(node.parent_id)
            if node is not None and node.level in levels:
                found.append(node)
        return found

    @cached_property
    def _heads(self) -> dict[str, set[str]]:
        """The open accounts of heads, by unit."""
        is_head = (col(Officer.role) == Role.HEAD.value, col(Officer.is_active), col(Officer.unit_id).is_not(None))
        found: dict[str, set[str]] = {}
        heads = select(col(Officer.unit_id), col(Officer.username)).where(*is_head)
        for unit, username in self._session.execute(heads):
            found.setdefault(unit, set()).add(username)
        return found


def _key(s: Submission) -> Key:
    return s.programme, s.duty, s.period, s.unit_id


def _agency(number: int, name: str) -> Step:
    return Step(number, StepKind.AGENCY, AGENCY, name)


def _name(kind: StepKind, node: Node) -> str:
    return f"Thủ trưởng {node.name}" if kind is StepKind.HEAD else node.name


def _days(
    session: Session, catalogue: Catalogue, submissions: Iterable[Submission]
) -> Mapping[tuple[str, str, str], date]:
    """The last valid day of each filing's period; left out where the rules know it no more."""
    wanted = {(s.programme, s.duty, s.period) for s in submissions if s.programme in catalogue.programmes}
    return {
        d.key: d.last_valid_on
        for programme, duty in {(programme, duty) for programme, duty, _ in wanted}
        for d in known_deadlines(session, catalogue, programme, duty)
        if d.key in wanted
    }


def _said(session: Session, submissions: Sequence[Submission]) -> dict[Key, list[tuple[int, Decision]]]:
    """Every word on these versions and on those before them, with the version it was said on, oldest first."""
    found: dict[Key, list[tuple[int, Decision]]] = {}
    keys = [_key(s) for s in submissions]
    for n in range(0, len(keys), AT_ONCE):
        query = (
            select(col(Submission.version), Decision, *_KEY)
            .join(Submission, col(Submission.id) == col(Decision.submission_id))
            .where(tuple_(*_KEY).in_(keys[n : n + AT_ONCE]))
            .order_by(col(Decision.at), col(Decision.id))
        )
        for version, decision, *key in session.execute(query):
            found.setdefault(tuple(key), []).append((version, decision))
    return found


def _standing(
    step: Step, words: Iterable[tuple[int, Decision]], s: Submission, on: date, *, is_filer: bool
) -> StepStanding:
    mine = [(version, word) for version, word in words if word.as_unit == step.as_unit]
    here = [word for version, word in mine if version == s.version]
    before = [word for version, word in mine if version < s.version]
    return StepStanding(
        step=step,
        word=here[-1] if here else None,
        earlier=before[-1] if before else None,
        is_over=step.last_on is not None and step.last_on < on,
        is_filer=is_filer and step.kind is StepKind.HEAD,
    )
