"""Made-up years of one unit's reports, plausible and faultless, and the mistakes people make in them.

How a history is drawn. A unit has a size (commune, district, province) and for every indicator a level of its own
around that size. Year by year the level drifts (log-normal, sigma 0.25) and now and then, once in thirty figures, takes
a turn (sigma 0.6: a campaign, a reorganisation). Counts scatter like a Poisson count around the level; a half-year
holds 30 to 65 hundredths of its year. Stocks walk: what stood, plus new, less ended. Denominators hardly move and equal
the places of the map. Attendance is sessions times a hall; money is a level with thousandths. Narratives come from a
dozen sentences; one unit in four keeps its narrative for years.

Mistakes are seeded one a filing, each kind as often as any other, over boxes it could befall (`FAULTS`). A ten-fold
slip befalls figures of at least 5: a slip from 1 to 10 is nobody's to tell.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import exp
from typing import Any

from models.around import Around
from models.forms import Form
from models.vocabulary import IndicatorType, Nature

Figures = dict[str, Any]
YEARS = 4
SIZES = {"xã": 1.0, "huyện": 9.0, "tỉnh": 100.0}
DRIFT, TURN, TURNS = 0.25, 0.6, 1 / 30
LEVELS = {  # what a commune reports in a year
    "A01": 4, "B01": 14, "B03": 30, "B04": 60, "B05": 400, "B07": 900, "C03": 2, "C04": 0.5, "C05": 1,
    "E03": 18, "E10.so_lop": 2, "F01": 8, "F02": 3, "F04.cap_xa": 4, "F04.cap_tinh": 0.8, "F04.bo_nganh": 0.05,
    "F04.nha_nuoc": 0.02, "F05.cap_xa": 9, "F05.cap_tinh": 1, "F05.bo_nganh": 0.1, "F05.nha_nuoc": 0.02,
    "G01": 60, "G02": 25, "E08": 40, "E09.so_to": 9, "B06.mau_so": 9, "D01.mau_so": 9, "D03.mau_so": 12,
    "D04.mau_so": 6, "D05.mau_so": 5, "D06.xuat_sac": 2, "D06.kha": 5, "D06.trung_binh": 2, "D06.yeu": 0.3,
}  # fmt: skip
SENTENCES = (
    "Địa bàn rộng, dân cư phân tán, kinh phí dành cho công tác tuyên truyền còn hạn chế.",
    "Một số thành viên kiêm nhiệm nhiều việc nên thời gian dành cho phong trào chưa nhiều.",
    "Việc nhân rộng mô hình ở khu công nghiệp gặp khó khăn do công nhân thường xuyên thay đổi nơi ở.",
    "Đề nghị cấp trên hướng dẫn thống nhất mức hỗ trợ cho lực lượng ở cơ sở.",
    "Trang thiết bị của các tổ tự quản xuống cấp, chưa được bổ sung kịp thời.",
    "Tài liệu tuyên truyền cấp phát chậm so với thời gian tổ chức Ngày hội.",
    "Sau khi sắp xếp đơn vị hành chính, hồ sơ của một số mô hình chưa bàn giao đầy đủ.",
    "Đề nghị tổ chức tập huấn nghiệp vụ cho cán bộ mới được phân công phụ trách.",
    "Thời tiết mưa bão kéo dài nên một số buổi tuyên truyền phải dời lịch.",
    "Đề nghị bố trí kinh phí từ đầu năm để chủ động tổ chức các hoạt động.",
)


@dataclass(frozen=True)
class Filing:
    """One report as the unit typed it, and what stands around it."""

    figures: Figures
    around: Around
    is_year: bool


class History:
    """One unit's half-year and year reports, the first year without anything to stand beside."""

    def __init__(self, form: Form, seed: int):
        self._luck = random.Random(seed)
        self._form = form
        self.size = self._luck.choice(list(SIZES))
        scale = SIZES[self.size]
        self._level = {code: level * scale * exp(self._luck.gauss(0, 0.5)) for code, level in LEVELS.items()}
        self._hall = exp(self._luck.gauss(4.1, 0.4))
        self._per_lesson, self._per_team = exp(self._luck.gauss(3.6, 0.3)), self._luck.uniform(4, 9)
        self._children = self._luck.randint(8, 15) if self.size == "tỉnh" else 0
        self._communes = self._children * self._luck.randint(8, 12)
        self._models = max(1, self._count(25 * scale))
        self._keeps_words, self._words = self._luck.random() < 0.25, self._narrative()

    def filings(self) -> list[Filing]:
        """Every report of the second year and later, with what was filed before it."""
        found: list[Filing] = []
        before: dict[bool, Figures] = {}
        for _ in range(YEARS):
            half, whole = self._year()
            if before:
                opening = before[True]
                found.append(self._filing(half, before[False], opening, {}, False))
                found.append(self._filing(whole, before[True], opening, half, True))
            before = {False: half, True: whole}
        return found

    def _filing(self, figures: Figures, last: Figures, opening: Figures, within: Figures, is_year: bool) -> Filing:
        flows = {f.code for i in self._form.indicators if i.nature is Nature.FLOW for f in i.fields()}
        values: Figures = {f"last.{code}": value for code, value in last.items()}
        values |= {f"opening.{code}": value for code, value in opening.items()}
        values |= {f"within.{code}": v for code, v in within.items() if code in flows and not isinstance(v, str)}
        if self._children:
            values |= {"map.children": self._children, "map.communes": self._communes}
        return Filing(figures, Around(values, {"last": "kỳ trước"}), is_year)

    def _year(self) -> tuple[Figures, Figures]:
        for code in self._level:
            sigma = TURN if self._luck.random() < TURNS else DRIFT
            self._level[code] *= exp(self._luck.gauss(0, sigma))
        half, whole = Figures(), Figures()
        for code in LEVELS:
            if code in ("G01", "G02"):
                self._share(code, half, whole, round(self._level[code], 3))
            elif self._nature(code) is Nature.FLOW:
                self._share(code, half, whole, self._count(self._level[code]))
        for figures in (half, whole):
            figures["B02"] = sum(self._count(self._hall) for _ in range(min(figures["B01"], 50)))
            figures["B02"] = int(figures["B02"] * max(1, figures["B01"] / 50))
            figures["E10.luot_nguoi"] = int(figures["E10.so_lop"] * self._per_lesson)
            figures["E04"] = sum(self._luck.random() < 0.85 for _ in range(figures["E03"]))
            figures["F03"] = figures["F02"] + self._luck.randint(0, 3)
            figures["A02"], figures["F06"] = True, True
        for code in ("B02", "E04", "F03", "E10.luot_nguoi"):
            whole[code] = max(whole[code], half[code])
        self._stocks(half, whole)
        words = self._words if self._keeps_words else self._narrative()
        half["G03"] = whole["G03"] = words
        return half, whole

    def _stocks(self, half: Figures, whole: Figures) -> None:
        opening = self._models
        for figures in (half, whole):
            figures["C04"] = min(figures["C04"], opening)
            figures["C02"] = opening + figures["C03"] - figures["C04"]
            figures["C01"] = max(0, min(figures["C02"], round(figures["C02"] ** 0.6)))
            for code in ("E08", "E09.so_to"):
                figures[code] = round(self._level[code])
            figures["E09.so_thanh_vien"] = int(figures["E09.so_to"] * self._per_team)
            for indicator in ("B06", "D01", "D03", "D04", "D05"):
                self._ratio(figures, indicator, round(self._level[f"{indicator}.mau_so"]))
            for part in ("xuat_sac", "kha", "trung_binh", "yeu"):
                figures[f"D06.{part}"] = self._count(self._level[f"D06.{part}"])
            if self._children:
                self._ratio(figures, "A03", self._children)
                self._ratio(figures, "D02", self._communes)
        whole["C04"] = max(whole["C04"], half["C04"])
        whole["C02"] = opening + whole["C03"] - whole["C04"]
        self._models = whole["C02"]

    def _ratio(self, figures: Figures, indicator: str, whole: int) -> None:
        figures[f"{indicator}.mau_so"] = whole
        figures[f"{indicator}.tu_so"] = sum(self._luck.random() < 0.85 for _ in range(whole))

    def _share(self, code: str, half: Figures, whole: Figures, total: float) -> None:
        part = total * self._luck.uniform(0.3, 0.65)
        whole[code], half[code] = total, round(part, 3) if isinstance(total, float) else int(part)

    def _count(self, level: float) -> int:
        """Poisson, by its normal shape where it is large."""
        if level > 30:
            return max(0, round(self._luck.gauss(level, level**0.5)))
        limit, product, n = exp(-level), self._luck.random(), 0
        while product > limit:
            product, n = product * self._luck.random(), n + 1
        return n

    def _narrative(self) -> str:
        return " ".join(self._luck.sample(SENTENCES, self._luck.randint(2, 4)))

    def _nature(self, code: str) -> Nature:
        return self._form.indicator(code.partition(".")[0]).nature


