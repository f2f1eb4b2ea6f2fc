"""What a query says to the person who filled the form: what looks odd, the figures it rests on, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.around import Around
from models.check_sentences import PLACES
from models.figures import box_words, shown
from models.forms import Check, Form, scope_of
from models.vocabulary import IndicatorType

SCOPE_WORDS = {
    "last": "kỳ trước",
    "opening": "đầu kỳ",
    "within": "đã báo cáo trong kỳ này",
    "below": "cộng các đơn vị trực tiếp phía dưới",
}
ADVICE = "Đề nghị sửa số liệu; nếu đúng thực tế thì ghi giải trình."
MONEY = "Kinh phí ghi theo triệu đồng, đề nghị xem có nhầm đồng, nghìn đồng hay tỷ đồng."


def asked_words(form: Form, check: Check, clean: Mapping[str, Any], beside: Around) -> str:
    """`C02 “…” thường bằng … (đã ghi C02 = 9; đầu kỳ, năm 2024: C02 = 12). Đề nghị sửa số liệu; …`"""
    if check.kind == "same":
        label = beside.labels.get("last", "")
        which = f"kỳ trước, {label}" if label else "kỳ trước"
        return f"Số liệu, lời văn gần như giữ nguyên của {which}. {ADVICE}"
    values = {**beside.values, **clean}
    by_scope: dict[str, list[str]] = {}
    for code in sorted(dict.fromkeys(check.codes), key=lambda code: scope_of(code) != ""):  # what was typed comes first
        by_scope.setdefault(scope_of(code), []).append(code)
    told = []
    for scope, codes in by_scope.items():
        if scope == "map":
            told += [f"{PLACES[code]}: {shown(values.get(code))}" for code in codes]
            continue
        figures = ", ".join(
            f"{box_words(form, code.removeprefix(f'{scope}.'))} = {shown(values.get(code))}" for code in codes
        )
        label = beside.labels.get(scope, "")
        head = f"{SCOPE_WORDS[scope]}{f', {label}' if label else ''}:" if scope else "đã ghi"
        told.append(f"{head} {figures}")
    money = {field.code for field in form.fields() if field.type is IndicatorType.MONEY}
    is_of_size = check.kind == "near" or (check.kind == "compare" and len(check.codes) == 1)  # beside a fixed bound
    hint = f"{MONEY} " if check.code in money and is_of_size else ""
    return f"{check.message.rstrip('.')} ({'; '.join(told)}). {hint}{ADVICE}"


def question_of(message: str) -> str:
    """What a query found, without the advice: how it reads beside an answer already given."""
    return message.removesuffix(ADVICE).rstrip()
