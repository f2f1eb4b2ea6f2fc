"""Nộp báo cáo: a unit hands in figures, a document or a nil return, as a new version under the key of its obligation.

A form token makes a resubmitted form harmless: the same token always gives the same submission. Late is accepted and
shows in the dates; an accepted filing stands until it is returned. Nothing is overwritten: older versions stay, marked
superseded, and the time of the first one is kept for judging punctuality. Does not know pages, workbooks or mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col, update

from models.audit import record
from models.catalogue import Catalogue
from models.checking import Checked, check_filing
from models.dates_in_words import day_text
from models.deadlines import Deadline
from models.document_filing import Filed, read_document, refuse_content_offline
from models.errors import Refused
from models.extension_requests import settle
from models.facts import Submission
from models.figures import FieldProblem, FiguresRefused
from models.final_figures import FinalCall, final_call
from models.meeting_decisions import carry_out, keep_decisions
from models.obligations import Obligation, find_deadline, owes
from models.query_answers import keep_answers
from models.quiet_hours import day_in_hanoi
from models.receipts import receipt_of
from models.running_totals import follow
from models.secrecy import refuse_content
from models.totals import form_of
from models.units import Assignment, Succession, Unit
from models.vocabulary import ObligationState, SubmissionKind, SubmissionState
from models.wide_figures import widen
from models.writing import insert_new, table_of

S = ObligationState
FILEABLE = (S.RETURNED, S.FILED, S.OVERDUE, S.EXTENDED, S.DUE, S.OPEN, S.WAITING)  # states in which a unit may file
ATTEMPTS = 5  # two people of one unit filing at the same instant each get a version


def file_submission(
    session: Session,
    catalogue: Catalogue,
    *,
    unit_id: str,
    programme: str,
    duty: str,
    period: str,
    kind: str,
    figures: Mapping[str, Any] | None = None,
    answers: Mapping[str, str] | None = None,
    fields: Mapping[str, Any] | None = None,
    decisions: Sequence[Mapping[str, Any]] = (),
    note: str = "",
    document_number: str = "",
    document_on: date | None = None,
    is_provisional: bool = False,
    token: str | None = None,
    now: datetime,
    by: str = "",
    via: str = "portal",
    beside: Sequence[FieldProblem] = (),
) -> Submission:
    """File one version. `figures` is what was typed, by field code; it is read and checked here. `answers`: check id →
    what the unit says to a query about them; kept beside the filing. `fields`: what a plan, minutes or an event says
    about itself (`models.document_forms`), None where nobody was asked; `decisions`: what minutes order of whom by when
    (`models.meeting_decisions`). `beside`: what the door found wrong already; with it nothing is filed, and all that is
    wrong is said in one answer.

    Errors: `FiguresRefused` box by box, queries without an answer among them; `Refused` for a unit that does not owe
    this, a period not yet begun, an accepted filing, or one without content. All in Vietnamese, saying what to do next.
    Nothing is written then.
    """
    if token and (earlier := _by_token(session, token, (programme, duty, period, unit_id))):
        return earlier
    deadline = find_deadline(session, catalogue, programme, duty, period)
    obligation = owed_by(session, catalogue, deadline, unit_id, day_in_hanoi(now))
    call, today = final_call(deadline, catalogue.calendar), day_in_hanoi(now)
    _refuse_if_settled(obligation, call, today)
    refuse_if_ended(session, obligation, day_in_hanoi(now))
    refuse_content(catalogue, programme, duty, str(kind), document_number)
    document = Filed()
    if kind in (SubmissionKind.FIGURES, SubmissionKind.DOCUMENT):
        document = read_document(
            session,
            catalogue,
            deadline,
            unit_id=unit_id,
            fields=fields,
            decisions=decisions,
            number=document_number,
            on=document_on,
            has_figures=form_of(session, catalogue, deadline) is not None,
            today=today,
        )
    checked = None
    if kind == SubmissionKind.FIGURES:
        wrong = (*document.problems, *beside)
        checked = _checked(session, catalogue, deadline, unit_id, figures or {}, answers or {}, now, wrong)
    elif document.problems or beside:
        raise FiguresRefused([*document.problems, *beside])
    elif kind == SubmissionKind.OFFLINE:
        content = (figures or {}, fields or {}, decisions)
        refuse_content_offline(document_number, document_on, note, *content, today)
    row = {
        "programme": programme,
        "duty": duty,
        "period": period,
        "unit_id": unit_id,
        "kind": str(kind),
        "state": str(SubmissionState.FILED),
        **_content(session, catalogue, deadline, kind, figures, note, document_number, document_on),
        "figures": checked.clean if checked else {},
        "fields": document.fields,
        "is_provisional": kind == SubmissionKind.FIGURES and (is_provisional or call.is_estimate(today)),
        "receipt": "",
        "token": token,
        "filed_via": via,
        "filed_by": by,
        "filed_at": now,
    }
    submission = _write(session, row)
    if submission.receipt:  # another request with the same token was first
        return submission
    submission.receipt = receipt_of(submission.id or 0, day_in_hanoi(now).year)
    session.add(submission)
    _supersede_older(session, submission, is_final=obligation.awaits_final and call.opens_on <= today)
    settle(session, (programme, duty, period, unit_id), by=by or unit_id, now=now)
    keep_decisions(session, submission, document.ordered)
    detail = f"bản {submission.version}, {SubmissionKind(kind).label}, mã {submission.receipt}"
    record(session, by or unit_id, "file", f"submission:{submission.id}", detail, now=now)
    if checked:
        said = (((query.check, query.stated), query.answer) for query in checked.queries)
        keep_answers(session, programme, duty, period, unit_id, said, by=by or unit_id, now=now)
    session.flush()
    widen(session, form_of(session, catalogue, deadline), [submission])
    follow(session, submission, stands=True)
    carry_out(session, catalogue, now, of=submission)
    return submission


def owed_by(session: Session, catalogue: Catalogue, deadline: Deadline, unit_id: str, on: date) -> Obligation:
    """The obligation of one unit on a day. Errors: `Refused` saying why it owes nothing here and whom to ask."""
    programme, duty, period = deadline.key
    found = owes(session, catalogue, on, programme=programme, duty=duty, period=period, unit_id=unit_id)
    for obligation in found:
        if obligation.unit_id == unit_id:
            return obligation
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise Refused(f"Không có đơn vị mang mã “{unit_id}”. Đề nghị mở lại liên kết trong tin nhắc gần nhất.")
    if unit.valid_from and unit.valid_from > on:
        raise Refused(f"{unit.name} hoạt động từ ngày {day_text(unit.valid_from)}, chưa có việc phải nộp.")
    query = select(col(Assignment.id)).where(
        col(Assignment.programme) == programme, col(Assignment.duty) == duty, col(Assignment.unit_id) == unit_id
    )
    tracker = catalogue.programme(programme).tracker
    ask = f"Nếu phân công chưa đúng, đề nghị phản hồi {tracker}."
    if session.connection().execute(query).first() is None:
        raise Refused(f"{unit.name} không được phân công nhiệm vụ {duty} của {programme}. {ask}")
    raise Refused(f"Kỳ {deadline.label} của nhiệm vụ {duty} không thuộc thời gian hoạt động của {unit.name}. {ask}")


def versions_of(session: Session, programme: str, duty: str, period: str, unit_id: str) -> list[Submission]:
    """Every version a unit filed for one obligation, the newest first."""
    query = select(Submission).where(*_key(programme, duty, period, unit_id))
    return list(session.scalars(query.order_by(col(Submission.version).desc())))


def _refuse_if_settled(obligation: Obligation, call: FinalCall, today: date) -> None:
    """What was accepted stands; but an estimate, accepted or not, makes room for the final figures."""
    is_open_for_final = obligation.awaits_final and call.opens_on <= today
    if obligation.state is ObligationState.ACCEPTED and not is_open_for_final:
        raise Refused(
            f"Báo cáo {obligation.deadline.label} của {obligation.unit_name} đã được tiếp nhận. "
            "Nếu cần sửa số liệu, đề nghị cơ quan theo dõi trả lại báo cáo trước."
        )
    if obligation.state is ObligationState.UPCOMING:
        begins = day_text(obligation.deadline.period_from)
        raise Refused(f"Kỳ {obligation.deadline.label} chưa mở, đề nghị nộp từ ngày {begins}.")


def refuse_if_ended(session: Session, obligation: Obligation, on: date) -> None:
    """A unit, an assignment or a programme that is over takes no more filings; its successor is named."""
    if obligation.ended_on is None or obligation.ended_on >= on:
        return
    last = day_text(obligation.ended_on)
    unit = session.get_one(Unit, obligation.unit_id)
    if unit.valid_to is None or unit.valid_to > obligation.ended_on:
        raise Refused(f"Nhiệm vụ {obligation.duty} của {unit.name} đã kết thúc từ hết ngày {last}, không nhận thêm.")
    heirs = select(col(Unit.name)).join(Succession, col(Succession.to_id) == col(Unit.id))
    names = session.connection().execute(heirs.where(col(Succession.from_id) == unit.id)).scalars().all()
    takes_over = f" Đơn vị kế thừa: {'; '.join(sorted(names))}." if names else ""
    raise Refused(
        f"{unit.name} đã kết thúc hoạt động từ hết ngày {last}, không nộp được nữa.{takes_over} "
        "Nếu còn số liệu chưa báo cáo, đề nghị liên hệ cơ quan theo dõi."
    )


def _checked(
    session: Session,
    catalogue: Catalogue,
    deadline: Deadline,
    unit_id: str,
    figures: Mapping[str, Any],
    answers: Mapping[str, str],
    now: datetime,
    beside: Sequence[FieldProblem],
) -> Checked:
    """The figures read, every query about them answered. Errors: `FiguresRefused`, with what is wrong beside them."""
    checked = check_filing(session, catalogue, deadline, unit_id, figures, answers=answers, now=now)
    wrong = [*checked.problems, *beside]
    if not checked.clean and not checked.errors:
        message = "Biểu chưa có số liệu nào. Nếu trong kỳ không phát sinh, đề nghị chọn “Không phát sinh”."
        wrong.insert(0, FieldProblem("", message))
    if wrong:
        raise FiguresRefused(wrong)
    return checked


def _content(
    session: Session,
    catalogue: Catalogue,
    deadline: Deadline,
    kind: str,
    figures: Mapping[str, Any] | None,
    note: str,
    document_number: str,
    document_on: date | None,
) -> dict[str, Any]:
    """The columns that hold what was filed, checked for its kind."""
    form = form_of(session, catalogue, deadline)
    if kind == SubmissionKind.NIL:
        if any(value not in (None, "") for value in (figures or {}).values()):
            raise Refused("Đã chọn “Không phát sinh” thì để trống biểu số liệu; nếu có số liệu, đề nghị bỏ chọn.")
    elif kind not in tuple(SubmissionKind):
        allowed = ", ".join(SubmissionKind)
        raise Refused(f"Không có loại bài nộp “{kind}”. Các loại: {allowed}.")
    is_form = form is not None and kind in (SubmissionKind.FIGURES, SubmissionKind.NIL)
    return {
        "form": form.id if form and is_form else "",
        "form_version": form.version if form and is_form else "",
        "note": note.strip(),
        "document_number": document_number.strip(),
        "document_on": document_on,
    }


def _write(session: Session, row: dict[str, Any]) -> Submission:
    """Insert the row as the next version. The unique keys decide; whoever lost the race looks again."""
    key = (row["programme"], row["duty"], row["period"], row["unit_id"])
    for _ in range(ATTEMPTS):
        newest = select(func.coalesce(func.max(col(Submission.version)), 0)).where(*_key(*key))
        version = session.connection().execute(newest).scalar_one() + 1
        written = insert_new(session, Submission, [{**row, "version": version}], [table_of(Submission).c.id])
        if written:
            return session.get_one(Submission, written[0].id)
        if row["token"] and (earlier := _by_token(session, row["token"], key)):
            return earlier
    raise Refused("Có người khác của đơn vị đang nộp cùng báo cáo này. Đề nghị tải lại trang rồi nộp lại.")


def _supersede_older(session: Session, new: Submission, *, is_final: bool) -> None:
    """Mark what this version replaces. Errors: `Refused` where a reviewer accepted that at the same moment.

    `is_final`: it brings the final figures, for which estimates make room even when they were accepted.
    """
    key = _key(new.programme, new.duty, new.period, new.unit_id)
    accepted = col(Submission.state) == str(SubmissionState.ACCEPTED)
    if is_final:
        accepted &= ~col(Submission.is_provisional)
    before = update(Submission).where(*key, col(Submission.id) != new.id, ~accepted)
    session.exec(before.values(state=str(SubmissionState.SUPERSEDED)))
    kept = select(col(Submission.id)).where(*key, col(Submission.version) == new.version - 1, accepted)
    if session.connection().execute(kept).first():
        raise Refused("Bản trước vừa được tiếp nhận. Nếu cần sửa số liệu, đề nghị cơ quan theo dõi trả lại trước.")


def _by_token(session: Session, token: str, key: tuple[str, str, str, str]) -> Submission | None:
    found = session.scalars(select(Submission).where(col(Submission.token) == token)).first()
    if found and (found.programme, found.duty, found.period, found.unit_id) != key:
        raise Refused("Trang nộp này đã dùng cho một báo cáo khác. Đề nghị mở lại trang từ danh sách việc.")
    return found


def _key(programme: str, duty: str, period: str, unit_id: str) -> tuple[Any, ...]:
    return (
        col(Submission.programme) == programme,
        col(Submission.duty) == duty,
        col(Submission.period) == period,
        col(Submission.unit_id) == unit_id,
    )
