"""Kiểm tra trên trang: what `models.checking` finds in what is typed, for a page and for its running checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.around import NOTHING, Around, around
from models.catalogue import Catalogue
from models.checking import check_filing
from models.figures import FieldProblem
from models.forms import Form
from portal.figure_form import Asked, Problem, anchor, summary_of
from portal.handed_in import Typed
from portal.works import Work


@dataclass(frozen=True)
class Checkup:
    """How a form stands. `asked`: queries by field, those about the whole form under the empty code; `beside`: what the
    figures are held against."""

    errors: Sequence[FieldProblem]
    asked: Mapping[str, list[Asked]]
    filled: int
    boxes: int
    beside: Around = NOTHING

    @property
    def unanswered(self) -> list[Asked]:
        return [asked for of_field in self.asked.values() for asked in of_field if not asked.is_answered]

    @property
    def lines(self) -> list[Problem]:
        """Everything in the way of filing, each leading to its field."""
        return summary_of(self.errors) + [Problem(asked.message, asked.anchor) for asked in self.unanswered]

    @property
    def words(self) -> str:
        """`Đã nhập 12/38 ô; 01 điểm cần sửa; 02 điểm cần giải trình`."""
        said = [f"Đã nhập {self.filled}/{self.boxes} ô"]
        if self.errors:
            said.append(f"{len(self.errors):02d} điểm cần sửa")
        if self.unanswered:
            said.append(f"{len(self.unanswered):02d} điểm cần giải trình")
        if self.filled and not self.lines:
            said.append("không còn điểm nào cần sửa")
        return "; ".join(said)

    def as_json(self) -> dict[str, Any]:
        """For the running checks of the page."""
        return {
            "words": self.words,
            "errors": [{"anchor": anchor(p.code) if p.code else "", "message": p.message} for p in self.errors],
            "queries": [
                {"field": anchor(code) if code else "", "name": a.name, "anchor": a.anchor, "message": a.message}
                for code, of_field in self.asked.items()
                for a in of_field
            ],
        }


def checkup(
    session: Session, law: Catalogue, work: Work, form: Form, typed: Typed, now: datetime, found: Sequence[FieldProblem]
) -> Checkup:
    """Check what is typed. `found`: errors somebody else has found already, named with their cells, instead of ours."""
    o, fields = work.owed, form.fields()
    filled = sum(bool(str(typed.figures.get(field.code, "")).strip()) for field in fields)
    if not filled:
        beside = around(session, law, o.deadline, form, [o.unit_id], known_by=now)[o.unit_id]
        return Checkup(found, {}, 0, len(fields), beside)
    checked = check_filing(session, law, o.deadline, o.unit_id, typed.figures, answers=typed.answers, now=now)
    asked: dict[str, list[Asked]] = {}
    for q in checked.queries:
        said = typed.answers.get(q.check) or q.answer
        asked.setdefault(q.code, []).append(Asked(q.check, q.message, said, q.is_answered))
    return Checkup(found or checked.errors, asked, filled, len(fields), checked.around)
