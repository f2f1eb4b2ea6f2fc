"""How the words of a Word document look in effect: direct formatting over style, over what the style is based on.

Reads; changes nothing. Sizes in points, distances in twips, line spacing as a multiple or as exact points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from docx.oxml.ns import qn

_ON = (None, "1", "true", "on")


@dataclass(frozen=True)
class Look:
    """The letters of one run."""

    font: str
    size: float
    bold: bool
    italic: bool
    color: str  # "auto" or six hexadecimal digits


@dataclass(frozen=True)
class Placing:
    """How one paragraph stands. `line`: a multiple of single spacing where `is_exact` is false, else points."""

    align: str
    first_line: int
    left: int
    right: int
    around: float  # points before and after together
    line: float
    is_exact: bool
    has_rule: bool  # a border on top or at the bottom


class Typography:
    """Effective looks in one document; every style is resolved once."""

    def __init__(self, document: Any):
        self._styles = {s.get(qn("w:styleId")): s for s in document.styles.element.iter(qn("w:style"))}
        self._default = next(
            (k for k, s in self._styles.items() if (s.get(qn("w:type")), s.get(qn("w:default"))) == ("paragraph", "1")),
            "",
        )
        defaults = document.styles.element.find(qn("w:docDefaults"))
        self._run_defaults = None if defaults is None else defaults.find(f".//{qn('w:rPr')}")
        self._paragraph_defaults = None if defaults is None else defaults.find(f".//{qn('w:pPr')}")
        self._looks: dict[str, dict[str, Any]] = {}
        self._placings: dict[str, dict[str, Any]] = {}

    def looks(self, paragraph: Any) -> list[tuple[str, Look]]:
        """(words, look) of every run of a paragraph that prints something."""
        style = self._style_of(paragraph)
        found = []
        for run in paragraph.iter(qn("w:r")):
            words = "".join(t.text or "" for t in run.iter(qn("w:t")))
            if words.strip():
                found.append((words, _look(self._run_style(style) | _run_marks(run.find(qn("w:rPr"))))))
        return found

    def placing(self, paragraph: Any) -> Placing:
        style = self._style_of(paragraph)
        marks = self._paragraph_style(style) | _paragraph_marks(paragraph.find(qn("w:pPr")))
        exact = marks.get("rule") in ("exact", "atLeast")
        line = float(marks.get("line", 240))
        return Placing(
            align=marks.get("align", "left"),
            first_line=int(marks.get("first", 0)),
            left=int(marks.get("left", 0)),
            right=int(marks.get("right", 0)),
            around=(float(marks.get("before", 0)) + float(marks.get("after", 0))) / 20,
            line=line / 20 if exact else line / 240,
            is_exact=exact,
            has_rule=bool(marks.get("ruled")),
        )

    def _style_of(self, paragraph: Any) -> str:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._default if style is None else style.get(qn("w:val"))

    def _lineage(self, style: str) -> Iterator[Any]:
        """The styles a style stands on, the root first."""
        chain: list[Any] = []
        while style in self._styles and len(chain) < 20:
            chain.append(self._styles[style])
            based = self._styles[style].find(qn("w:basedOn"))
            style = "" if based is None else based.get(qn("w:val"))
        return reversed(chain)

    def _run_style(self, style: str) -> dict[str, Any]:
        if style not in self._looks:
            marks = _run_marks(self._run_defaults)
            for each in self._lineage(style):
                marks |= _run_marks(each.find(qn("w:rPr")))
            self._looks[style] = marks
        return self._looks[style]

    def _paragraph_style(self, style: str) -> dict[str, Any]:
        if style not in self._placings:
            marks = _paragraph_marks(self._paragraph_defaults)
            for each in self._lineage(style):
                marks |= _paragraph_marks(each.find(qn("w:pPr")))
            self._placings[style] = marks
        return self._placings[style]


@dataclass(frozen=True)
class Line:
    """One paragraph as the eye meets it."""

    element: Any
    text: str
    typography: Typography

    @cached_property
    def looks(self) -> list[Look]:
        return [look for _, look in self.typography.looks(self.element)]

    @cached_property
    def placing(self) -> Placing:
        return self.typography.placing(self.element)

    @property
    def is_bold(self) -> bool:
        return bool(self.looks) and all(look.bold for look in self.looks)

    @property
    def is_italic(self) -> bool:
        return bool(self.looks) and all(look.italic for look in self.looks)

    @property
    def is_upright(self) -> bool:
        return not any(look.italic for look in self.looks)

    @property
    def sizes(self) -> set[float]:
        return {look.size for look in self.looks}


def lines(container: Any, typography: Typography, *, deep: bool = False) -> list[Line]:
    """The paragraphs directly in a body or a cell; `deep`: those in its tables, too."""
    found = container.iter(qn("w:p")) if deep else container.findall(qn("w:p"))
    return [Line(p, "".join(t.text or "" for t in p.iter(qn("w:t"))), typography) for p in found]


def _look(marks: dict[str, Any]) -> Look:
    return Look(
        marks.get("font", ""), marks.get("size", 10.0), marks.get("bold", False), marks.get("italic", False),
        marks.get("color", "auto"),
    )  # fmt: skip


def _run_marks(properties: Any) -> dict[str, Any]:
    marks: dict[str, Any] = {}
    if properties is None:
        return marks
    for child in properties:
        value = child.get(qn("w:val"))
        if child.tag == qn("w:rFonts"):
            font = child.get(qn("w:ascii")) or (f"theme:{t}" if (t := child.get(qn("w:asciiTheme"))) else None)
            marks |= {"font": font} if font else {}
        elif child.tag == qn("w:sz"):
            marks["size"] = int(value) / 2
        elif child.tag == qn("w:b"):
            marks["bold"] = value in _ON
        elif child.tag == qn("w:i"):
            marks["italic"] = value in _ON
        elif child.tag == qn("w:color"):
            marks["color"] = value.lower()
    return marks


def _paragraph_marks(properties: Any) -> dict[str, Any]:
    marks: dict[str, Any] = {}
    if properties is None:
        return marks
    names = {
        "w:spacing": {"before": "before", "after": "after", "line": "line", "lineRule": "rule"},
        "w:ind": {"firstLine": "first", "left": "left", "start": "left", "right": "right", "end": "right"},
        "w:jc": {"val": "align"},
    }
    for child in properties:
        for tag, attributes in names.items():
            if child.tag == qn(tag):
                for attribute, name in attributes.items():
                    if (value := child.get(qn(f"w:{attribute}"))) is not None:
                        marks[name] = value
        if child.tag == qn("w:pBdr"):
            marks["ruled"] = any(edge.get(qn("w:val")) not in ("none", "nil") for edge in child)
    return marks
