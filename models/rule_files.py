"""Reading a rule file strictly: every value remembers its line, nothing is guessed.

Scalars are taken as the text that stands in the file (YAML's own guesses — `on` as true, `2024-03-15` as a date — are
not used), unknown and duplicate keys are refused, and every complaint names file, line, field and the allowed values.
A complaint is collected, not raised, so that one reading finds all of them. Does not open files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import yaml

from models.errors import CatalogueError
from models.yaml_words import yaml_words

REQUIRED: Any = object()
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
RENAMED = {"warnings": "queries"}  # keys of earlier versions that a home's files may still hold
_KINDS = {"scalar": "một giá trị", "sequence": "một danh sách [ … ]", "mapping": "một nhóm “khóa: giá trị”"}


class Unreadable(ValueError):
    """A scalar that does not say what it should; carries the values that would be allowed."""

    def __init__(self, message: str, allowed: Iterable[str] = ()):
        self.allowed = list(allowed)
        super().__init__(message)


class RuleFile:
    """One YAML text and the complaints about it."""

    def __init__(self, name: str, text: str | None, complaints: list[CatalogueError]):
        self.name, self.complaints = name, complaints
        self._before = len(complaints)
        self.node: yaml.Node | None = None
        if text is None:  # it could not be opened, and that was said already
            return
        if _is_monstrous(text):
            self.complain(None, "(toàn tệp)", "quá dài hoặc lồng quá sâu so với một tệp quy tắc")
            return
        syntax = f"(cú pháp {'JSON' if name.endswith('.json') else 'YAML'})"
        try:
            self.node = yaml.compose(unicodedata.normalize("NFC", text), Loader=_LOADER)
            if self.node is None:
                self.complain(1, "(toàn tệp)", "tệp trống")
        except yaml.MarkedYAMLError as e:
            line = e.problem_mark.line + 1 if e.problem_mark else 1
            self.complain(line, syntax, yaml_words(f"{e.problem or ''} {e.context or ''}"))
        except (yaml.YAMLError, RecursionError) as e:
            self.complain(None, syntax, yaml_words(str(e)))

    @property
    def is_sound(self) -> bool:
        return len(self.complaints) == self._before

    def complain(self, line: int | None, field: str, message: str, allowed: Iterable[str] = ()) -> None:
        self.complaints.append(CatalogueError(self.name, line, field, message, list(allowed)))

    def has(self, key: str) -> bool:
        """Whether the top mapping states this key at all."""
        return isinstance(self.node, yaml.MappingNode) and any(k.value == key for k, _ in self.node.value)

    def root(self, keys: Sequence[str] | None) -> Section | None:
        """The file's top mapping; `keys` are the allowed ones (None: any)."""
        if self.node is None:
            return None
        if not isinstance(self.node, yaml.MappingNode):
            self.complain(1, "(toàn tệp)", f"phải là {_KINDS['mapping']}")
            return None
        return Section(self, "", self.node, keys)


class Section:
    """One mapping of a rule file: hands out its values by type and complains about what is wrong with them."""

    def __init__(self, file: RuleFile, path: str, node: yaml.MappingNode, keys: Sequence[str] | None):
        self.file, self.path, self.line = file, path, node.start_mark.line + 1
        self._values: dict[str, yaml.Node] = {}
        for key_node, value in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                file.complain(line, path or "(toàn tệp)", "khóa phải là một từ")
                continue
            key = key_node.value
            if key in self._values:
                file.complain(line, self.named(key), "khóa ghi hai lần")
            elif keys is not None and key not in keys:
                file.complain(line, self.named(key), *_strange(key, keys))
            else:
                self._values[key] = value

    def named(self, key: str) -> str:
        key = key or "(khóa trống)"
        return f"{self.path}.{key}" if self.path else key

    def __contains__(self, key: str) -> bool:
        return key in self._values and not _is_blank(self._values[key])

    @property
    def keys(self) -> list[str]:
        return list(self._values)

    def complain(self, key: str, message: str, allowed: Iterable[str] = ()) -> None:
        node = self._values.get(key)
        self.file.complain(node.start_mark.line + 1 if node else self.line, self.named(key), message, allowed)

    def read(self, key: str, parse: Callable[[str], Any], default: Any = REQUIRED) -> Any:
        """One scalar, parsed. A missing or unreadable one is complained about and read as the default (None)."""
        node = self._value(key, "scalar", default)
        fallback = None if default is REQUIRED else default
        return fallback if node is None else self._parsed(key, node, parse, fallback)

    def text(self, key: str, default: Any = REQUIRED) -> Any:
        return self.read(key, str, default)

    def day(self, key: str, default: Any = REQUIRED) -> Any:
        return self.read(key, read_day, default)

    def number(self, key: str, default: Any = REQUIRED) -> Any:
        return self.read(key, read_number, default)

    def flag(self, key: str, default: bool) -> bool:
        return bool(self.read(key, read_flag, default))

    def choice(self, key: str, members: type[StrEnum], default: Any = REQUIRED) -> Any:
        return self.read(key, one_of(members), default)

    def texts(
        self, key: str, parse: Callable[[str], Any] = str, default: Any = (), *, distinct: bool = True
    ) -> tuple[Any, ...]:
        """A list of scalars, each parsed."""
        node = self._value(key, "sequence", default)
        if node is None:
            return () if default is REQUIRED else default
        found = []
        for item in node.value:
            if isinstance(item, yaml.ScalarNode):
                value = self._parsed(key, item, parse, None)
                if distinct and value in found:
                    self.file.complain(item.start_mark.line + 1, self.named(key), f"“{item.value}” ghi hai lần")
                found.append(value)
            else:
                self.file.complain(item.start_mark.line + 1, self.named(key), f"mỗi mục phải là {_KINDS['scalar']}")
        return tuple(found)

    def choices(self, key: str, members: type[StrEnum], default: Any = ()) -> tuple[Any, ...]:
        return self.texts(key, one_of(members), default)

    def section(self, key: str, keys: Sequence[str] | None, default: Any = None) -> Section | None:
        node = self._value(key, "mapping", default)
        return Section(self.file, self.named(key), node, keys) if node is not None else None

    def sections(self, key: str, keys: Sequence[str] | None, default: Any = ()) -> list[Section]:
        """A list of mappings."""
        node = self._value(key, "sequence", default)
        found = []
        for n, item in enumerate(node.value if node is not None else (), 1):
            where = f"{self.named(key)}[{n}]"
            if isinstance(item, yaml.MappingNode):
                found.append(Section(self.file, where, item, keys))
            else:
                self.file.complain(item.start_mark.line + 1, where, f"phải là {_KINDS['mapping']}")
        return found

    def is_scalar(self, key: str) -> bool:
        """Whether one value stands there, and neither a list nor a group."""
        return isinstance(self._values.get(key), yaml.ScalarNode)

    def plain(self, key: str) -> Any:
        """A value as plain lists, dictionaries and texts, for parts whose meaning is read elsewhere."""
        return _plain(self, self._values[key], self.named(key)) if key in self._values else None

    def _value(self, key: str, kind: str, default: Any) -> Any:
        if key not in self:
            if default is REQUIRED:
                self.complain(key, "thiếu")
            return None
        node = self._values[key]
        if _kind(node) != kind:
            self.complain(key, f"phải là {_KINDS[kind]}")
            return None
        return node

    def _parsed(self, key: str, node: yaml.Node, parse: Callable[[str], Any], fallback: Any) -> Any:
        try:
            return parse(node.value.strip())
        except Unreadable as e:
            self.file.complain(node.start_mark.line + 1, self.named(key), str(e), e.allowed)
            return fallback


