"""What a laid-out document must be, by style: the numbers of Phụ lục I (Nghị định 30/2020) and of the Party's guide.

Also how a document is taken apart for looking: head, words, signature, annexes. Judges nothing itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from models.vocabulary import DocumentStyle
from reports.typography import Line, Placing, Typography, lines

KINDS = {
    "NGHỊ QUYẾT": "NQ",
    "QUYẾT ĐỊNH": "QĐ",
    "CHỈ THỊ": "CT",
    "QUY CHẾ": "QC",
    "QUY ĐỊNH": "QyĐ",
    "THÔNG CÁO": "TC",
    "THÔNG BÁO": "TB",
    "HƯỚNG DẪN": "HD",
    "CHƯƠNG TRÌNH": "CTr",
    "KẾ HOẠCH": "KH",
    "PHƯƠNG ÁN": "PA",
    "ĐỀ ÁN": "ĐA",
    "DỰ ÁN": "DA",
    "BÁO CÁO": "BC",
    "BIÊN BẢN": "BB",
    "TỜ TRÌNH": "TTr",
}  # Phụ lục III: kinds a document is titled with, and how they are shortened in its number


@dataclass(frozen=True)
class Fault:
    """One departure: where it stands, and what is there against what should be."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}."


@dataclass(frozen=True)
class Rules:
    """One style in numbers: twips, points."""

    style: DocumentStyle
    top: tuple[int, int]
    bottom: tuple[int, int]
    left: tuple[int, int]
    right: tuple[int, int]
    nation: str
    nation_sizes: tuple[float, float]
    agency_sizes: tuple[float, float]
    number: re.Pattern[str]
    letter_number: re.Pattern[str]
    number_words: str
    number_sizes: tuple[float, float]
    day_sizes: tuple[float, float]
    subject_sizes: tuple[float, float]
    end: str
    authorities: re.Pattern[str]
    recipient_head: tuple[float, float]
    recipient_sizes: tuple[float, float]
    spacing_words: str
    is_spaced: Callable[[Placing], bool]
    paper: tuple[int, int] = (11906, 16838)
    indent: tuple[int, int] = (567, 720)  # 1 to 1,27 cm

    @property
    def is_party(self) -> bool:
        return self.style is DocumentStyle.PARTY


_SYMBOL = r"[A-ZĐƯƠÂÊÔĂ0-9…][A-ZĐƯƠÂÊÔĂ0-9&….-]*"
_NUMBER = r"(?:…|0[1-9]|[1-9]\d+)"  # below ten with a nought in front
RULES = {
    DocumentStyle.ND30: Rules(
        style=DocumentStyle.ND30,
        top=(1134, 1417),
        bottom=(1134, 1417),
        left=(1701, 1984),
        right=(850, 1134),
        nation="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        nation_sizes=(12, 13),
        agency_sizes=(12, 13),
        number=re.compile(rf"Số: {_NUMBER}/(?P<kind>[A-ZĐ][A-Za-zĐ]*)-{_SYMBOL}"),
        letter_number=re.compile(rf"Số: {_NUMBER}/{_SYMBOL}"),
        number_words="Số: 05/BC-CAT",
        number_sizes=(13, 13),
        day_sizes=(13, 14),
        subject_sizes=(12, 13),
        end="./.",
        authorities=re.compile(r"(TM|KT|TL|TUQ|Q)\. .+"),
        recipient_head=(12, 12),
        recipient_sizes=(11, 11),
        spacing_words="từ dòng đơn đến 1,5 dòng",
        is_spaced=lambda p: 15 <= p.line <= 25 if p.is_exact else 1 <= p.line <= 1.5,
    ),
    DocumentStyle.PARTY: Rules(
        style=DocumentStyle.PARTY,
        top=(1134, 1134),
        bottom=(1134, 1134),
        left=(1701, 1701),
        right=(850, 850),
        nation="ĐẢNG CỘNG SẢN VIỆT NAM",
        nation_sizes=(13, 15),
        agency_sizes=(13, 14),
        number=re.compile(rf"Số {_NUMBER}-(?P<kind>[A-ZĐ][A-Za-zĐ]*)/{_SYMBOL}"),
        letter_number=re.compile(rf"Số {_NUMBER}-CV/{_SYMBOL}"),
        number_words="Số 05-BC/ĐU",
        number_sizes=(13, 14),
        day_sizes=(13, 14),
        subject_sizes=(12, 14),
        end=".",
        authorities=re.compile(r"(T/M|K/T|T/L) .+"),
        recipient_head=(12, 14),
        recipient_sizes=(12, 14),
        spacing_words="19 pt",
        is_spaced=lambda p: p.is_exact and p.line == 19,
    ),
}


@dataclass(frozen=True)
class Sheet:
    """A document taken apart: the masthead's table, the paragraphs of the text, the table of recipients, the rest."""

    document: Any
    typography: Typography
    head: Any | None
    text: list[Line]
    signed: list[Any]  # tables between the text and the annex
    rest: list[Line]

    @classmethod
    def of(cls, document: Any) -> Sheet:
        typography = Typography(document)
        body = list(document.element.body)
        tables = [e for e in body if e.tag == qn("w:tbl")]
        head = tables[0] if tables and body.index(tables[0]) == _first_printed(body) else None
        told = next((t for t in tables if _has_recipients(t, typography)), None)
        until = body.index(told) if told is not None else len(body)
        start = body.index(head) + 1 if head is not None else 0
        inside = body[start:until]
        text = [_line(e, typography) for e in inside if e.tag == qn("w:p")]
        loose = [t for t in inside if t.tag == qn("w:tbl") and _is_borderless(t)]
        rest = [_line(e, typography) for e in body[until + 1 :] if e.tag == qn("w:p")]
        return cls(document, typography, head, text, [*loose, *([told] if told is not None else [])], rest)

    @property
    def words(self) -> list[Line]:
        """The lines of the text that print something."""
        return [line for line in self.text if line.text.strip()]

    @property
    def kind(self) -> str:
        """`BÁO CÁO`; empty for a công văn, which has no kind."""
        first = self.words[0].text.strip() if self.words else ""
        return first if first in KINDS else ""

    @property
    def prose(self) -> list[Line]:
        """Paragraphs after the addressee; centred ones (parts, tables' names) and several addressees are not prose."""
        words = self.words
        start = next((n + 1 for n, line in enumerate(words) if line.text.startswith("Kính gửi")), 0)
        while start and start < len(words) and words[start].text.startswith("- ") and words[start].placing.left > 1000:
            start += 1
        if not start:
            start = next((n for n, line in enumerate(words) if line.placing.align not in ("center",)), len(words))
        return [line for line in words[start:] if line.placing.align != "center"]

    def cells(self, table: Any, row: int) -> list[Any]:
        found = table.findall(qn("w:tr"))
        return found[row].findall(qn("w:tc")) if row < len(found) else []


def _has_recipients(table: Any, typography: Typography) -> bool:
    return any(line.text.strip() == "Nơi nhận:" for line in lines(table, typography, deep=True))


def _line(element: Any, typography: Typography) -> Line:
    return Line(element, "".join(t.text or "" for t in element.iter(qn("w:t"))), typography)


def _first_printed(body: list[Any]) -> int:
    """The index of the first element that prints: nothing may stand above the masthead."""
    return next((n for n, e in enumerate(body) if "".join(t.text or "" for t in e.iter(qn("w:t"))).strip()), -1)


def _is_borderless(table: Any) -> bool:
    borders = table.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}")
    return borders is None or all(edge.get(qn("w:val")) in ("none", "nil") for edge in borders)
