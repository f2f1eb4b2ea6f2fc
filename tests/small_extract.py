"""One extract from made-up figures with one of everything.

Parts, a ratio over nothing, yes and no, money, hostile text; a nil return, a paper one, an estimate, a silent unit.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from models.catalogue import Catalogue
from models.deadlines import deadline_of
from models.extract import Extract, Given, UnitFigures
from models.forms import Form, Indicator
from models.lines import Leaf, lines_of
from models.report_window import window_of
from models.rollup import Node, roll_up
from models.vocabulary import AcrossUnits, IndicatorType, Nature

T, N, A = IndicatorType, Nature, AcrossUnits
FORM = Form(
    id="mau",
    title="Biểu mẫu",
    version="2",
    indicators=(
        Indicator("A1", "Buổi tuyên truyền", "buổi", T.COUNT, N.FLOW, A.SUM, "sum"),
        Indicator("A2", "Đã có kế hoạch", "có/không", T.BOOL, N.STOCK, A.COUNT_TRUE, "max"),
        Indicator(
            "B1", "Xếp loại", "xã; phường", T.COUNT, N.STOCK, A.SUM, "last", parts=(("kha", "khá"), ("yeu", "yếu"))
        ),
        Indicator(
            "D1", "Tỷ lệ đạt", "%", T.RATIO, N.STOCK, A.RATIO_OF_SUMS, "last",
            parts=(("tu_so", "nơi đạt"), ("mau_so", "nơi thuộc diện")),
        ),
        Indicator("G1", "Kinh phí", "triệu đồng", T.MONEY, N.FLOW, A.SUM, "sum", max_decimals=3),
        Indicator("G3", "Kiến nghị", "", T.TEXT, N.FLOW, A.CONCAT, "last"),
    ),
)  # fmt: skip
HOSTILE = (
    "=HYPERLINK(\"http://xau.example\";\"xem\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1+1",
    "\n=1+1", " =1+1", "＝1+1", "tốt;=1+1", "tốt,@SUM(1)", "tốt\n+cmd|x", "\"=1+1",
    "<script>alert(1)</script>", "{{ 7*7 }}",
)  # fmt: skip
NODES = {"t": Node("t", "Tỉnh", None), "x1": Node("x1", "Xã Một", "t"), "x2": Node("x2", "Xã Hai", "t")}
AT = datetime(2026, 6, 18, 2, 30, tzinfo=UTC)


def small_extract(
    catalogue: Catalogue, text: str = "Đề nghị cấp thêm tài liệu", name: str = "Công an xã Một"
) -> Extract:
    """The period with the window 15/12/2025 to 14/6/2026; `text` is what the first unit wrote, `name` its name."""
    figures = {
        "A1": 12, "A2": True, "B1.kha": 3, "B1.yeu": 0, "D1.tu_so": 0, "D1.mau_so": 0, "G1": 35.125, "G3": text,
    }  # fmt: skip
    more = {"A1": 0, "A2": False, "B1.kha": 5, "D1.tu_so": 9, "D1.mau_so": 12, "G1": 1_234_567.5}
    leaves = [
        Leaf("u/1", name, "x1", True, figures=figures, submission_id=1, version=1),
        Leaf("u/2", "Công an xã Hai", "x2", True, is_provisional=True, figures=more, submission_id=2, version=3),
        Leaf("u/3", "Công an xã Ba", "x2", True, is_nil=True, submission_id=3, version=1),
        Leaf("u/4", "Công an xã Bốn", "x2", True, is_paper=True, submission_id=4, version=1),
        Leaf("u/5", "Công an xã Năm", "x2"),
    ]
    deadline = deadline_of(catalogue, "05-ctrph-cat-mttq", "S000-14", "2026-H1")
    deadline = replace(deadline, window_from=date(2025, 12, 15), window_to=date(2026, 6, 14))
    lines = lines_of(FORM)
    return Extract(
        programme_title="Chương trình phối hợp",
        title="Báo cáo 6 tháng",
        deadline=deadline,
        form=FORM,
        window=window_of(deadline),
        as_of=date(2026, 6, 19),
        sent=None,
        is_closed=False,
        lines=lines,
        totals=tuple(roll_up(FORM, leaves, NODES, is_open=True)),
        units=tuple(_unit(leaf, lines) for leaf in leaves),
    )


def _unit(leaf: Leaf, lines) -> UnitFigures:
    given = []
    for line in lines:
        value, below = line.given_by(leaf)
        given.append(Given(line.code, value, below, "chưa có số liệu" if value is None else ""))
    is_filed = leaf.submission_id is not None
    return UnitFigures(leaf, f"TN-{leaf.submission_id}" if is_filed else "", AT if is_filed else None, tuple(given))


def stated(told: Extract) -> dict[tuple[str, str], tuple[object, int | None]]:
    """(unit, line) → what stands in the store, numerator and denominator of a ratio."""
    return {
        (unit.leaf.unit_id, given.code): (given.value, given.denominator)
        for unit in told.units
        for given in unit.given
        if not given.why_missing
    }


def number(text: str) -> Decimal:
    """Of a CSV cell, whichever mark its decimals have."""
    return Decimal(text.replace(",", "."))
