"""Việc của chính đơn vị đang vào: what an address of a unit's own names, a work or a filing; nobody else's, ever.

Routes take these as parameters: `OwnObligation`, `OwnWork`, `OwnSubmission`. Each stands behind the unit's door.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends
from sqlmodel import Session

from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Submission
from models.obligations import Obligation, owes
from models.vocabulary import ObligationState
from portal.doors import AUnit, Db, Law, NotFound, RowId, Today
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


def own_obligation(programme: str, duty: str, period: str, visit: AUnit, db: Db, law: Law, today: Today) -> Obligation:
    """The visiting unit's own obligation. Errors: `NotFound` for another unit's or an unknown one."""
    owed = owed_under(db, law, (programme, duty, period, visit.unit.id), today)
    if owed is None:
        raise NotFound
    return owed


OwnObligation = Annotated[Obligation, Depends(own_obligation, scope="function")]


def own_work(owed: OwnObligation, db: Db, law: Law) -> Work:
    """The visiting unit's own obligation, to be filed. Errors: as above; `Refused` in a state that takes no filing."""
    [work] = works_of(db, law, [owed])
    if not work.may_file and owed.state == ObligationState.ACCEPTED:
        raise Refused("Báo cáo này đã được tiếp nhận. Cần sửa, đề nghị gọi đầu mối ghi cuối trang để được mở lại.")
    if not work.may_file:
        raise Refused(f"Việc này hiện không nhận bài nộp: {owed.state.label}.")
    return work


OwnWork = Annotated[Work, Depends(own_work, scope="function")]


def own_submission(submission_id: RowId, visit: AUnit, db: Db) -> Submission:
    """A filing of the visiting unit. Errors: `NotFound` for anyone else's, as if there were none."""
    submission = db.get(Submission, submission_id)
    if submission is None or submission.unit_id != visit.unit.id:
        raise NotFound
    return submission


OwnSubmission = Annotated[Submission, Depends(own_submission, scope="function")]
