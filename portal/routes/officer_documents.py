"""Documents an officer takes away besides the totals: who filed how in a year, what changed since figures were sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from models.errors import Refused
from portal.attachments import DOCX
from portal.doors import AnOfficer, Db, Law, NotFound, Now, OwnHome, OwnSettings, Today
from portal.pages import download
from portal.periods_asked import APeriod
from reports.correction_docx import correction_docx
from reports.punctuality_docx import punctuality_docx
from tasks.correction_note import correction_note
from tasks.punctuality_list import punctuality_list

router = APIRouter()
Year = Annotated[int, Path(ge=2000, le=2100)]


@router.get("/can-bo/van-ban/thi-dua/{programme}/{year}")
def punctuality_document(
    programme: str, year: Year, visit: AnOfficer, db: Db, law: Law, home: OwnHome, settings: OwnSettings, today: Today
) -> Response:
    """The list of who filed all in time and who did not, of a programme's deadlines of one year."""
    if programme not in law.programmes:
        raise NotFound("Không có chương trình này.")
    told = punctuality_list(db, law, settings, programme, year, today, templates=home.templates)
    return download(punctuality_docx(told), f"tinh-hinh-bao-cao-{programme}-{year}.docx", DOCX)


@router.get("/can-bo/van-ban/dieu-chinh/{programme}/{duty}/{period:path}")
def correction_document(
    visit: AnOfficer,
    asked: APeriod,
    db: Db,
    law: Law,
    home: OwnHome,
    settings: OwnSettings,
    today: Today,
    now: Now,
) -> Response:
    """The note on what changed since a period's figures were sent. Errors: `NotFound` where nothing did."""
    key = asked.deadline.key
    try:
        told = correction_note(db, law, settings, key, today, now, templates=home.templates)
    except Refused as no:
        raise NotFound(no.reason) from no
    stem = "-".join(("dieu-chinh", *key)).replace("/", "-")
    return download(correction_docx(told), f"{stem}.docx", DOCX)
