"""Every document of the house from small made-up data, in either style: for tests that look at all of them alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from models.catalogue import load_catalogue
from models.corrections import Changes, Delta, Whose
from models.deadlines import Deadline, deadlines
from models.forms import Form
from models.issued_documents import Issued, Paper
from models.organisation_changes import BodyCount, Organisation, TookOver
from models.punctuality import DEFINITIONS, Punctuality
from models.review_years import TreeFigures, YearColumn, YearSection
from models.rollup import Total
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import Level, Tree
from reports.chaser_docx import ChaserDraft, chaser_docx
from reports.consolidated_docx import consolidated_docx
from reports.consolidated_report import ConsolidatedReport
from reports.correction_docx import CorrectionNote, correction_docx
from reports.letterhead import Letterhead
from reports.punctuality_docx import PunctualityReport, punctuality_docx
from reports.review_docx import review_docx
from reports.review_report import ReviewReport
from reports.unit_report_docx import unit_report_docx

HEAD = Letterhead(("Công an tỉnh Đồng Tháp",), superior="Bộ Công an", symbol="CAT", place="Đồng Tháp")
LATE = tuple(f"Công an xã Số {n}" for n in range(1, 61))


def chaser(head: Letterhead, *, late: int = 2, number: int = 1) -> bytes:
    draft = ChaserDraft(
        head=head,
        basis="Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024",
        programme="Chương trình phối hợp số 05",
        work="Kế hoạch thực hiện Chương trình phối hợp",
        period="năm 2024",
        deadline="trước ngày 15/3/2024 (chậm nhất hết ngày 14/3/2024)",
        receiver="Công an Tỉnh (qua Phòng Tham mưu)",
        on=date(2024, 3, 25),
        reported=7,
        expected=7 + late,
        late=LATE[:late],
        answer_by=date(2024, 4, 1),
        apart=(("Công an xã Khác", "được gia hạn đến hết ngày 29/3/2024"),),
        superior="Công an tỉnh Đồng Tháp",
        number=number,
    )
    return chaser_docx(draft)


def punctual(head: Letterhead) -> bytes:
    units = [
        Punctuality("u1", "Công an xã Một", on_time=12, by_extension=1),
        Punctuality("u2", "Công an xã Hai", on_time=10, late=2, days_late=9, most_days_late=8),
        Punctuality("u3", "Công an xã Ba", on_time=7, late=1, returned=1, missing=3, waived=1, most_days_late=2),
        Punctuality("u4", "Công an xã Bốn", waived=2),
    ]
    whole = Punctuality(on_time=29, late=3, returned=1, missing=3, by_extension=1, waived=3)
    told = PunctualityReport(
        head, "Chương trình phối hợp", "năm 2026", date(2026, 11, 22), "Lãnh đạo Công an tỉnh Đồng Tháp", DEFINITIONS,
        units, whole, {"van-ban": "danh-sach-thi-dua"},
    )  # fmt: skip
    return punctuality_docx(told)


def correction(head: Letterhead) -> bytes:
    late = Whose("u2", "Công an xã Hai", None, 16, "nộp sau khi chốt")
    wrong = Whose("u3", "Công an xã Ba", Decimal("200"), Decimal("15.75"), "bị trả lại: nhầm đơn vị tính")
    deltas = (
        delta("B01", "Buổi tuyên truyền", "buổi", 844, 860, (43, 44), (late,)),
        delta("G01", "Kinh phí", "triệu đồng", 3884.25, 3700, (43, 43), (wrong,)),
        delta("C02", "Điểm mô hình", "điểm", None, 12, (0, 1), (late,)),
        delta("D01", "Tỷ lệ đạt", "%", 80.0, 81.25, (40, 41), (late, wrong), numerators=(8, 13), denominators=(10, 16)),
        delta("G03", "Kiến nghị", "", [{"text": "a"}], [], (1, 0), (wrong,)),
    )
    at = datetime(2026, 6, 26, 3, tzinfo=UTC)
    changes = Changes(("05", "DX", "2026-06-19"), 1, at, 2, datetime(2026, 7, 16, 3, tzinfo=UTC), "nộp bổ sung", deltas)
    return correction_docx(CorrectionNote(head, "Bộ Công an", "rà soát mô hình", "6 tháng đầu năm 2026", changes))


def review(head: Letterhead, form: Form, *, kind: str = "sơ kết", cutoff: date = date(2028, 6, 14)) -> ReviewReport:
    """Five years of one form: none before 2024, one comparison broken in 2025, nobody in 2026, half of 2028."""
    years = range(2023, cutoff.year + 1)
    columns = tuple(YearColumn(y, y > 2023, (half_year(y),) if y > 2023 else (), y < 2028, y < 2027) for y in years)
    totals = {
        (year, code): Total(code, "vn/87", "Tỉnh Đồng Tháp", value * n, *parts, 52 + n, 54, (), year == 2028)
        for n, year in ((1, 2024), (2, 2025), (4, 2027), (5, 2028))
        for code, value, parts in (("B01", 12, NO_RATIO), ("D01", 20, (4 * n, 20)), ("G01", Decimal("1.250"), NO_RATIO))
        if year <= cutoff.year
    }
    whole = {"B01": Total("B01", "vn/87", "Tỉnh Đồng Tháp", 144, None, None, 220, 270, (), True)}
    counts = (
        BodyCount(Tree.POLICE, Level.COMMUNE, (141, 141, 45, 45)),
        BodyCount(Tree.FRONT, Level.PROVINCE, (1,) * 4),
    )
    july = date(2025, 7, 1)
    days = (date(2024, 2, 29), date(2025, 6, 30), july, cutoff)
    place = TookOver(july, "Phường Sa Đéc", ("Phường 1", "Phường 2"), "Nghị quyết số 1663/NQ-UBTVQH15")
    section = YearSection("", "Báo cáo phong trào", form, columns, totals, whole)
    by_year = [Punctuality(year=y, on_time=40 + y % 7, late=5, returned=1, missing=3) for y in years if y > 2023]
    return ReviewReport(
        kind=kind,
        head=head,
        programme_title="Chương trình phối hợp số 05",
        years=(2023, 2033),
        review_year=cutoff.year,
        basis="Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024",
        addressee="Bộ Công an",
        cutoff=cutoff,
        as_of=cutoff + timedelta(days=9),
        sections=[section],
        organisation=Organisation(days, counts, (july,), (place,), ((july, "Đổi tên Công an phường 1"),)),
        whole=Punctuality(on_time=212, late=25, returned=5, missing=15, waived=2),
        by_year=by_year,
        by_duty=[replace(p, duty="S000-16") for p in by_year],
        by_tree=[Punctuality(tree="police", on_time=212, late=25, returned=5, missing=15)],
        by_agency=[TreeFigures(section, Tree.POLICE, 2025, {"B01": totals[2025, "B01"]})],
        titles={"S000-16": "Họp định kỳ cấp xã"},
        definitions=DEFINITIONS,
        targets=[],
        documents=[Issued("Kế hoạch", (Paper("01/KH-CAX", None, "Công an xã Một"),), ((Level.COMMUNE, 1),))],
        source={"van-ban": "bao-cao-so-ket", "chuong-trinh": "05"},
    )


@lru_cache
def some_deadline() -> Deadline:
    return deadlines(load_catalogue(BUILTIN_PROGRAMMES), "05-ctrph-cat-mttq")[0]


def half_year(year: int) -> Deadline:
    """A deadline with nothing of its own but its label."""
    return replace(some_deadline(), period=f"{year}-H1", label=f"6 tháng đầu năm {year}")


NO_RATIO = (None, None)


def delta(code, label, measure, before, after, reported, whose, *, numerators=NO_RATIO, denominators=NO_RATIO) -> Delta:
    place, counts = ("p/87", "Tỉnh Đồng Tháp"), (*reported, 45, 45)
    return Delta(*place, code, label, measure, before, after, *counts, whose, numerators, denominators)


def single(report: ConsolidatedReport) -> ConsolidatedReport:
    """The report as one unit's own."""
    totals = [replace(t, reported=min(t.reported, 1), expected=1, missing=()) for t in report.totals]
    rows = [replace(report.unit_rows[0], name="Công an xã Tân Hộ Cơ")]
    head = replace(report.head, agencies=("Công an xã Tân Hộ Cơ",), superior="Công an tỉnh Đồng Tháp")
    return replace(report, head=head, totals=totals, unit_rows=rows, reported=1, expected=1, missing=(), is_single=True)


