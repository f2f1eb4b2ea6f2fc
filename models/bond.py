"""Vì sao là việc của đơn vị này: what binds one unit to one duty, in sentences that name the basis.

By the catalogue's audience, by succession link after link, by an officer's request, or not at all, and then why not.
Reads assignments and successions as they stand; assigns nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.assignments import in_use_since
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.dispositions import dispositions
from models.errors import Refused
from models.facts import Request
from models.heirs import CARRIES
from models.inheritance import HANDED_ON, SUCCESSION, WAITING
from models.programmes import Audience, Duty
from models.units import Assignment, Disposition, Succession, Unit
from models.vocabulary import Level, Tree

NAMES = 4  # predecessors named in one sentence


@dataclass(frozen=True, slots=True)
class Bond:
    """What binds a unit to a duty. `is_bound` False: nothing does, and `sentences` say why."""

    is_bound: bool
    sentences: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None


def bond_of(session: Session, catalogue: Catalogue, programme: str, duty: str, unit: Unit, on: date) -> Bond:
    """Why this duty, or on-demand request, falls on this unit; of a unit gone by that day also what became of it."""
    key = (Assignment.programme == programme, Assignment.duty == duty, Assignment.unit_id == unit.id)
    given = session.exec(select(Assignment).where(*key)).first()
    request = session.exec(select(Request).where(Request.programme == programme, Request.code == duty)).first()
    if given is None:
        return Bond(False, tuple(_why_not(catalogue, programme, duty, unit, request)))
    if given.reason in (SUCCESSION, WAITING):
        said = _by_word(session, unit, given) or _by_succession(session, unit, given)
        if given.reason == WAITING:
            said.append("Việc chuyển giao còn chờ quyết định; trong khi chờ, không tính quá hạn.")
    elif request is not None:
        said = [
            f"{unit.name} có tên trong danh sách đơn vị được yêu cầu báo cáo theo văn bản số {request.document} "
            f"ngày {day_text(request.document_on)}."
        ]
    else:
        said = [f"{unit.name} thuộc đối tượng thực hiện: {_audience_words(catalogue.duty(programme, duty))}."]
    said += _limits(unit, given, in_use_since(session))
    if given.confirmed_by and request is None:
        said.append(f"Việc phân công do {given.confirmed_by} xác nhận.")
    if unit.valid_to and unit.valid_to < on:
        said += _afterwards(session, catalogue, programme, duty, unit, on)
    return Bond(True, tuple(said), given.valid_from, given.valid_to)


def body_on(session: Session, catalogue: Catalogue, programme: str, duty: str, unit: Unit) -> Unit:
    """The one body that bears the duty on a place, or that it is meant for; any other unit is itself.

    Errors: `Refused` where several bodies of the place bear it.
    """
    if unit.tree != Tree.TERRITORY:
        return unit
    bodies = list(session.exec(select(Unit).where(Unit.territory_id == unit.id).order_by(col(Unit.name))))
    given = select(Assignment.unit_id).where(Assignment.programme == programme, Assignment.duty == duty)
    bearing = set(session.exec(given.where(col(Assignment.unit_id).in_([body.id for body in bodies]))))
    asked = catalogue.programme(programme).duties.get(duty)
    found = [b for b in bodies if b.id in bearing] or [b for b in bodies if asked and _is_meant(asked, b)]
    if len(found) > 1:
        names = "; ".join(f"{body.name} (mã {body.id})" for body in found)
        raise Refused(f"Trên địa bàn {unit.name} có {len(found)} đơn vị làm việc này: {names}. Đề nghị ghi rõ đơn vị.")
    return found[0] if found else unit


def _by_word(session: Session, unit: Unit, given: Assignment) -> list[str]:
    """The person who handed the duty of an ended unit to this one; empty where nobody spoke."""
    words = select(Disposition, Unit.name).join(Unit, col(Unit.id) == Disposition.unit_id)
    mine = (
        Disposition.programme == given.programme,
        col(Disposition.duty).in_(["", given.duty]),
        Disposition.to_unit_id == unit.id,
        col(Disposition.kind).in_([str(kind) for kind in HANDED_ON]),
    )
    spoken = session.exec(words.where(*mine).order_by(col(Disposition.id).desc())).first()
    if spoken is None:
        return []
    word, giver = spoken
    return [
        f"{unit.name} nhận nhiệm vụ này của {giver} từ ngày {day_text(word.effective_on)}, "
        f"{word.by} ghi quyết định, căn cứ: {word.basis}."
    ]


def _afterwards(session: Session, catalogue: Catalogue, programme: str, duty: str, unit: Unit, on: date) -> list[str]:
    """What became of the duty when the unit came to its end."""
    return [
        f"Sau khi đơn vị kết thúc, từ ngày {day_text(d.effective_on)}: {d.kind.label}"
        f"{f' ({names})' if (names := '; '.join(name for _, name in d.to)) else ''}; căn cứ: {d.basis.rstrip('.')}."
        for d in dispositions(session, catalogue, on, programme)
        if (d.duty, d.unit_id, d.is_receiver) == (duty, unit.id, False)
    ]


def _by_succession(session: Session, unit: Unit, given: Assignment) -> list[str]:
    """Whose duty it was, and by which resolution it came over: of the body itself, else of the place it sits on."""
    links = _links_to(session, (unit.id,)) or _links_to(session, (unit.territory_id,) if unit.territory_id else ())
    carrying = [(link, name) for link, name in links if link.kind in CARRIES]
    if not carrying:
        since = f" từ ngày {day_text(given.valid_from)}" if given.valid_from else ""
        return [f"{unit.name} nhận nhiệm vụ này từ đơn vị trước đó{since}."]
    link = carrying[0][0]
    names = [name for _, name in carrying]
    more = f" và {len(names) - NAMES:02} đơn vị khác" if len(names) > NAMES else ""
    basis = f" (theo {link.basis})" if link.basis else ""
    confirmed = f"; {link.confirmed_by} xác nhận" if link.confirmed_by else ""
    return [
        f"{unit.name} kế thừa nhiệm vụ của {'; '.join(names[:NAMES])}{more} "
        f"từ ngày {day_text(link.takes_over_on)}{basis}{confirmed}."
    ]


def _links_to(session: Session, ids: Iterable[str]) -> list[tuple[Succession, str]]:
    query = select(Succession, Unit.name).join(Unit, col(Unit.id) == Succession.from_id)
    order = (col(Succession.takes_over_on), col(Unit.name))
    return list(session.exec(query.where(col(Succession.to_id).in_(list(ids))).order_by(*order)).all())


def _limits(unit: Unit, given: Assignment, in_use: date | None) -> list[str]:
    """From when to when it binds, where that is not always."""
    said = []
    if given.valid_from and given.valid_from == in_use:
        said.append(f"Hệ thống theo dõi từ ngày {day_text(given.valid_from)}.")
    elif given.valid_from and given.reason != SUCCESSION:
        said.append(f"Phân công có hiệu lực từ ngày {day_text(given.valid_from)}.")
    ends = min((day for day in (given.valid_to, unit.valid_to) if day), default=None)
    if ends:
        said.append(f"Ràng buộc đến hết ngày {day_text(ends)}.")
    return said


def _why_not(catalogue: Catalogue, programme: str, duty: str, unit: Unit, request: Request | None) -> list[str]:
    said = [f"{unit.name} không có việc này."]
    if request is not None:
        return [*said, f"Yêu cầu số {request.document} không có tên đơn vị trong danh sách nhận."]
    law = catalogue.programme(programme)
    asked = law.duties[duty]
    if not asked.owed:
        return [
            *said,
            "Nhiệm vụ này không giao cho từng đơn vị theo kỳ nên không tính là việc phải nộp của đơn vị nào.",
        ]
    if not _is_meant(asked, unit):
        return [*said, f"Nhiệm vụ giao cho: {_audience_words(asked)}; {_kind(unit)} không thuộc đối tượng này."]
    said.append(f"Đơn vị đúng hệ và cấp nhưng nằm ngoài phạm vi địa bàn mà {law.short_title} đang ràng buộc.")
    return said


def _is_meant(duty: Duty, unit: Unit) -> bool:
    """Whether the duty is meant for units of this tree and level, or for this one by name; wherever they sit."""
    return any(unit.id in a.units or (unit.tree in a.trees and unit.level in a.levels) for a in duty.audience)


def _audience_words(duty: Duty) -> str:
    """The addressees in the document's own words, else by tree and level."""
    return "; ".join(duty.actors) or "; ".join(filter(None, map(_one_audience, duty.audience)))


def _one_audience(audience: Audience) -> str:
    trees = ", ".join(tree.label for tree in audience.trees)
    levels = ", ".join(level.label for level in audience.levels)
    return f"{trees} {levels}".strip()


def _kind(unit: Unit) -> str:
    return f"{Tree.of(unit.tree).label} {Level.of(unit.level).label}"
