"""Đối chiếu số liệu của văn bản: each number of a document beside what it was when made, and what the store says now.

The document is made again from its own source (which document, period, day), and the two are read alike; nothing is
looked for in the words. A document of which nothing can be made again is still held against what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Submission
from models.settings import Settings
from models.vocabulary import DocumentStyle
from reports import consolidated_docx, punctuality_docx, unit_report_docx
from reports.tracing import Printed, Traced, trace
from tasks.consolidated import consolidated_report
from tasks.punctuality_list import punctuality_list
from tasks.unit_report import unit_report


@dataclass(frozen=True)
class Checked:
    """One number: as printed, and the same number in the document made anew; None where that has none."""

    printed: Printed
    store: str | None
    is_remade: bool

    @property
    def words(self) -> str:
        """Empty where all agree; else what differs."""
        said = []
        if self.printed.is_altered:
            said.append(f"văn bản đã sửa tay (khi lập: {self.printed.was})")
        if self.is_remade and self.store is None:
            said.append("hệ thống không còn số này")
        elif self.is_remade and self.store != self.printed.origin.value:
            said.append(f"hệ thống nay là {self.store}")
        return "; ".join(said)


def checked(
    session: Session, catalogue: Catalogue, settings: Settings, content: bytes, as_of: date
) -> tuple[Traced, list[Checked]]:
    """Every number of a document, in its order. Errors: `Refused` for a file without traces."""
    told = trace(content)
    anew = _made_anew(session, catalogue, settings, told.source, as_of)
    now = {_key(p): p.origin.value for p in trace(anew).numbers} if anew else {}
    return told, [Checked(p, now.get(_key(p)), anew is not None) for p in told.numbers]


def _key(printed: Printed) -> tuple[str, str, str]:
    return printed.origin.code, printed.origin.node, printed.origin.unit


def _made_anew(
    session: Session, catalogue: Catalogue, settings: Settings, source: Mapping[str, str], as_of: date
) -> bytes | None:
    """The same document as the store tells it now; None for one that cannot be made from its source alone."""
    programme = source.get("chuong-trinh", "")
    if programme not in catalogue.programmes:
        return None
    asked = (session, catalogue, settings)
    try:
        match source.get("van-ban"):
            case consolidated_docx.TEMPLATE:
                told = consolidated_report(*asked, programme, source["nhiem-vu"], source["ky"], as_of)
                return consolidated_docx.consolidated_docx(told)
            case punctuality_docx.TEMPLATE:
                until = date.fromisoformat(source["den-ngay"])
                listed = punctuality_list(*asked, programme, int(source["nam"]), until)
                return punctuality_docx.punctuality_docx(listed)
            case unit_report_docx.TEMPLATE:
                filed = session.exec(select(Submission).where(Submission.receipt == source["ma-tiep-nhan"])).first()
                if filed is None:
                    return None
                own = unit_report(*asked, filed, as_of, style=DocumentStyle.ND30)
                return unit_report_docx.unit_report_docx(own)
    except (Refused, KeyError, ValueError):  # a source that was tampered with, or rules that are no more
        return None
    return None