MAKERS: dict[str, Callable[[ConsolidatedReport, Letterhead], bytes]] = {
    "bao-cao-tong-hop": lambda report, head: consolidated_docx(replace(report, head=head)),
    "bao-cao-tong-hop, liên tịch": lambda report, head: consolidated_docx(
        replace(report, head=replace(head, agencies=("Công an Tỉnh", "Ủy ban MTTQ Việt Nam Tỉnh"), superior=""))
    ),
    "bao-cao-tong-hop, chưa ai nộp": lambda report, head: consolidated_docx(
        replace(report, head=head, totals=[], unit_rows=[], reported=0, missing=())
    ),
    "bao-cao-don-vi": lambda report, head: unit_report_docx(
        replace(single(report), head=replace(head, agencies=("Công an xã Tân Hộ Cơ",)))
    ),
    "cong-van-don-doc": lambda report, head: chaser(head),
    "cong-van-don-doc, một đơn vị": lambda report, head: chaser(head, late=1),
    "cong-van-don-doc, danh sách dài": lambda report, head: chaser(head, late=60),
    "cong-van-don-doc, lần 2": lambda report, head: chaser(head, number=2),
    "danh-sach-thi-dua": lambda report, head: punctual(head),
    "dieu-chinh-so-lieu": lambda report, head: correction(head),
    "bao-cao-so-ket": lambda report, head: review_docx(review(head, report.form)),
    "bao-cao-so-ket, tổng kết": lambda report, head: review_docx(
        review(head, report.form, kind="tổng kết", cutoff=date(2033, 12, 14))
    ),
}
