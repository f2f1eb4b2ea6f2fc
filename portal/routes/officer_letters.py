"""Drafts of công văn đôn đốc: who is late, the document to sign, and the officer's word: issued, or not."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.catalogue import Catalogue
from models.chaser_letters import ChaserLetter, drop, issue, letter_of, letters
from models.errors import Refused
from models.quiet_hours import day_in_hanoi
from models.secrecy import refuse_words
from models.units import Unit
from models.vocabulary import LetterState
from portal.attachments import DOCX
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, OwnHome, OwnSettings, RowId
from portal.headings import Heading, heading
from portal.pages import download, page, see_other
from portal.sealed_forms import FromOfficer
from portal.words import read_day
from reports.chaser_docx import chaser_docx
from tasks.escalation import chaser_draft

router = APIRouter()
PATH = "/can-bo/tin/cong-van"
FIELDS = ("action", "number", "on", "reason")
SHOWN = 100


@dataclass(frozen=True)
class LetterLine:
    """One draft in the list."""

    letter: ChaserLetter
    head: Heading
    superior: str


@router.get(PATH)
def letters_page(request: Request, visit: AnOfficer, db: Db, law: Law, xong: str = "") -> Response:
    every = letters(db)
    every.sort(key=lambda row: row.state != LetterState.DRAFTED)
    done = "Đã ghi vào dự thảo công văn." if xong else ""
    rows = [LetterLine(row, heading(db, law, *row.key), _superior(db, row)) for row in every[:SHOWN]]
    waiting = sum(row.state == LetterState.DRAFTED for row in every)
    return page(request, "letters.html", rows=rows, waiting=waiting, more=len(every) - SHOWN, done=done)


@router.get(PATH + "/{letter_id}")
def letter_page(
    request: Request, letter_id: RowId, visit: AnOfficer, db: Db, law: Law, settings: OwnSettings, now: Now
) -> Response:
    return _show(request, db, law, settings, now, _letter(db, letter_id))


@router.get(PATH + "/{letter_id}/du-thao.docx")
def letter_document(
    letter_id: RowId, visit: AnOfficer, db: Db, law: Law, home: OwnHome, settings: OwnSettings, now: Now
) -> Response:
    """The draft as it stands now: who has filed since is not in it any more."""
    letter = _letter(db, letter_id)
    try:
        draft, standing = chaser_draft(db, law, settings, letter, day_in_hanoi(now), now, templates=home.templates)
    except Refused as no:
        raise NotFound(no.reason) from no
    if not standing.late:
        raise NotFound("Không còn đơn vị nào phải đôn đốc bằng công văn này, nên không có dự thảo để tải.")
    return download(chaser_docx(draft), f"cong-van-don-doc-{letter_id}.docx", DOCX)


@router.post(PATH + "/{letter_id}")
def settle_letter(
    request: Request,
    letter_id: RowId,
    visit: AnActingOfficer,
    sent: FromOfficer,
    db: Db,
    law: Law,
    settings: OwnSettings,
    now: Now,
) -> Response:
    letter = _letter(db, letter_id)
    typed = {name: str(sent.get(name) or "").strip()[:300] for name in FIELDS}
    by = visit.officer.username
    try:
        if typed["action"] == "issue":
            issue(db, letter_id, number=typed["number"], on=read_day(typed["on"]), by=by, now=now)
        elif typed["action"] == "drop":
            refuse_words(law, letter.programme, letter.duty, typed["reason"])
            drop(db, letter_id, reason=typed["reason"], by=by, now=now)
        else:
            raise Refused("Đề nghị chọn đã ban hành hoặc không ban hành.")
    except Refused as no:
        db.rollback()
        return _show(request, db, law, settings, now, letter, typed=typed, problem=no.reason)
    return see_other(f"{PATH}?xong=1")


def _show(
    request: Request,
    db: Session,
    law: Catalogue,
    settings: OwnSettings,
    now: Now,
    letter: ChaserLetter,
    *,
    typed: dict[str, str] | None = None,
    problem: str = "",
) -> Response:
    try:
        draft, standing = chaser_draft(db, law, settings, letter, day_in_hanoi(now), now)
    except Refused:
        draft, standing = None, None  # the rules no longer know its deadline; what was decided stays readable
    return page(
        request,
        "letter.html",
        422 if problem else 200,
        letter=letter,
        head=heading(db, law, *letter.key),
        superior=_superior(db, letter),
        draft=draft,
        standing=standing,
        typed=typed or dict.fromkeys(FIELDS, ""),
        problem=problem,
    )


def _letter(db: Session, id: int) -> ChaserLetter:
    try:
        return letter_of(db, id)
    except Refused as no:
        raise NotFound(no.reason) from no


def _superior(db: Session, letter: ChaserLetter) -> str:
    name = db.exec(select(Unit.name).where(col(Unit.id) == letter.superior_id)).first()
    return name or letter.superior_id
