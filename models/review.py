"""Xử lý bài nộp: words on a filing, each a row of its own with who said it, for whom, when and why.

Approve and its withdrawal by the steps below the agency, accept and reopen by the agency, return by any of them; which
may speak when is asked of `models.approvals`. The filing's row is locked first and looked at then, so that of two words
at the same moment the first is heard and the second is told. Who filed approves nothing of it, nor does a substitute.
A returned filing counts as not reported until a new version comes; the time of the first one stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from models.approvals import AGENCY, YES, Standing, StepStanding, standing_of
from models.audit import record
from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Decision, Submission
from models.figures import FieldProblem
from models.forms import Form
from models.free_words import refuse_personal
from models.meeting_decisions import carry_out
from models.quiet_hours import day_in_hanoi
from models.running_totals import follow
from models.same_person import is_same_person
from models.secrecy import refuse_words
from models.vocabulary import ReviewAction, SubmissionState

A = ReviewAction
BECOMES = {A.ACCEPT: SubmissionState.ACCEPTED, A.RETURN: SubmissionState.RETURNED, A.REOPEN: SubmissionState.FILED}
REASONED = {
    A.RETURN: "Trả lại báo cáo phải ghi rõ nội dung cần bổ sung để đơn vị hoàn thiện.",
    A.UNAPPROVE: "Rút lại ý kiến duyệt phải ghi rõ lý do.",
    A.REOPEN: "Mở lại bài đã tiếp nhận phải ghi rõ lý do.",
}
LONGEST_NOTE = 1000


def decide(
    session: Session,
    submission_id: int,
    action: str,
    note: str,
    by: str,
    now: datetime,
    *,
    catalogue: Catalogue | None = None,
    as_unit: str = AGENCY,
    on_behalf_of: str = "",
    cells: Sequence[Mapping[str, str]] = (),
) -> Decision:
    """Say one word on one version for a step of its way up; the same word twice is one word.

    `cells` of a return: {code, message} each. Without a `catalogue` only the agency's step is known.
    Errors: `Refused` for an unknown action or filing, a missing reason, a word out of turn, the filer's own approval, a
    note that points to a person, or a version that has been replaced.
    """
    if action not in set(A):
        raise Refused(f"Không có cách xử lý “{action}”. Các cách: {', '.join(A)}.")
    said, note, marked = A.of(action), note.strip()[:LONGEST_NOTE], _cells(cells)
    if marked and said is not A.RETURN:
        raise Refused(
            f"Đang ghi điểm cần sửa bên {len(marked):02} chỉ tiêu. "
            f"Đề nghị trả lại để đơn vị sửa, hoặc xóa các ô ấy rồi {said.label}."
        )
    if marked and not note:
        note = f"Đề nghị xem lại {len(marked):02} chỉ tiêu: {', '.join(cell['code'] for cell in marked)}."
    if said in REASONED and not note:
        raise Refused(REASONED[said])
    said_there = (note, *(cell["message"] for cell in marked))
    refuse_personal(*said_there)
    submission = _locked(session, submission_id)
    if catalogue:
        refuse_words(catalogue, submission.programme, submission.duty, *said_there)
    standing = standing_of(session, catalogue, submission, day_in_hanoi(now))
    mine = standing.of(as_unit)
    if mine and mine.word and _is_said(said, note, marked, standing, mine):
        return mine.word
    if why := standing.why_not(said, as_unit):
        raise Refused(why)
    if said in YES:
        _refuse_filer(session, submission, (by, on_behalf_of))
    decision = Decision(
        submission_id=submission_id,
        action=str(said),
        note=note,
        step=mine.step.number if mine else 0,
        as_unit=as_unit,
        on_behalf_of=on_behalf_of,
        cells=marked,
        by=by,
        at=max(
            [now, *_instants(session, submission_id)]
        ),  # two clocks apart: the words stay in the order they were said
    )
    if said in BECOMES:
        submission.state = str(BECOMES[said])
    session.add_all((decision, submission))
    instead = f" (thay {on_behalf_of})" if on_behalf_of else ""
    record(session, by, str(said), f"submission:{submission_id}", f"{as_unit}{instead} {note}".strip(), now=now)
    session.flush()
    if said in BECOMES:
        follow(session, submission, stands=said is not A.RETURN)
        if catalogue:
            carry_out(session, catalogue, now, of=submission)  # what minutes order of whom stands or falls with them
    return decision


def return_words(word: Decision, form: Form | None = None) -> str:
    """What a return asks of the unit, in one line: the note, then each cell by its name with what is wrong there."""
    labels = {field.code: field.label for field in form.fields()} if form else {}

    def named(code: str) -> str:
        return f"{code.partition('.')[0]} ({labels[code]})" if code in labels else code

    cells = (f"{named(cell['code'])}: {cell['message'].rstrip('.')}." for cell in word.cells or ())
    return " ".join([word.note, *cells])


def cells_to_mend(session: Session, submission_id: int) -> list[FieldProblem]:
    """What the return of a version says beside single cells; nothing for one that was not returned."""
    query = select(Decision).where(col(Decision.submission_id) == submission_id, col(Decision.action) == A.RETURN.value)
    word = session.scalars(query.order_by(col(Decision.at).desc(), col(Decision.id).desc())).first()
    return [FieldProblem(c["code"], f"Cần bổ sung: {c['message']}") for c in (word.cells or ())] if word else []


def _locked(session: Session, submission_id: int) -> Submission:
    """The filing as it is now, and stays until the transaction ends: a write that changes nothing locks its row."""
    table = update(Submission).where(col(Submission.id) == submission_id)
    if session.exec(table.values(state=Submission.state)).rowcount != 1:
        raise Refused(f"Không có bài nộp số {submission_id}. Đề nghị mở lại từ danh sách.")
    return session.get_one(Submission, submission_id, populate_existing=True)


def _is_said(
    said: ReviewAction, note: str, marked: list[dict[str, str]], standing: Standing, mine: StepStanding
) -> bool:
    """Whether this step's latest word is this very one and still stands; other reasons are another word."""
    if mine.word is None or mine.word.action != said:
        return False
    if said in REASONED and (mine.word.note, mine.word.cells or []) != (note, marked):
        return False
    return said not in BECOMES or standing.submission.state == BECOMES[said]


def _cells(cells: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The cells to be mended, those without a message left out."""
    read = [{"code": c["code"].strip()[:40], "message": c["message"].strip()[:300]} for c in cells]
    return [cell for cell in read if cell["code"] and cell["message"]]


def _refuse_filer(session: Session, submission: Submission, names: Sequence[str]) -> None:
    for name in filter(None, names):
        if is_same_person(session, name, submission.filed_by):
            via = " qua liên kết đã mở trên cùng máy" if submission.filed_by != name else ""
            raise Refused(
                f"Bài nộp {submission.receipt} do tài khoản {name} nộp{via}; người nộp không tự duyệt. "
                "Đề nghị người khác có thẩm quyền hoặc người được ủy quyền duyệt."
            )


def _instants(session: Session, submission_id: int) -> Sequence[datetime]:
    query = select(col(Decision.at)).where(col(Decision.submission_id) == submission_id)
    return session.connection().execute(query).scalars().all()
