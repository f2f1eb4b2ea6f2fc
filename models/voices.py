"""Tiếng nói: for which step an account may speak on a filing, its own or one lent to it, and saying it.

The head of a unit speaks for the unit itself, staff with a unit for that superior, staff without one for the agency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models.access import Officer
from models.approvals import AGENCY, Standing, standing_of
from models.catalogue import Catalogue
from models.delegations import delegations_to
from models.errors import Refused
from models.facts import Decision, Submission
from models.officers import find_officer, may_review
from models.quiet_hours import day_in_hanoi
from models.review import decide
from models.vocabulary import ReviewAction, Role, StepKind


@dataclass(frozen=True, slots=True)
class Voice:
    """A say at one step. `on_behalf_of`: whose it is, where it was lent."""

    kind: StepKind
    as_unit: str
    on_behalf_of: str = ""


def voices_of(session: Session, account: Officer, on: date) -> list[Voice]:
    """What an account may say on a day, its own voice first."""
    givers = [find_officer(session, given.from_username) for given in delegations_to(session, account.username, on)]
    lent = [(_own(giver), giver) for giver in givers if giver.unit_id == account.unit_id]
    own = _own(account)
    found = [Voice(*own)] if own else []
    return found + [Voice(*voice, on_behalf_of=giver.username) for voice, giver in lent if voice]


def may_say(standing: Standing, voices: Sequence[Voice]) -> dict[ReviewAction, Voice]:
    """What these voices may say now on one version, each word by the first that may."""
    found: dict[ReviewAction, Voice] = {}
    for voice in voices:
        if not _has_step(standing, voice):
            continue
        for action in ReviewAction:
            if action not in found and not standing.why_not(action, voice.as_unit):
                found[action] = voice
    return found


def speak(
    session: Session,
    catalogue: Catalogue,
    username: str,
    submission_id: int,
    action: str,
    note: str,
    now: datetime,
    cells: Sequence[Mapping[str, str]] = (),
) -> Decision:
    """Say one word as this account, at the step where it has a say. Errors: `Refused`, also for one without any."""
    account = find_officer(session, username)
    if not account.is_active:
        raise Refused(f"Tài khoản {account.username} đã đóng.")
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise Refused(f"Không có bài nộp số {submission_id}. Đề nghị mở lại từ danh sách.")
    today = day_in_hanoi(now)
    standing = standing_of(session, catalogue, submission, today)
    mine = [voice for voice in voices_of(session, account, today) if _has_step(standing, voice)]
    if not mine:
        raise Refused(f"Tài khoản {account.username} không có bước duyệt nào ở bài nộp {submission.receipt}.")
    may = may_say(standing, mine)
    voice = may.get(ReviewAction.of(action), mine[0]) if action in set(ReviewAction) else mine[0]
    return decide(
        session,
        submission_id,
        action,
        note,
        account.username,
        now,
        catalogue=catalogue,
        as_unit=voice.as_unit,
        on_behalf_of=voice.on_behalf_of,
        cells=cells,
    )


def _own(account: Officer) -> tuple[StepKind, str] | None:
    if account.role == Role.HEAD and account.unit_id:
        return StepKind.HEAD, account.unit_id
    if may_review(account):
        return (StepKind.SUPERIOR, account.unit_id) if account.unit_id else (StepKind.AGENCY, AGENCY)
    return None


def _has_step(standing: Standing, voice: Voice) -> bool:
    step = standing.of(voice.as_unit)
    return step is not None and step.step.kind is voice.kind
