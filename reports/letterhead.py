"""Phần đầu và phần ký của văn bản: who issues it, after which rules, from where, who signs; blanks where people write.

The number, the day and the signature are never filled in: a document leaves here as a draft for the person who signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.settings import Settings
from models.vocabulary import DocumentStyle

BLANK_DAY = "ngày … tháng … năm …"
BLANK_PLACE = "……"
BLANK_NAME = "………………………………"
BLANK_POST = "QUYỀN HẠN, CHỨC VỤ"
LETTER = ""  # a công văn has no kind in its number (Phụ lục III of the decree)


@dataclass(frozen=True)
class Letterhead:
    """One installation's (or one unit's) head and foot of a document, and the folder of templates it edits itself."""

    agencies: tuple[str, ...]
    superior: str = ""
    symbol: str = ""
    place: str = ""
    authority: str = ""
    post: str = ""
    signer: str = ""
    style: DocumentStyle = DocumentStyle.ND30
    folder: Path | None = None  # None: the packaged templates only
    is_demo: bool = False

    @property
    def agency(self) -> str:
        return " và ".join(self.agencies)

    def number(self, kind: str) -> str:
        """What follows `Số`: `…/BC-CAT`, of a letter `…/CAT`, in the Party's way `…-BC/ĐU`."""
        symbol = self.symbol or "…"
        if self.style is DocumentStyle.PARTY:
            return f"…-{kind or 'CV'}/{symbol}"
        return f"…/{kind}-{symbol}" if kind else f"…/{symbol}"

    def variables(self, kind: str, recipients: Sequence[str], *, filed_under: str = "VT, ….") -> dict[str, Any]:
        """The variables every template may use; `recipients` without dashes or semicolons, in order."""
        return {
            "co_quan_chu_quan": self.superior.upper(),
            "co_quan_ban_hanh": [name.upper() for name in self.agencies],
            "co_quan": self.agency,
            "so_ky_hieu": self.number(kind),
            "ky_hieu": self.symbol or "…",
            "dia_danh": self.place or BLANK_PLACE,
            "ngay_thang": BLANK_DAY,
            "chuc_vu_ky": _signing(self.authority, self.post),
            "nguoi_ky": self.signer or BLANK_NAME,
            "noi_nhan": [*(f"{name};" for name in recipients), f"Lưu: {filed_under}"],
            "la_demo": self.is_demo,
        }


def letterhead_of(settings: Settings, folder: Path | None, *, agency: str = "") -> Letterhead:
    """The head of what this installation issues; `agency` stands in where the settings name none."""
    return Letterhead(
        agencies=(settings.agency or agency,),
        superior=settings.superior_agency,
        symbol=settings.document_symbol,
        place=settings.place_name,
        authority=settings.signer_authority,
        post=settings.signer_post,
        signer=settings.signer_name,
        style=settings.document_style,
        folder=folder,
        is_demo=settings.is_demo,
    )


def _signing(authority: str, post: str) -> list[str]:
    """`KT. GIÁM ĐỐC` over `PHÓ GIÁM ĐỐC`; the blanks where nobody is named."""
    return [line.upper() for line in (authority, post) if line] or [BLANK_POST]
