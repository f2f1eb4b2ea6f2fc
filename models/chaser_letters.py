"""Công văn đôn đốc: the draft of an official letter to units that are late, until a human signs or drops it.

Nothing accusing is ever sent by itself: the product writes the draft, an officer signs and issues it, or drops it with
a reason. A word once given on a draft stays. Never commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, Session, SQLModel, col, select

from models.audit import record
from models.dates_in_words import day_text
from models.errors import Refused
from models.facts import instant
from models.free_words import refuse_personal
from models.quiet_hours import day_in_hanoi
from models.vocabulary import LetterState


class ChaserLetter(SQLModel, table=True):
    """One draft about one deadline, to the late units below one superior. Unique by deadline, superior, time and day:
    who becomes late only when a letter has been issued (an extension that ran out) is written to in another one."""

    __tablename__ = "chaser_letter"
    __table_args__ = (
        Index("ux_chaser_letter", "programme", "duty", "period", "superior_id", "number", "made_on", unique=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    superior_id: str = ""  # unit above the late ones in their own tree; empty: the tracking agency itself
    number: int = 1  # the first or the second time these units are written to about this deadline
    made_on: date
    made_at: datetime = instant()
    units: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # ids of the late
    state: str = "drafted"  # LetterState
    document_number: str = ""  # when issued
    document_on: date | None = None
    note: str = ""
    by: str = ""
    at: datetime | None = instant(default=None, nullable=True)

    @property
    def closed_by_itself(self) -> bool:
        """Whether nobody was late any more before a person had seen to it; then nobody was written to either."""
        return self.state == LetterState.DROPPED and not self.by

    @property
    def key(self) -> tuple[str, str, str]:
        """Of its deadline."""
        return self.programme, self.duty, self.period


def letter_of(session: Session, id: int) -> ChaserLetter:
    """One draft by its number. Errors: `Refused`."""
    row = session.get(ChaserLetter, id)
    if row is None:
        raise Refused(f"Không có dự thảo công văn đôn đốc số {id}.")
    return row


def letters(session: Session, state: LetterState | None = None) -> list[ChaserLetter]:
    """Every draft, the newest first; of one state where asked."""
    query = select(ChaserLetter).order_by(col(ChaserLetter.made_on).desc(), col(ChaserLetter.id).desc())
    return list(session.exec(query.where(ChaserLetter.state == state.value) if state else query))


def issue(session: Session, id: int, *, number: str, on: date, by: str, now: datetime) -> ChaserLetter:
    """It was signed and sent: keep its number and day. Errors: `Refused`; nothing is changed then."""
    letter, number = _awaiting(session, id), number.strip()
    if not number:
        raise Refused("Đề nghị ghi số, ký hiệu của công văn đã ban hành.")
    if not letter.made_on <= on <= max(day_in_hanoi(now), letter.made_on):
        raise Refused(f"Ngày ban hành phải từ ngày lập dự thảo ({day_text(letter.made_on)}) đến hôm nay.")
    letter.document_number, letter.document_on = number, on
    return _settled(session, letter, LetterState.ISSUED, by, now, f"{number} ngày {on.isoformat()}")


def join(session: Session, letter: ChaserLetter, units: Sequence[str], now: datetime) -> None:
    """More units are late in the same way while the draft waits."""
    letter.units = [*letter.units, *units]
    session.add(letter)
    record(session, "", "letter_joined", f"letter:{letter.id}", f"thêm {len(units):02} đơn vị", now=now)
    session.flush()


def drop(session: Session, id: int, *, reason: str, by: str, now: datetime) -> ChaserLetter:
    """It will not be issued, and why. Errors: `Refused`; nothing is changed then."""
    letter, reason = _awaiting(session, id), reason.strip()
    if not reason:
        raise Refused("Không ban hành thì đề nghị ghi lý do, ví dụ: đơn vị đã gửi bản giấy.")
    refuse_personal(reason, named="Lý do")
    letter.note = reason
    return _settled(session, letter, LetterState.DROPPED, by, now, reason)


def _awaiting(session: Session, id: int) -> ChaserLetter:
    letter = letter_of(session, id)
    if letter.state != LetterState.DRAFTED:
        raise Refused(f"Dự thảo này {LetterState.of(letter.state).label}; không đổi được nữa.")
    return letter


def _settled(
    session: Session, letter: ChaserLetter, state: LetterState, by: str, now: datetime, detail: str
) -> ChaserLetter:
    letter.state, letter.by, letter.at = state.value, by, now
    session.add(letter)
    record(session, by, f"letter_{state}", f"letter:{letter.id}", detail, now=now)
    session.flush()
    return letter
