"""Quyết định xử lý nhiệm vụ: a named officer says what becomes of a duty of units that are no more.

A word is a row of its own with its ground, replaces the earlier word on the same duty and changes who holds it at
once; it never touches what was filed. A later word takes it back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlmodel import Session

from models.assignments import assign, holdings
from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.free_words import refuse_personal
from models.heirs import heirs_in
from models.inheritance import HANDED_ON
from models.quiet_hours import day_in_hanoi
from models.secrecy import refuse_words
from models.units import Disposition, Unit
from models.vocabulary import DispositionKind
from models.ways import Ways
from models.workdays import DAY

K = DispositionKind


def dispose(
    session: Session,
    catalogue: Catalogue,
    *,
    programme: str,
    duty: str,
    units: Iterable[str],
    kind: str,
    to: Sequence[str] = (),
    effective_on: date | None = None,
    basis: str,
    by: str,
    now: datetime,
) -> list[Disposition]:
    """Keep one word on each unit (a row for each heir), then derive the assignments anew, once.

    `duty` "": every duty of the programme. Without `effective_on`: from the day after each unit's last.
    Errors: `Refused`, saying what to put right.
    """
    today, chosen = day_in_hanoi(now), _kind(kind)
    refuse_personal(basis, named="Căn cứ")
    refuse_words(catalogue, programme, duty, basis)
    subjects = _Subjects(session, catalogue, programme, duty, chosen, today)
    rows = []
    for unit in [_ended(session, unit_id, today) for unit_id in dict.fromkeys(units)]:
        assert unit.valid_to is not None  # it ended
        since = effective_on or unit.valid_to + DAY
        _check_words(chosen, to, basis, since, unit, today)
        subjects.check(unit)
        heirs: list[str | None] = [_heir(session, heir, unit, since) for heir in dict.fromkeys(to)]
        if chosen in HANDED_ON and not heirs:
            subjects.check_heirs(unit)
        rows += [
            Disposition(
                programme=programme,
                duty=duty,
                unit_id=unit.id,
                kind=str(chosen),
                to_unit_id=heir,
                effective_on=since,
                basis=basis.strip(),
                by=by,
                at=now,
            )
            for heir in heirs or [None]
        ]
        told = f"{chosen.label}{': ' if to else ''}{', '.join(to)} từ {since.isoformat()}"
        record(session, by, "dispose", f"{programme}/{duty or '*'}/{unit.id}", told, now=now)
    session.add_all(rows)
    session.flush()
    assign(session, catalogue)
    return rows


class _Subjects:
    """Whom a word of this kind may be about: those who held the duty or, where the way is changed, received it."""

    def __init__(
        self, session: Session, catalogue: Catalogue, programme: str, duty: str, kind: DispositionKind, today: date
    ):
        self.law, self.duty, self.is_way = catalogue.programme(programme), duty, kind is K.REROUTED
        self.links = heirs_in(session).links
        self.held: dict[str, dict[str, str]] = defaultdict(dict)  # unit → its duties of the programme and why
        if self.is_way:
            self._receivers(Ways(session, catalogue, today))
            return
        for holding in holdings(session, catalogue).values():
            if holding.programme == programme:
                self.held[holding.unit_id][holding.duty] = holding.reason

    def _receivers(self, ways: Ways) -> None:
        for duty in self.law.duties.values():
            for stop in duty.route.stops:
                for body in ways.bodies(stop.receiver) if stop.receiver else ():
                    self.held[body.id][duty.id] = "route"

    def of(self, unit: Unit) -> list[str]:
        """The duties spoken of."""
        return [duty for duty in self.held.get(unit.id, ()) if self.duty in ("", duty)]

    def check(self, unit: Unit) -> None:
        if self.of(unit):
            return
        known = ", ".join(sorted(self.held.get(unit.id, ())))
        hint = f" Các nhiệm vụ: {known}." if known else ""
        if self.is_way:
            raise Refused(f"Không có nhiệm vụ {self.duty or self.law.short_title} nào gửi đến {unit.name}.{hint}")
        raise Refused(f"{unit.name} không có nhiệm vụ {self.duty or f'nào thuộc {self.law.short_title}'}.{hint}")

    def check_heirs(self, unit: Unit) -> None:
        """Whoever took over from the unit is asked for the duty, too; otherwise the word would hand it to nobody."""
        links = self.links.get(unit.id, ())
        if not links:
            raise Refused(f"Chưa ghi nhận đơn vị kế thừa {unit.name}. Đề nghị ghi rõ đơn vị nhận nhiệm vụ.")
        reasons = self.held[unit.id]
        if not any(
            reasons[duty] == "request" or duty in self.held.get(link.to_id, ())
            for duty in self.of(unit)
            for link in links
        ):
            raise Refused(
                f"Đơn vị kế thừa {unit.name} không thuộc diện của nhiệm vụ. Đề nghị ghi rõ đơn vị nhận nhiệm vụ."
            )


def _kind(text: str) -> DispositionKind:
    try:
        return K.of(text)
    except ValueError:
        allowed = ", ".join(f"{kind.value} ({kind.label})" for kind in K)
        raise Refused(f"Không có cách xử lý “{text}”. Các cách: {allowed}.") from None


def _ended(session: Session, unit_id: str, today: date) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise Refused(f"Không có đơn vị mang mã {unit_id}. Đề nghị kiểm tra lại.")
    if unit.valid_to is None or unit.valid_to >= today:
        raise Refused(f"{unit.name} còn hoạt động; chỉ quyết định về nhiệm vụ của đơn vị đã kết thúc.")
    return unit


def _check_words(kind: DispositionKind, to: Sequence[str], basis: str, since: date, unit: Unit, today: date) -> None:
    """The parts of the word fit each other."""
    if not basis.strip():
        raise Refused("Đề nghị ghi căn cứ: số, ngày văn bản hoặc lý do của quyết định.")
    if to and kind in (K.ENDED, K.WAITING):
        raise Refused(f"“{kind.label}” không đi với đơn vị nhận. Đề nghị bỏ đơn vị nhận hoặc chọn cách xử lý khác.")
    if kind is K.REROUTED and not to:
        raise Refused("Đổi nơi gửi phải ghi rõ nơi nhận mới.")
    if unit.valid_to and since <= unit.valid_to:
        raise Refused(f"Ngày {day_text(since)} không hợp lệ; {unit.name} hoạt động đến hết {day_text(unit.valid_to)}.")
    if since > today and kind in (K.ENDED, K.WAITING):
        raise Refused(f"Ngày {day_text(since)} chưa đến. Đề nghị ghi ngày không sau hôm nay.")


def _heir(session: Session, heir_id: str, unit: Unit, since: date) -> str:
    heir = session.get(Unit, heir_id)
    if heir is None:
        raise Refused(f"Không có đơn vị mang mã {heir_id}. Đề nghị kiểm tra lại.")
    if heir.id == unit.id:
        raise Refused(f"{unit.name} không thể nhận nhiệm vụ của chính mình.")
    if (heir.valid_to and heir.valid_to < since) or (heir.valid_from and heir.valid_from > since):
        raise Refused(
            f"{heir.name} không hoạt động vào ngày {day_text(since)}. Đề nghị chọn đơn vị khác hoặc ngày khác."
        )
    return heir.id
