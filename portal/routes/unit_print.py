"""Bản in của biểu trên giấy A4: blank to fill by hand, or with what is typed so far; for reading and signing off."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.around import around
from models.drafts import drafts_of
from portal.doors import AUnit, Db, Law, NotFound
from portal.figure_form import groups_of
from portal.form_page import standing_filing
from portal.handed_in import Typed, typed_in
from portal.headings import heading
from portal.open_sheet import opening_draft
from portal.own_works import OwnWork
from portal.pages import page

router = APIRouter()


@router.get("/don-vi/in-bieu/{programme}/{duty}/{period:path}")
def printed_form(request: Request, visit: AUnit, work: OwnWork, db: Db, law: Law, trong: str = "") -> Response:
    """`trong=1`: the boxes empty."""
    form = heading(db, law, *work.deadline.key).form
    if form is None:
        raise NotFound("Nhiệm vụ này không có biểu số liệu.")
    draft = opening_draft(drafts_of(db, work.owed.key), "", work.owed.version or 0)
    typed = Typed() if trong == "1" else typed_in(draft.typed) if draft else standing_filing(db, work)
    beside = around(db, law, work.owed.deadline, form, [visit.unit.id])[visit.unit.id]
    return page(
        request,
        "unit_form_print.html",
        work=work,
        form=form,
        groups=groups_of(form, typed.figures, beside.of("last")),
        last=beside.labels.get("last", ""),
        is_blank=trong == "1",
        is_draft=draft is not None,
    )