def read_day(text: str) -> date:
    """`2024-03-15`, and only that."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise Unreadable(f"“{text}” không phải ngày", ["NNNN-TT-NN, ví dụ 2024-03-15"])
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"ngày “{text}” không có trong lịch") from None


def read_month_day(text: str) -> tuple[int, int]:
    """`06-15`: a day that every year has."""
    if not re.fullmatch(r"\d{2}-\d{2}", text):
        raise Unreadable(f"“{text}” không phải ngày của mọi năm", ["TT-NN, ví dụ 06-15"])
    month, day = int(text[:2]), int(text[3:])
    try:
        date(2023, month, day)
    except ValueError:
        raise Unreadable(f"ngày “{text}” không có trong mọi năm") from None
    return month, day


def read_number(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise Unreadable(f"“{text}” không phải số nguyên")
    return int(text)


def read_flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise Unreadable(f"“{text}” không phải giá trị đúng/sai", ["true", "false"])
    return text == "true"


def one_of(members: type[StrEnum]) -> Callable[[str], Any]:
    """A reader of one code out of a closed list."""

    def parse(text: str) -> Any:
        try:
            return members(text)
        except ValueError:
            raise Unreadable(f"“{text}” không có trong danh mục", [str(m) for m in members]) from None

    return parse


def one_among(codes: Iterable[str]) -> Callable[[str], str]:
    """A reader of one of the given words."""
    known = [code for code in codes if code]  # one that could not be read was complained about where it stands

    def parse(text: str) -> str:
        if text not in known:
            raise Unreadable(f"“{text}” không có trong danh mục", known)
        return text

    return parse


def _strange(key: str, keys: Sequence[str]) -> tuple[str, Sequence[str]]:
    """What is said of a key there is not, and the keys that could be meant."""
    new = RENAMED.get(key, "")
    return (f"nay là “{new}”, đề nghị đổi tên khóa này", [new]) if new in keys else ("khóa lạ", keys)


def _is_blank(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null")


def _is_monstrous(text: str) -> bool:
    """Too long or too deep for the parser in C, which would take the whole process down with it."""
    if len(text) > 500_000 or any(len(line) > 4000 for line in text.splitlines()):
        return True
    depth = 0
    for mark in re.findall(r"[\[{\]}]", text):
        depth += 1 if mark in "[{" else -1
        if depth > 200:
            return True
    return False


def _kind(node: yaml.Node) -> str:
    return (
        "scalar"
        if isinstance(node, yaml.ScalarNode)
        else "mapping"
        if isinstance(node, yaml.MappingNode)
        else "sequence"
    )


def _plain(section: Section, node: yaml.Node, path: str) -> Any:
    """Lists, dictionaries and texts; whole numbers and true/false where they stand unquoted; ten levels at most."""
    if path.count(".") > 10:
        section.file.complain(node.start_mark.line + 1, path, "lồng quá sâu")
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_plain(section, item, f"{path}.{n}") for n, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        inner = Section(section.file, path, node, None)
        return {key: _plain(inner, inner._values[key], f"{path}.{key}") for key in inner.keys}
    if _is_blank(node) or not isinstance(node, yaml.ScalarNode):
        return None
    if not node.style and re.fullmatch(r"-?\d{1,9}", node.value):
        return int(node.value)
    return {"true": True, "false": False}.get(node.value, node.value) if not node.style else node.value
