"""The charts: the same picture again, no colour that a printer would lose, and every number also in words."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from reports.charts import Bar, Panel, Stack, Way, panels, stacks, ways
from reports.review_charts import charts_of
from reports.review_docx import review_docx
from tests.papers import HEAD, review

BARS = (Bar("2024", 12.5, "12,5"), Bar("2025", None), Bar("2026", 30, "30\n(52/54)", is_tentative=True, parted=True))
DRAWN = {
    "panels": lambda: panels([Panel("Buổi tuyên truyền trực tiếp đã tổ chức (buổi)", BARS)] * 3),
    "stacks": lambda: stacks(
        [Stack("2026", (40, 5, 1, 3), "40/49\n81,6%")], ("đúng hạn", "sau hạn", "bổ sung", "thiếu")
    ),
    "ways": lambda: ways([Way("Khu dân cư đạt ≥ 75%", [(2026, 60), (2028, 75)], [(2026, 60), (2027, 66)], (2028, 75))]),
    "nothing": lambda: panels([Panel("Chưa có số liệu", (Bar("2026", None), Bar("2027", 0, "0")))]),
}


def test_a_chart_is_grey_and_the_same_bytes_every_time():
    for name, draw in DRAWN.items():
        png, height = draw()
        assert draw() == (png, height), name
        picture = Image.open(BytesIO(png)).convert("RGB")
        assert (
            picture.height / picture.width == round(height / 160, 2)
            or abs(picture.height / picture.width - height / 160) < 0.01
        ), name
        colours = {colour for _, colour in picture.getcolors(1 << 20)}
        assert all(max(c) - min(c) <= 2 for c in colours), name
        assert len(colours) > 10, name


def test_every_picture_of_a_review_says_its_numbers_in_words(form):
    report = review(HEAD, form)
    found = charts_of(report)
    assert len(found) == 2
    for p in report.by_year:
        assert f"năm {p.year} đúng hạn {p.on_time}/{p.expected}, sau hạn {p.late}" in found[0].alt
    assert "2024 12 (53/54)" in found[1].alt
    assert "2026 chưa có số liệu" in found[1].alt
    document = Document(BytesIO(review_docx(report)))
    told = [about.get("descr") for about in document.element.body.iter(qn("wp:docPr"))]
    assert told == [chart.alt for chart in found]


def test_nothing_to_draw_leaves_no_annex_of_charts(form):
    from dataclasses import replace

    empty = replace(review(HEAD, form, cutoff=date(2026, 12, 14)), sections=[], by_year=[], targets=[])
    assert charts_of(empty) == []
    words = [p.text for p in Document(BytesIO(review_docx(empty))).paragraphs]
    assert "BIỂU ĐỒ" not in words
    assert "Phụ lục 4" in words
