"""Một trang cho lãnh đạo as a PDF that looks the same everywhere: set by Typst from `leader_page.typ`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from models.leader_page import LeaderPage
from models.quiet_hours import begin_of_day
from reports import nd30
from reports.leader_words import NO_LATE, TITLE, page_words
from reports.typesetting import pdf_of

TEMPLATE = Path(__file__).with_name("leader_page.typ")


def leader_page_pdf(page: LeaderPage, agency: str, *, is_demo: bool = False) -> bytes:
    """The page as PDF bytes, one A4 sheet; the same page, the same bytes. No network or system font is touched."""
    words = page_words(page, agency, is_demo=is_demo)
    told = {**asdict(words), "title": TITLE, "no_late": NO_LATE, "demo": nd30.DEMO if words.is_demo else ""}
    return pdf_of(TEMPLATE, told, begin_of_day(page.on))
