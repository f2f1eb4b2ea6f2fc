"""Who came in: a unit, an officer, an account before its own affairs; what each may do, as doors and templates ask."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.access import Link, Officer
from models.officers import acts_for_agency, is_of_unit, may_review
from models.rights import Reach
from models.units import Unit
from portal.reach import is_open


@dataclass(frozen=True)
class UnitVisit:
    """A unit that came through its link, or by an account of its own: exactly one of the two."""

    unit: Unit
    link: Link | None
    seal: str
    account: Officer | None = None
    may_review: bool = False  # its head, or standing in for them today

    @property
    def by(self) -> str:
        """Who does what is done here, as rows keep it: `link:<id>` or the account's name."""
        return self.account.username if self.account else f"link:{self.link_id}"

    @property
    def link_id(self) -> str | None:
        return self.link.id if self.link else None


@dataclass(frozen=True)
class OfficerVisit:
    """An officer who logged in, and what of units and programmes is theirs. `units` None: all there are."""

    officer: Officer
    seal: str
    reach: Reach = field(default_factory=Reach)
    units: frozenset[str] | None = None

    @property
    def may_act(self) -> bool:
        """To change what is the agency's: an officer of a superior reads, and has a say on filings only."""
        return acts_for_agency(self.officer)

    @property
    def may_review(self) -> bool:
        return may_review(self.officer)

    def holds(self, unit_id: str = "", programme: str = "") -> bool:
        """Whether this unit and programme are within reach; an empty one is not asked."""
        is_theirs = not unit_id or self.units is None or unit_id in self.units
        return is_theirs and (not programme or self.reach.holds_programme(programme))

    def opens(self, path: str) -> bool:
        """Whether a page of the menu is for accounts of this reach."""
        return is_open(path, units=self.reach.limits_units, programmes=self.reach.limits_programmes)


@dataclass(frozen=True)
class AccountVisit:
    """Whoever logged in, of whatever kind, before their own account. `way`: the cookie they carry."""

    account: Officer
    seal: str
    way: str
    token: str
    wants_second_factor: bool

    @property
    def is_of_unit(self) -> bool:
        return is_of_unit(self.account)
