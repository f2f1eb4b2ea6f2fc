"""Một trang biểu đang mở: its token, how often it saved, the draft it began with; what of a post is kept as a draft."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.catalogue import Catalogue
from models.drafts import Taken, keep_draft
from models.errors import Refused
from models.filing_facts import Draft
from models.secrecy import refuse_content
from portal.doors import UnitVisit
from portal.works import Work

NOT_TYPED = {"seal", "token", "saves", "taken", "kind", "viec", "nil_sure"}


@dataclass(frozen=True)
class Sheet:
    """One open page of a form."""

    token: str
    saves: int = 0
    taken: Taken | None = None

    @property
    def taken_words(self) -> str:
        """The draft it began with, as the page carries it: `12:3`; empty where there was none."""
        return f"{self.taken.id}:{self.taken.saves}" if self.taken else ""

    def tab(self, visit: UnitVisit, work: Work) -> str:
        """The token as it is kept: of this unit and this obligation only, so that no other token can answer it."""
        if not self.token:
            raise Refused("Biểu mẫu thiếu mã chống gửi trùng. Đề nghị tải lại trang rồi gửi lại.")
        return hashlib.sha256(f"{visit.unit.id}|{work.key}|{self.token}".encode()).hexdigest()


def new_sheet(draft: Draft | None = None) -> Sheet:
    """A page about to be opened, empty or with that draft in it."""
    return Sheet(secrets.token_urlsafe(18), 0, Taken(draft.id or 0, draft.saves) if draft else None)


def sheet_in(sent: Mapping[str, Any]) -> Sheet:
    """The page a post came from."""
    saves, taken = str(sent.get("saves", "")), str(sent.get("taken", ""))
    found = re.fullmatch(r"([0-9]{1,9}):([0-9]{1,9})", taken)
    return Sheet(
        token=str(sent.get("token", ""))[:200],
        saves=int(saves) if re.fullmatch(r"[0-9]{1,9}", saves) else 0,
        taken=Taken(int(found[1]), int(found[2])) if found else None,
    )


def keep_sheet(
    session: Session,
    law: Catalogue,
    visit: UnitVisit,
    work: Work,
    sheet: Sheet,
    sent: Mapping[str, Any],
    now: datetime,
) -> tuple[str, ...]:
    """Keep what was typed on that page as its draft. Returns the fields left out.

    Errors: as `keep_draft`, and `Refused` for a secret duty: nothing typed about it is ever kept.
    """
    refuse_content(law, work.owed.programme, work.owed.duty)
    typed = {name: text for name, text in sent.items() if isinstance(text, str) and name not in NOT_TYPED}
    return keep_draft(
        session,
        work.owed.key,
        sheet.tab(visit, work),
        typed,
        saves=sheet.saves,
        over_version=work.owed.version or 0,
        by=visit.by,
        now=now,
        taken=sheet.taken,
    )


def opening_draft(drafts: list[Draft], wanted: str, version: int) -> Draft | None:
    """The draft a page opens with: the one asked for; unasked the newest that was begun over the version that stands.

    `wanted`: the number of a draft, `0` for none of them.
    """
    if wanted:
        return next((d for d in drafts if str(d.id) == wanted), None)
    return next((d for d in drafts if d.over_version == version), None)
