"""Phạm vi trên trang: which pages an account of limited reach opens, and whether what a page names is within it.

One table, closed by default: a page that is not in it is not opened by an account limited to some units, to some
programmes, or both. A page stands under `units` when nothing of units beyond the reach is shown there: it is about one
unit that is looked up here, or it leaves the others out by `visit.holds`. `programmes` likewise. What an address names
(a unit, a filing, a wish, a programme) is looked up before the page begins, in one place, for reading and for acting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, SQLModel

from models.facts import Attachment, Submission
from models.filing_facts import ExtensionRequest

UNITS, PROGRAMMES = "units", "programmes"
BOTH = frozenset({UNITS, PROGRAMMES})
OF_A_PROGRAMME = frozenset({PROGRAMMES})

OPEN_TO_LIMITED: dict[str, frozenset[str]] = {
    # their own visit and account
    "/dang-xuat": BOTH,
    "/can-bo/uy-quyen": BOTH,
    # one unit, one filing, one wish: looked up by what the address names
    "/can-bo/don-vi/{unit_id:path}": BOTH,
    "/can-bo/don-vi/dau-moi/{unit_id:path}": BOTH,
    "/can-bo/don-vi/thu-hoi/{unit_id:path}": BOTH,
    "/can-bo/bai-nop/{submission_id}": BOTH,
    "/can-bo/tep/{attachment_id}": BOTH,
    "/can-bo/gia-han/{wish_id}": BOTH,
    # lists that leave out what is beyond
    "/can-bo": BOTH,
    "/can-bo/bang": BOTH,
    "/can-bo/bang.csv": BOTH,
    "/can-bo/cho-duyet": BOTH,
    "/can-bo/don-vi": BOTH,
    "/can-bo/gia-han": BOTH,
    "/can-bo/han/{programme}/{duty}/{period:path}": BOTH,
    "/can-bo/han/gia-han/{programme}/{duty}/{period:path}": BOTH,
    "/can-bo/lenh": BOTH,  # each order is looked at by its page: what it changes must lie within reach
    "/can-bo/lenh/{order_id}": BOTH,
    # one programme, all its units
    "/can-bo/chuong-trinh": OF_A_PROGRAMME,
    "/can-bo/chuong-trinh/{slug}": OF_A_PROGRAMME,
    "/can-bo/chuong-trinh/{slug}/vong-doi": OF_A_PROGRAMME,
    "/can-bo/chuong-trinh/{slug}/vong-doi.svg": OF_A_PROGRAMME,
    "/can-bo/chuong-trinh/{slug}/chi-tieu": OF_A_PROGRAMME,
    "/can-bo/giai-thich/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/tong-hop/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/tong-hop/o/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/tong-hop/docx/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/tong-hop/xlsx/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/tong-hop/so-sanh/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/tong-hop/dien-bien/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/ban-da-gui/{n}/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/gui-lai/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/van-ban/thi-dua/{programme}/{year}": OF_A_PROGRAMME,
    "/can-bo/van-ban/dieu-chinh/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/xuat/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
    "/can-bo/xuat/tep/{programme}/{duty}/{period:path}": OF_A_PROGRAMME,
}


@dataclass(frozen=True)
class Subject:
    """What an address names; empty: nothing of that sort."""

    unit_id: str = ""
    programme: str = ""


def is_open(path: str, *, units: bool, programmes: bool) -> bool:
    """Whether a page is for accounts limited so; `path` as the route is written, or a plain one of the menu."""
    open_to = OPEN_TO_LIMITED.get(path, frozenset())
    return (not units or UNITS in open_to) and (not programmes or PROGRAMMES in open_to)


def subjects_of(db: Session, named: Mapping[str, Any]) -> list[Subject]:
    """What the parameters of an address name. One that names no row names nothing: the page itself says so."""
    return [found for name, value in named.items() if name in _READ and (found := _READ[name](db, value))]


def _unit(db: Session, value: Any) -> Subject:
    return Subject(unit_id=str(value))


def _programme(db: Session, value: Any) -> Subject:
    return Subject(programme=str(value))


def _row(model: type[SQLModel]) -> Callable[[Session, Any], Subject | None]:
    def read(db: Session, value: Any) -> Subject | None:
        row: Any = db.get(model, int(value)) if str(value).isdecimal() and len(str(value)) < 10 else None
        return Subject(row.unit_id, row.programme) if row else None

    return read


def _attachment(db: Session, value: Any) -> Subject | None:
    row = db.get(Attachment, int(value)) if str(value).isdecimal() and len(str(value)) < 10 else None
    return _row(Submission)(db, row.submission_id) if row else None


_READ: dict[str, Callable[[Session, Any], Subject | None]] = {
    "unit_id": _unit,
    "programme": _programme,
    "slug": _programme,
    "submission_id": _row(Submission),
    "attachment_id": _attachment,
    "wish_id": _row(ExtensionRequest),
}
