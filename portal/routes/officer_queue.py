"""Chờ duyệt: what waits for this officer's word, one period at a time; many may be let through at once.

Only filings in which the checks leave nothing open go through in a bunch; the others are read one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.checking import Checked, check_filed
from models.errors import Refused
from models.facts import Submission
from models.map_of_day import names_on
from models.review_queue import Waiting, waiting_for
from models.unit_map import fold
from models.voices import speak, voices_of
from portal.doors import AReviewer, Db, Law, Now, Today
from portal.headings import Heading, heading
from portal.pages import page
from portal.review_page import names_of
from portal.sealed_forms import FromReviewer
from portal.visitors import OfficerVisit

router = APIRouter()
PATH = "/can-bo/cho-duyet"
MOST_AT_ONCE = 300
ALL, NONE = "tat-ca", "khong"  # what `chon` asks for; anything else: what is plain is chosen beforehand


@dataclass(frozen=True)
class Group:
    """One duty and period with what waits in it."""

    heading: Heading
    waiting: list[Waiting]

    @property
    def key(self) -> str:
        return self.heading.key


@dataclass(frozen=True)
class Row:
    """One filing of the chosen period. `open`: what the checks leave open, so that it is read by itself."""

    id: int
    unit: str
    receipt: str
    version: int
    filed_at: datetime
    is_provisional: bool
    stands_in: str
    answered: int
    open: int
    is_again: bool
    is_chosen: bool = False


@router.get(PATH)
def queue_page(
    request: Request, visit: AReviewer, db: Db, law: Law, today: Today, viec: str = "", chon: str = ""
) -> Response:
    return show(request, db, law, today, visit, wanted=viec[:200], choice=chon)


@router.post(PATH)
def let_through(
    request: Request, visit: AReviewer, sent: FromReviewer, db: Db, law: Law, now: Now, today: Today
) -> Response:
    """Accept or approve every chosen filing that has nothing open; the others stay, each with its reason."""
    wanted = str(sent.get("viec") or "")[:200]
    chosen = sorted({int(v) for v in sent.getlist("bai") if isinstance(v, str) and v.isdecimal() and len(v) < 10})
    group = next((g for g in _groups(db, law, visit, today) if g.key == wanted), None)
    waiting = {w.submission.id: w for w in group.waiting} if group else {}
    checked = _checked(db, law, group) if group else {}
    passed, kept = 0, list[str]()
    for id in chosen[:MOST_AT_ONCE]:  # in one order, so that two officers never wait for each other
        if id not in waiting:
            kept.append("Có bài nộp vừa được người khác xử lý hoặc đã có bản mới.")
            continue
        s = waiting[id].submission
        if (c := checked.get(s.unit_id)) and _open(c):
            kept.append(f"Bài nộp {s.receipt} còn điểm chưa giải trình, đề nghị xem riêng.")
            continue
        try:
            speak(db, law, visit.officer.username, id, str(waiting[id].action), "", now)
            passed += 1
        except Refused as no:
            kept.append(no.reason)
    done = f"Đã ghi nhận {passed:02} bài." if passed else ""
    problem = " ".join(dict.fromkeys(kept)) or ("" if chosen else "Đề nghị chọn ít nhất một bài nộp.")
    return show(request, db, law, today, visit, wanted=wanted, done=done, problem=problem)


def show(
    request: Request,
    db: Session,
    law: Catalogue,
    today: date,
    visit: OfficerVisit,
    *,
    wanted: str = "",
    choice: str = "",
    done: str = "",
    problem: str = "",
) -> Response:
    groups = _groups(db, law, visit, today)
    chosen = next((g for g in groups if g.key == wanted), None) if wanted else next(iter(groups), None)
    return page(
        request,
        "review_queue.html",
        422 if problem and not done else 200,
        groups=groups,
        chosen=chosen,
        rows=_rows(db, law, chosen, today, choice) if chosen else [],
        done=done,
        problem=problem,
    )


def next_of(db: Session, law: Catalogue, today: date, visit: OfficerVisit, after: Submission) -> Submission | None:
    """What this officer would read next, by name, beginning anew after the last; None when nothing waits.

    First what waits in the same duty and period, then in the one whose filings have waited longest.
    """
    of = after.programme, after.duty, after.period
    waiting = [w.submission for w in _waiting(db, law, visit, today)]
    others = [s for s in waiting if s.id != after.id]
    keys = [(s.programme, s.duty, s.period) for s in others]
    here = of if of in keys else next(iter(keys), of)
    among = [s for s, key in zip(others, keys, strict=True) if key == here]
    names = {id: fold(name) for id, name in names_on(db, {s.unit_id for s in [*among, after]}, today).items()}
    return min(among, key=lambda s: (names[s.unit_id] <= names[after.unit_id], names[s.unit_id]), default=None)


def _waiting(db: Session, law: Catalogue, visit: OfficerVisit, today: date) -> list[Waiting]:
    """What waits for this officer within their reach."""
    found = waiting_for(db, law, voices_of(db, visit.officer, today), today)
    return [w for w in found if visit.holds(w.submission.unit_id, w.submission.programme)]


def _groups(db: Session, law: Catalogue, visit: OfficerVisit, today: date) -> list[Group]:
    """What waits, by duty and period, the longest waiting first."""
    found: dict[tuple[str, str, str], list[Waiting]] = {}
    for one in _waiting(db, law, visit, today):
        s = one.submission
        found.setdefault((s.programme, s.duty, s.period), []).append(one)
    return [Group(heading(db, law, *key), waiting) for key, waiting in found.items()]


def _checked(db: Session, law: Catalogue, group: Group) -> dict[str, Checked]:
    if group.heading.deadline is None:
        return {}
    return check_filed(db, law, group.heading.deadline, [w.submission.unit_id for w in group.waiting])


def _open(checked: Checked) -> int:
    return len(checked.errors) + len(checked.open_queries)


def _rows(db: Session, law: Catalogue, group: Group, today: date, choice: str) -> list[Row]:
    checked = _checked(db, law, group)
    names = names_on(db, {w.submission.unit_id for w in group.waiting}, today)
    givers = names_of(db, {w.voice.on_behalf_of for w in group.waiting})
    rows = []
    for w in group.waiting:
        s, c = w.submission, checked.get(w.submission.unit_id)
        answered, is_open = (len(c.queries) - len(c.open_queries), _open(c)) if c else (0, 0)
        is_plain = not answered and s.version == 1
        rows.append(
            Row(
                id=s.id or 0,
                unit=names[s.unit_id],
                receipt=s.receipt,
                version=s.version,
                filed_at=s.filed_at,
                is_provisional=s.is_provisional,
                stands_in=givers.get(w.voice.on_behalf_of, w.voice.on_behalf_of),
                answered=answered,
                open=is_open,
                is_again=s.version > 1,
                is_chosen=not is_open and choice != NONE and (choice == ALL or is_plain),
            )
        )
    return sorted(rows, key=lambda row: (row.open == 0, fold(row.unit)))
