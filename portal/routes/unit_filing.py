"""Filing on the page: the form of one obligation, what was typed coming back with its errors, nil, documents.

A post either files exactly once (the form token is the key) or changes nothing and shows everything typed again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session, select
from starlette.datastructures import FormData
from starlette.responses import Response

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.facts import Attachment, Submission
from models.figures import FieldProblem, FiguresRefused
from models.filing import file_submission
from models.forms import BLOCKED
from models.obligations import owes
from models.settings import Home, Settings
from models.vocabulary import DutyKind, SubmissionKind
from portal.attachments import Upload, keep, received
from portal.doors import AUnit, Db, FromUnit, Law, NotFound, Now, OwnHome, OwnSettings, Today, UnitVisit
from portal.figure_form import Problem, groups_of, kept_figures, last_filing, summary_of, typed_figures
from portal.headings import heading
from portal.pages import page, see_other
from portal.words import read_day
from portal.works import Work, works_of

router = APIRouter()
GATHERINGS = (DutyKind.MEETING, DutyKind.EVENT, DutyKind.REVIEW_MID, DutyKind.REVIEW_FINAL, DutyKind.PROPAGANDA)


@dataclass
class Typed:
    """What stood in the fields besides the figures."""

    document_number: str = ""
    document_on: str = ""
    place: str = ""
    attendance: str = ""
    note: str = ""
    paper_number: str = ""
    paper_on: str = ""
    is_provisional: bool = False
    figures: Mapping[str, str] = field(default_factory=dict)


@router.get("/don-vi/{programme}/{duty}/{period:path}")
def form_page(
    request: Request, programme: str, duty: str, period: str, visit: AUnit, db: Db, law: Law, today: Today
) -> Response:
    work = own_work(db, law, visit, programme, duty, period, today)
    return show_form(request, db, law, visit, work, _as_filed(db, work))


@router.post("/don-vi/{programme}/{duty}/{period:path}")
def file(
    request: Request,
    programme: str,
    duty: str,
    period: str,
    visit: AUnit,
    sent: FromUnit,
    db: Db,
    law: Law,
    home: OwnHome,
    settings: OwnSettings,
    now: Now,
    today: Today,
) -> Response:
    work = own_work(db, law, visit, programme, duty, period, today)
    typed = _typed(sent)
    beside: dict[str, str] = {}
    has_form = heading(db, law, programme, duty, period).has_form
    kind = _kind(str(sent.get("kind") or ""), has_form=has_form)
    number, on = typed.document_number, _day("document_on", typed.document_on, today, beside)
    upload = _upload(sent, settings, beside)
    note = _note(typed, beside)
    if kind == SubmissionKind.NIL and sent.get("nil_sure") != "yes":
        beside["nil_sure"] = "Đề nghị đánh dấu xác nhận kỳ này không phát sinh."
    if kind == SubmissionKind.DOCUMENT and has_form:
        number, on = typed.paper_number, _day("paper_on", typed.paper_on, today, beside)
        if not number:
            beside["paper"] = "Đề nghị ghi số, ký hiệu văn bản đã gửi."
    elif kind == SubmissionKind.DOCUMENT and not (number or note or upload):
        beside["note"] = "Đề nghị ghi số văn bản, tóm tắt kết quả hoặc đính kèm tệp."
    problems: list[FieldProblem] = []
    submission = None
    if not beside:
        try:
            submission = file_submission(
                db,
                law,
                unit_id=visit.unit.id,
                programme=programme,
                duty=duty,
                period=period,
                kind=kind,
                figures=typed.figures if kind == SubmissionKind.FIGURES else {},
                note=note,
                document_number=number,
                document_on=on,
                is_provisional=typed.is_provisional and kind == SubmissionKind.FIGURES,
                token=scoped_token(str(sent.get("token", "")), visit, work),
                now=now,
                by=f"link:{visit.link.id}",
                via="portal",
            )
        except FiguresRefused as no:
            problems = no.problems
        except Refused as no:
            beside[""] = no.reason
    if submission is None:
        db.rollback()
        return show_form(request, db, law, visit, work, typed, problems, beside, str(sent.get("token", "")))
    if upload:
        attach(db, home, submission, upload)
    return see_other(f"/don-vi/bien-nhan/{submission.id}?moi=1")


def show_form(
    request: Request,
    db: Session,
    law: Catalogue,
    visit: UnitVisit,
    work: Work,
    typed: Typed,
    problems: Iterable[FieldProblem] = (),
    beside: Mapping[str, str] | None = None,
    token: str = "",
) -> Response:
    """The page of one obligation, with errors (status 422) or without."""
    problems, beside = list(problems), beside or {}
    o = work.owed
    head = heading(db, law, o.programme, o.duty, o.period)
    last = last_filing(db, visit.unit.id, head.form.id, o.programme, o.duty, o.period) if head.form else None
    groups = groups_of(head.form, typed.figures, last.figures if last else {}, problems) if head.form else []
    wrong = summary_of(problems) + [Problem(text, name) for name, text in beside.items()]
    return page(
        request,
        "unit_form.html",
        422 if wrong else 200,
        work=work,
        form=head.form,
        groups=groups,
        last=heading(db, law, last.programme, last.duty, last.period) if last else None,
        typed=typed,
        problems=wrong,
        beside=_Quiet(beside),
        asks_meeting=head.form is None and o.deadline.kind in GATHERINGS,
        token=token or secrets.token_urlsafe(18),
        nil_token=secrets.token_urlsafe(18),
        paper_token=secrets.token_urlsafe(18),
        workbook_token=secrets.token_urlsafe(18),
    )


def own_work(
    db: Session, law: Catalogue, visit: UnitVisit, programme: str, duty: str, period: str, today: date
) -> Work:
    """The visiting unit's own obligation. Errors: `NotFound` for another unit's, an unknown one, or one that takes no filing."""
    if programme not in law.programmes:
        raise NotFound
    found = owes(db, law, today, programme=programme, duty=duty, period=period, unit_id=visit.unit.id)
    own = [o for o in found if o.unit_id == visit.unit.id]
    if not own:
        raise NotFound
    work = works_of(db, law, own)[0]
    if not work.may_file:
        raise Refused(f"Việc này hiện không nhận bài nộp: {work.owed.state.label}.")
    return work


def scoped_token(token: str, visit: UnitVisit, work: Work) -> str:
    """The form token as it is kept: of this unit and this obligation only, so that nobody else's token can answer it."""
    if not token:
        raise Refused("Biểu mẫu thiếu mã chống gửi trùng. Đề nghị tải lại trang rồi gửi lại.")
    return hashlib.sha256(f"{visit.unit.id}|{work.key}|{token}".encode()).hexdigest()


