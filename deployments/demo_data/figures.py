"""Fictional figures of one unit: plausible, keeping every check of the form, with blanks where nobody counted."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from deployments.demo_data.chance import chance
from models.forms import Form
from models.units import Unit
from models.vocabulary import Level

BLANK = 0.02  # one box in fifty stays empty: missing, not zero
REMARKS = 0.15  # about one unit in seven has something to say in words


def fictional_figures(form: Form, rng: Random, size: float, months: int) -> dict[str, Any]:
    """Figures for a unit of this size (see `size_of`) over so many months, as the form asks for them."""
    story = _story(rng, size, months)
    known = {field.code for field in form.fields()}
    figures = {code: value for code, value in story.items() if code in known and value is not None}
    for boxes in _by_indicator(known):
        if rng.random() < BLANK and len(figures) > len(boxes):
            for code in boxes:
                figures.pop(code, None)
    return figures


def size_of(unit: Unit) -> float:
    """How large a unit is beside a commune of before July 2025; one of today is about three of them."""
    size = {Level.DISTRICT: 8.0, Level.PROVINCE: 40.0}.get(Level(unit.level), 1.0 if unit.valid_to else 2.8)
    return size * chance("size", unit.territory_id or unit.id).lognormvariate(0, 0.25)


def months_between(first: date, last: date) -> int:
    return max(1, round(((last - first).days + 1) / 30.4))


def _story(rng: Random, size: float, months: int) -> dict[str, Any]:
    def some(low: float, high: float, times: float = 1.0) -> int:
        return max(0, round(rng.uniform(low, high) * times))

    def part_of(whole: int, low: float, high: float) -> int:
        return min(whole, round(whole * rng.uniform(low, high)))

    quarters = max(1.0, months / 3)
    talks = max(1, some(2, 6, quarters * size))
    areas = max(2, some(4, 8, size))
    kinds = some(2, 5, size**0.3)
    points = kinds + some(2, 14, size)
    new = some(0, 2, size)
    quarrels = some(3, 14, quarters * size)
    teams = max(3, some(4, 9, size))
    courses = some(0, 2)
    checks = some(0, 2)
    offices, firms, schools = some(3, 8, size), some(0, 6, size), some(1, 4, size)
    return {
        "A01": some(1, 4),
        "A02": rng.random() < 0.95,
        "B01": talks,
        "B02": sum(rng.randint(35, 110) for _ in range(talks)),
        "B03": some(3, 20, quarters),
        "B04": some(6, 40, quarters),
        "B05": some(80, 900, size),
        "B06.tu_so": part_of(areas, 0.7, 1.05),
        "B06.mau_so": areas,
        "B07": some(150, 1400, size),
        "C01": kinds,
        "C02": points,
        "C03": min(new, points),
        "C04": some(0, 1),
        "C05": some(0, 2),
        "D01.tu_so": part_of(areas, 0.75, 1.02),
        "D01.mau_so": areas,
        "D02.tu_so": int(rng.random() < 0.93),
        "D02.mau_so": 1,
        "D03.tu_so": part_of(offices, 0.85, 1.05),
        "D03.mau_so": offices,
        "D04.tu_so": part_of(firms, 0.7, 1.05),
        "D04.mau_so": firms,
        "D05.tu_so": part_of(schools, 0.85, 1.1),
        "D05.mau_so": schools,
        "E03": quarrels,
        "E04": part_of(quarrels, 0.75, 1.0),
        "E08": some(10, 50, size),
        "E09.so_to": teams,
        "E09.so_thanh_vien": teams * 3 + some(0, teams),
        "E10.so_lop": courses,
        "E10.luot_nguoi": sum(rng.randint(20, 60) for _ in range(courses)),
        "F01": max(1, months - (rng.random() < 0.15)),
        "F02": checks,
        "F03": checks + some(0, 3) if checks else 0,
        "F06": rng.random() < 0.6,
        "G01": some(5, 60, size) + rng.choice((0, 0, 0.5, 0.25)),
        "G02": some(0, 30, size),
        "G03": rng.choice(WORDS) if rng.random() < REMARKS else None,
    }


WORDS = (
    "Kinh phí cho mô hình camera an ninh còn hạn chế.",
    "Lực lượng nòng cốt ở ấp, khóm thay đổi, đề nghị tập huấn lại.",
    "Một số mô hình hoạt động chưa đều, đang rà soát để củng cố.",
    "Đề nghị cấp thêm tài liệu tuyên truyền phòng, chống lừa đảo trên không gian mạng.",
)


def _by_indicator(known: set[str]) -> list[list[str]]:
    """The boxes that stay empty together: a ratio or a breakdown is counted as a whole."""
    groups: dict[str, list[str]] = {}
    for code in sorted(known):
        groups.setdefault(code.split(".")[0], []).append(code)
    return [codes for _, codes in sorted(groups.items())]
