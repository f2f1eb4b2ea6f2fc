"""Lập dự thảo công văn đôn đốc: once a day, for those late enough; drafts that nobody in them deserves any more go.

Nothing is sent. A unit is written to once a time; whoever is late later joins the draft that waits. A second run of the
day writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from models.catalogue import Catalogue, home_catalogue
from models.chaser_letters import ChaserLetter, drop, join, letters
from models.dates_in_words import day_text
from models.deadline import key_by_name
from models.deadlines import Deadline, deadline_sentence
from models.errors import Refused
from models.escalation import NO_LONGER_LATE, Standing, addressed_superior, called, over, standing_of, to_raise
from models.quiet_hours import day_in_hanoi
from models.settings import Home, Settings
from models.vocabulary import LetterState, ObligationState
from models.writing import insert_new, table_of
from reports.chaser_docx import ChaserDraft
from reports.letterhead import letterhead_of
from tasks.session import open_session

ANSWER_IN = 5  # working days the draft proposes; the signer may write another day


@dataclass(frozen=True)
class EscalationReport:
    """What a run did, or in a dry run would do. `drafted`: new letters; `units`: who is newly written to, in these or
    in drafts that waited already."""

    as_of: date
    dry_run: bool
    drafted: int = 0
    units: int = 0
    dropped: int = 0

    @property
    def words(self) -> str:
        """`Lập 02 dự thảo công văn đôn đốc (05 đơn vị), chờ ký.`; empty when there was nothing to do."""
        drafted = f"Lập {self.drafted:02} dự thảo công văn đôn đốc ({self.units:02} đơn vị), chờ ký."
        joined = f"Bổ sung {self.units:02} đơn vị vào dự thảo công văn đôn đốc đang chờ ký."
        dropped = f"Đóng {self.dropped:02} dự thảo vì không còn đơn vị quá hạn."
        said = ((drafted, self.drafted), (joined, self.units if not self.drafted else 0), (dropped, self.dropped))
        return " ".join(words for words, count in said if count)


def draft_letters(home: Home, as_of: date, now: datetime, *, dry_run: bool = False) -> EscalationReport:
    """One run. Errors: `Refused` for a live home asked to write another day's drafts."""
    if not (dry_run or home.settings().is_demo) and as_of != day_in_hanoi(now):
        raise Refused(f"Ngày {day_text(as_of)} không phải hôm nay: chỉ được chạy thử (dry_run), không lập dự thảo.")
    catalogue = home_catalogue(home)
    with open_session(home) as session:
        known = letters(session)
        found = called(to_raise(session, catalogue, as_of, now), known)
        joined = {letter.id for letter, _ in found.joining}
        drafts = [row for row in known if row.state == LetterState.DRAFTED and row.id not in joined]
        ended = over(session, catalogue, drafts, as_of)
        if dry_run:
            return EscalationReport(as_of, dry_run, len(found.new), found.units, len(ended))
        for letter in ended:
            drop(session, letter.id or 0, reason=f"Tự đóng: {NO_LONGER_LATE}.", by="", now=now)
        rows = [
            {
                **key_by_name(r.deadline.key),
                "superior_id": r.superior_id,
                "number": r.number,
                "made_on": as_of,
                "made_at": now,
                "units": list(r.units),
                "state": LetterState.DRAFTED.value,
                "document_number": "",
                "note": "",
                "by": "",
            }
            for r in found.new
        ]
        written = insert_new(session, ChaserLetter, rows, returning=(table_of(ChaserLetter).c.units,))
        for letter, late in found.joining:
            join(session, letter, late, now)
        units = sum(len(late) for (late,) in written) + sum(len(late) for _, late in found.joining)
        return EscalationReport(as_of, dry_run, len(written), units, len(ended))


def chaser_draft(
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    letter: ChaserLetter,
    on: date,
    now: datetime,
    *,
    templates: Path | None = None,
) -> tuple[ChaserDraft, Standing]:
    """The letter as it would be signed on a day: only who is late then. Errors: `Refused` as `standing_of`."""
    standing = standing_of(session, catalogue, letter, on, now)
    programme = catalogue.programme(letter.programme)
    duty = programme.duties.get(letter.duty)
    spoken_of = [*standing.late, *(o for o, _ in standing.apart)]
    agency = settings.agency or programme.tracker
    superior = addressed_superior(session, letter, standing.late, agency, on)
    draft = ChaserDraft(
        head=letterhead_of(settings, templates, agency=agency),
        basis=duty.source.citation if duty else _request_citation(standing.deadline),
        programme=programme.short_title,
        work=spoken_of[0].title if spoken_of else letter.duty,
        period=standing.deadline.label,
        deadline=deadline_sentence(standing.deadline, catalogue.calendar),
        receiver=spoken_of[0].route if spoken_of else "",
        on=on,
        reported=standing.reported,
        expected=standing.expected,
        late=tuple(o.unit_name for o in standing.late),
        apart=tuple(
            (o.unit_name, why.partition(" (")[0].partition(", ")[0])  # reasons, and what is not said, stay inside
            for o, why in standing.apart
            if o.state in (ObligationState.EXTENDED, ObligationState.OVERDUE)
        ),
        answer_by=catalogue.calendar.add_working_days(on, ANSWER_IN),
        superior=superior.name if superior else "",
        number=letter.number,
        focal_point=settings.focal_point,
    )
    return draft, standing


def _request_citation(deadline: Deadline) -> str:
    """`yêu cầu số 99/CAT-PTM ngày 23/11/2026`: what stands in a programme's place for an on-demand request."""
    return f"yêu cầu số {deadline.basis.document} ngày {day_text(deadline.period_from)}"