def attach(db: Session, home: Home, submission: Submission, upload: Upload) -> None:
    """Keep the bytes, then the row; the same file sent twice with one token stays one."""
    keep(home, upload)
    same = select(Attachment).where(
        Attachment.submission_id == submission.id, Attachment.sha256 == upload.sha256, Attachment.name == upload.name
    )
    if submission.id is not None and db.exec(same).first() is None:
        db.add(
            Attachment(
                submission_id=submission.id,
                name=upload.name,
                media_type=upload.media_type,
                size=len(upload.content),
                sha256=upload.sha256,
            )
        )


class _Quiet(dict[str, str]):
    """Errors by field; a field without one answers with nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def _kind(asked: str, *, has_form: bool) -> SubmissionKind:
    """What the pressed button means; without a form there are no figures to file."""
    if asked in (SubmissionKind.NIL, SubmissionKind.DOCUMENT):
        return SubmissionKind.of(asked)
    return SubmissionKind.FIGURES if has_form else SubmissionKind.DOCUMENT


def _typed(sent: FormData) -> Typed:
    def text(name: str, longest: int) -> str:
        return str(sent.get(name) or "").strip()[:longest]

    return Typed(
        document_number=text("document_number", 80),
        document_on=text("document_on", 10),
        place=text("place", 200),
        attendance=text("attendance", 9),
        note=text("note", 2000),
        paper_number=text("paper_number", 80),
        paper_on=text("paper_on", 10),
        is_provisional=sent.get("is_provisional") == "yes",
        figures=typed_figures(sent),
    )


def _as_filed(db: Session, work: Work) -> Typed:
    """What the unit filed before, to correct rather than type again."""
    before = db.get(Submission, work.submission_id) if work.submission_id else None
    if before is None:
        return Typed()
    return Typed(
        document_number=before.document_number,
        document_on=day_text(before.document_on) if before.document_on else "",
        note=before.note,
        is_provisional=before.is_provisional,
        figures=kept_figures(before.figures),
    )


def _upload(sent: FormData, settings: Settings, beside: dict[str, str]) -> Upload | None:
    try:
        return received(sent.get("attachment"), settings.upload_limit_mb)
    except Refused as no:
        beside["attachment"] = no.reason
        return None


def _day(name: str, text: str, today: date, beside: dict[str, str]) -> date | None:
    """The day of a paper document, never in the future; what is wrong goes beside its field."""
    if not text:
        return None
    try:
        day = read_day(text)
    except Refused as no:
        beside[name] = no.reason
        return None
    if not date(2000, 1, 1) <= day <= today:
        beside[name] = "Ngày văn bản phải từ năm 2000 và không sau ngày hôm nay. Đề nghị kiểm tra lại."
    return day


def _note(typed: Typed, beside: dict[str, str]) -> str:
    """Place, attendance and the free words as one note, free of anything that points to a person."""
    parts = []
    if typed.place:
        parts.append(f"Nơi tổ chức: {typed.place}.")
    if typed.attendance:
        if typed.attendance.replace(".", "").isdigit():
            parts.append(f"Số lượt người dự: {typed.attendance}.")
        else:
            beside["attendance"] = "Số lượt người dự phải là số nguyên."
    if typed.note:
        parts.append(typed.note)
    for name, text in (("note", typed.note), ("place", typed.place), ("document_number", typed.document_number), ("paper", typed.paper_number)):
        for pattern, what in BLOCKED.values():
            if pattern.search(text):
                beside[name] = f"Có nội dung giống {what}. Hệ thống không nhận thông tin về cá nhân; đề nghị bỏ phần này."
    return " ".join(parts)