def numbers(form: Form, figures: Figures, least: float = 0) -> list[str]:
    """The boxes of counts and money that hold at least so much."""
    kinds = (IndicatorType.COUNT, IndicatorType.MONEY)
    return [f.code for f in form.fields() if f.type in kinds and figures.get(f.code, -1) >= least]


def _changed(filing: Filing, **figures: Any) -> Filing:
    named = {code.replace("__", "."): value for code, value in figures.items()}
    return replace(filing, figures={**filing.figures, **named})


def _box(filing: Filing, code: str, value: Any) -> Filing:
    return replace(filing, figures={**filing.figures, code: value})


def _ten_times(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    code = luck.choice(numbers(form, f.figures, 5))
    return _box(f, code, f.figures[code] * 10)


def _a_digit_lost(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    codes = numbers(form, f.figures, 50)
    code = luck.choice(codes) if codes else ""
    return _box(f, code, int(f.figures[code] // 10)) if code else None


def _in_another_unit(times: float) -> Callable[[Form, Filing, random.Random], Filing | None]:
    def slip(form: Form, f: Filing, luck: random.Random) -> Filing | None:
        code = luck.choice(("G01", "G02"))
        return _box(f, code, round(f.figures[code] * times, 3)) if f.figures[code] else None

    return slip


def _upside_down(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    ratios = [i.code for i in form.indicators if i.type is IndicatorType.RATIO and f"{i.code}.mau_so" in f.figures]
    ratios = [code for code in ratios if f.figures[f"{code}.tu_so"] < f.figures[f"{code}.mau_so"]]
    if not ratios:
        return None
    code = luck.choice(ratios)
    top, bottom = f.figures[f"{code}.tu_so"], f.figures[f"{code}.mau_so"]
    return replace(f, figures={**f.figures, f"{code}.tu_so": bottom, f"{code}.mau_so": top})


def _more_settled_than_came(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    return _box(f, "E04", f.figures["E03"] + luck.randint(1, 9))


def _heads_without_a_meeting(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    heads, meetings = luck.choice((("B02", "B01"), ("E10.luot_nguoi", "E10.so_lop")))
    return _box(f, meetings, 0) if f.figures[heads] else None


def _only_the_second_half(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    if not f.is_year:
        return None
    within = f.around.of("within")
    rest = {code: round(f.figures[code] - within[code], 3) for code in numbers(form, f.figures) if code in within}
    return replace(f, figures={**f.figures, **rest})


def _stock_not_carried(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    return _box(f, "C02", f.figures["C02"] + luck.choice((-1, 1)) * luck.randint(1, 6))


def _teams_and_members_swapped(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    teams, members = f.figures["E09.so_to"], f.figures["E09.so_thanh_vien"]
    return _changed(f, E09__so_to=members, E09__so_thanh_vien=teams) if teams < members else None


def _places_of_another_map(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    if "map.children" not in f.around.values:
        return None
    code = luck.choice(("A03.mau_so", "D02.mau_so"))
    return _box(f, code, f.figures[code] + luck.randint(1, 20))


def _last_report_again(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    return replace(f, figures=f.around.of("last"))


def _a_row_too_low(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    """A column pasted one row off."""
    codes = [field.code for field in form.fields() if field.code[0] in "BCE" and field.code in f.figures]
    moved = dict(zip(codes[1:], (f.figures[code] for code in codes), strict=False))
    return replace(f, figures={**f.figures, **moved})


def _no_whole_number(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    codes = [field.code for field in form.fields() if field.type is IndicatorType.COUNT and field.code in f.figures]
    return _box(f, luck.choice(codes), luck.choice(("12,5", "-3", "mười hai", "1.5", "12-15")))


def _half_a_ratio(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    ratios = [i.code for i in form.indicators if i.type is IndicatorType.RATIO and f"{i.code}.mau_so" in f.figures]
    return _box(f, f"{luck.choice(ratios)}.{luck.choice(('tu_so', 'mau_so'))}", None)


def _a_persons_number(form: Form, f: Filing, luck: random.Random) -> Filing | None:
    who = luck.choice(("0912 345 678", "087201001234", "an.nguyen@demo.example"))
    return _box(f, "G03", f"{f.figures['G03']} Liên hệ {who}.")


FAULTS: dict[str, Callable[[Form, Filing, random.Random], Filing | None]] = {
    "thừa một chữ số 0": _ten_times,
    "thiếu một chữ số": _a_digit_lost,
    "kinh phí ghi theo đồng": _in_another_unit(1_000_000),
    "kinh phí ghi theo nghìn đồng": _in_another_unit(1000),
    "kinh phí ghi theo tỷ đồng": _in_another_unit(0.001),
    "tử số, mẫu số đảo nhau": _upside_down,
    "hòa giải thành nhiều hơn tiếp nhận": _more_settled_than_came,
    "có người dự mà không có buổi": _heads_without_a_meeting,
    "báo cáo năm chỉ ghi 6 tháng cuối": _only_the_second_half,
    "số cuối kỳ không nối với đầu kỳ": _stock_not_carried,
    "số tổ, số thành viên đảo nhau": _teams_and_members_swapped,
    "mẫu số theo bản đồ khác": _places_of_another_map,
    "chép lại báo cáo kỳ trước": _last_report_again,
    "dán lệch một dòng": _a_row_too_low,
    "không phải số nguyên không âm": _no_whole_number,
    "tỷ lệ thiếu một vế": _half_a_ratio,
    "lời văn có thông tin cá nhân": _a_persons_number,
}


def faulty(form: Form, filing: Filing, fault: str, luck: random.Random) -> Filing | None:
    """The filing with one mistake in it; None where this kind cannot befall it or leaves it as it was."""
    made = FAULTS[fault](form, filing, luck)
    return made if made and made.figures != filing.figures else None
