"""One Word file read as a template: which variables it uses, where each stands, and the file filled in.

The language is Jinja's, in its sandbox and with nothing built in, so a template can only print what it was given.
Knows neither which documents there are nor where templates lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from types import TracebackType
from typing import Any

from docx.oxml.ns import qn

from models.errors import Refused
from reports.grids import printable

_TAGS = re.compile(r"<[^>]+>")
_JINJA = re.compile(r"\{[%{].*?[%}]\}", re.DOTALL)
_NAMES = re.compile(r"'([^']+)'")
_SENTENCE = re.compile(r"\{%-?(?:p|tr|tc|r)?\s+(\w+)")
_SHOWN = 90
LARGEST_FACTOR = 10**9
# what a template may do with a value; none of them makes much of little, as `center(10**9)` would
FILTERS = (
    *("capitalize", "count", "d", "default", "e", "escape", "first", "join"),
    *("last", "length", "lower", "title", "trim", "upper"),
)
OPEN = (
    "câu lệnh chưa đúng hoặc chưa đóng; mỗi {{ cần một }}, mỗi {% if … %} một {% endif %}, "
    "mỗi {% for … %} một {% endfor %}"
)


class SheetTrouble(Refused):
    """What is wrong with the file, and the words around the place."""

    def __init__(self, what: str, place: str = ""):
        self.what, self.place = what, place
        super().__init__(what)


class TemplateSheet:
    """A template's bytes, opened once for one filling."""

    def __init__(self, content: bytes):
        """Errors: `SheetTrouble` for what is no Word document or has an unfinished sentence of the language."""
        from docxtpl import DocxTemplate
        from jinja2 import TemplateSyntaxError

        self.lines: list[str] = []  # the part being filled, a paragraph a line, as the language counts them
        try:
            self.sheet = DocxTemplate(BytesIO(content))
            self.sheet.init_docx()
            self.paragraphs = list(self._paragraphs())
        except Exception as e:  # python-docx answers a broken file in many ways
            raise SheetTrouble("không mở được như một tệp Word (.docx)") from e
        self.environment = _environment()
        for text in self.paragraphs:
            if any(text.count(left) != text.count(right) for left, right in (("{{", "}}"), ("{%", "%}"))):
                raise SheetTrouble(OPEN, _short(text))
        try:
            self.used: set[str] = self.sheet.get_undeclared_template_variables(self.environment)
        except TemplateSyntaxError as e:
            raise SheetTrouble(f"{OPEN}; máy báo: {e.message}", self._where_it_breaks()) from e
        except Exception as e:  # lxml over a part that is no XML once the sentences are put together
            raise SheetTrouble(OPEN, self._where_it_breaks()) from e

    def place_of(self, name: str) -> str:
        """The words of the first paragraph that speaks of a variable; empty where none does."""
        word = re.compile(rf"\b{re.escape(name)}\b")
        return next((_short(text) for text in self.paragraphs if any(map(word.search, _JINJA.findall(text)))), "")

    def filled(self, data: Mapping[str, Any]) -> Any:
        """The document with every variable printed. Errors: `SheetTrouble` naming variable and place."""
        from jinja2 import UndefinedError
        from jinja2.exceptions import SecurityError

        fill = self.sheet.render_xml_part

        def noted(source: str, *rest: Any) -> str:
            self.lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", source).splitlines()
            return fill(source, *rest)

        self.sheet.render_xml_part = noted
        try:
            self.sheet.render(dict(data), self.environment, autoescape=True)
        except UndefinedError as e:
            names = _NAMES.findall(str(e))
            raise SheetTrouble(f"không có biến “{names[-1] if names else '?'}”", self._place(e.__traceback__)) from e
        except SecurityError as e:
            raise SheetTrouble("có câu lệnh không được phép trong mẫu", self._place(e.__traceback__)) from e
        except SheetTrouble as e:
            raise SheetTrouble(e.what, self._place(e.__traceback__)) from e
        except Exception as e:  # whatever a sentence typed by a person can make of the data
            raise SheetTrouble("có câu lệnh không thực hiện được", self._place(e.__traceback__)) from e
        return self.sheet.docx

    def _paragraphs(self) -> Iterator[str]:
        document = self.sheet.docx
        parts = [document.element.body]
        for section in document.sections:
            parts += [part._element for part in (section.header, section.first_page_header, section.footer)]
        for part in parts:
            for paragraph in part.iter(qn("w:p")):
                yield "".join(text.text or "" for text in paragraph.iter(qn("w:t")))

    def _where_it_breaks(self) -> str:
        """The paragraph of the sentence that is never closed, or of the close that nothing opened."""
        opened: list[tuple[str, str]] = []
        for text in self.paragraphs:
            for word in _SENTENCE.findall(text):
                if word in ("for", "if"):
                    opened.append((word, text))
                elif word in ("endfor", "endif"):
                    if not opened:
                        return _short(text)
                    if word != f"end{opened[-1][0]}":
                        return _short(opened[-1][1])
                    opened.pop()
        return _short(opened[-1][1]) if opened else ""

    def _place(self, trace: TracebackType | None) -> str:
        """The words of the paragraph that was being filled: the template's frame in the traceback tells its line."""
        line = 0
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == "<template>":
                line = trace.tb_lineno
            trace = trace.tb_next
        words = _TAGS.sub("", self.lines[line - 1]) if 0 < line <= len(self.lines) else ""
        return _short(words)


def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    class Sparing(SandboxedEnvironment):
        """Sums of a template are small ones: `9**9**9` or a word times a million would keep the machine for hours."""

        intercepted_binops = frozenset(("*", "**"))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            small = (isinstance(each, int | float) and abs(each) < LARGEST_FACTOR for each in (left, right))
            if operator == "**" or not all(small):
                raise SheetTrouble("có phép tính không được phép trong mẫu")
            return super().call_binop(context, operator, left, right)

    environment = Sparing(undefined=StrictUndefined, autoescape=True, finalize=_words, optimized=False)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    return environment


def _words(value: Any) -> Any:
    """What a variable prints. Errors: `SheetTrouble` for what is not text: an empty value, a whole list."""
    from jinja2 import Undefined

    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Undefined):  # it names itself when it is printed
        return value
    if value is None:
        raise SheetTrouble("có biến chưa có giá trị")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SheetTrouble("có biến không in được trực tiếp (danh sách cần {%p for … %}, đúng/sai cần {% if … %})")
    return value


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
