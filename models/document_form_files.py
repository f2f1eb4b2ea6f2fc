"""documents/*.yaml read into `DocumentForm`: what the paper of some kinds of duty says about itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.document_forms import LONGEST, DocumentField, DocumentForm
from models.rule_files import REQUIRED, RuleFile, Section, Unreadable
from models.vocabulary import DocumentFieldType, DutyKind

_FORM = ["id", "title", "kinds", "number", "day", "is_number_required", "has_decisions", "fields"]
_FIELD = ["code", "label", "type", "required", "max_length", "hint", "at_most", "only_without_figures"]
_MOST_TEXT = 1000


def read_document_form(file: RuleFile, name: str, known: Mapping[str, DocumentForm]) -> DocumentForm | None:
    """One of them; `known`: those read before it, of which another may not claim the same kind of duty."""
    root = file.root(_FORM)
    if root is None:
        return None
    if root.text("id") != name:
        root.complain("id", "phải trùng với tên tệp", [name])
    kinds = root.choices("kinds", DutyKind, REQUIRED)
    for other in known.values():
        for kind in kinds:
            if other.id != name and kind in other.kinds:
                root.complain("kinds", f"loại “{kind}” đã thuộc mẫu “{other.id}”")
    form = DocumentForm(
        id=name,
        title=root.text("title"),
        kinds=kinds,
        fields=_fields(root),
        number=root.text("number", "Số, ký hiệu văn bản"),
        day=root.text("day", "Ngày văn bản"),
        is_number_required=root.flag("is_number_required", False),
        has_decisions=root.flag("has_decisions", False),
    )
    return form if file.is_sound else None


def _fields(root: Section) -> tuple[DocumentField, ...]:
    sections = root.sections("fields", _FIELD, REQUIRED)
    found = [_field(s) for s in sections]
    counts = [f.code for f in found if f.type is DocumentFieldType.COUNT]
    for s, field in zip(sections, found, strict=True):
        if [f.code for f in found].count(field.code) > 1:
            s.complain("code", f"mã “{field.code}” ghi hai lần")
        if field.at_most and (field.at_most not in counts or field.code not in counts):
            s.complain("at_most", "chỉ so hai mục cùng là số đếm của mẫu này", counts)
    return tuple(found)


def _field(s: Section) -> DocumentField:
    length = s.number("max_length", LONGEST)
    if length is not None and not 1 <= length <= _MOST_TEXT:
        s.complain("max_length", f"phải từ 1 đến {_MOST_TEXT}")
    return DocumentField(
        code=s.read("code", _code) or "",
        label=s.text("label"),
        type=s.choice("type", DocumentFieldType),
        is_required=s.flag("required", False),
        max_length=length or LONGEST,
        hint=s.text("hint", ""),
        at_most=s.text("at_most", ""),
        only_without_figures=s.flag("only_without_figures", False),
    )


def _code(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z_]{1,30}", text):
        raise Unreadable(f"“{text}” không phải mã mục", ["chữ thường và gạch dưới, ví dụ held_on"])
    return text
