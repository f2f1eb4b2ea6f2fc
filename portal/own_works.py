"""Việc của chính đơn vị đang vào: its obligation under a key, and the work a page makes of it; nobody else's, ever."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Submission
from models.obligations import Obligation, owes
from models.vocabulary import ObligationState
from portal.doors import NotFound, UnitVisit
from portal.works import Work, works_of


def owed_of(db: Session, law: Catalogue, s: Submission, today: date) -> Obligation | None:
    """The obligation a filing answers, as it stands today."""
    return owed_under(db, law, (s.programme, s.duty, s.period, s.unit_id), today)


def owed_under(db: Session, law: Catalogue, key: tuple[str, str, str, str], today: date) -> Obligation | None:
    """The obligation under this key, of this very unit; None where there is none."""
    programme, duty, period, unit_id = key
    if programme not in law.programmes:
        return None
    found = owes(db, law, today, programme=programme, duty=duty, period=period, unit_id=unit_id)
    return next((o for o in found if o.unit_id == unit_id), None)


def own_obligation(
    db: Session, law: Catalogue, visit: UnitVisit, programme: str, duty: str, period: str, today: date
) -> Obligation:
    """The visiting unit's own obligation. Errors: `NotFound` for another unit's or an unknown one."""
    owed = owed_under(db, law, (programme, duty, period, visit.unit.id), today)
    if owed is None:
        raise NotFound
    return owed


def own_work(
    db: Session, law: Catalogue, visit: UnitVisit, programme: str, duty: str, period: str, today: date
) -> Work:
    """The visiting unit's own obligation, to be filed. Errors: `NotFound` as `own_obligation`; `Refused` in a state
    that takes no filing."""
    [work] = works_of(db, law, [own_obligation(db, law, visit, programme, duty, period, today)])
    if not work.may_file and work.owed.state == ObligationState.ACCEPTED:
        raise Refused("Báo cáo này đã được tiếp nhận. Cần sửa, đề nghị gọi đầu mối ghi cuối trang để được mở lại.")
    if not work.may_file:
        raise Refused(f"Việc này hiện không nhận bài nộp: {work.owed.state.label}.")
    return work
