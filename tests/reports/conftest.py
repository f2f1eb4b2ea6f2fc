"""A small form, a small province and the report on it: enough of each kind of indicator to see every sentence."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from models.forms import Check, Form, Indicator
from models.vocabulary import AcrossUnits, IndicatorType, Nature
from reports.consolidated_report import ConsolidatedReport, UnitRow
from reports.letterhead import Letterhead

COUNT, MONEY, RATIO, BOOL, TEXT = (
    IndicatorType.COUNT,
    IndicatorType.MONEY,
    IndicatorType.RATIO,
    IndicatorType.BOOL,
    IndicatorType.TEXT,
)
SUM = AcrossUnits.SUM


GROUPS = {
    "A": "Chỉ đạo, triển khai",
    "B": "Tuyên truyền, vận động",
    "D": "An toàn về ANTT",
    "E": "Quần chúng tham gia",
    "G": "Kinh phí; đánh giá",
}


def indicator(code, label, unit, kind=COUNT, across=SUM, **more):
    return Indicator(code, label, unit, kind, Nature.FLOW, across, "sum", group=GROUPS[code[0]], **more)


def compare(left, op, right, message, is_warning=False):
    return Check("compare", ((1, left),), op, ((1, right),), message, is_warning)


FORM = Form(
    id="phong-trao-thu",
    title="Biểu tổng hợp phong trào toàn dân bảo vệ an ninh Tổ quốc",
    version="3",
    groups=tuple(GROUPS.items()),
    indicators=(
        indicator("A01", "Văn bản chỉ đạo, kế hoạch đã ban hành thực hiện Chương trình", "văn bản"),
        indicator("A02", "Đã ban hành kế hoạch thực hiện Chương trình", "có/không", BOOL, AcrossUnits.COUNT_TRUE),
        indicator(
            "B01",
            "Buổi tuyên truyền trực tiếp đã tổ chức",
            "buổi",
            checks=(
                Check("if_zero", ((1, "B01"),), "=", ((1, "B02"),), "Không có buổi nào thì không có lượt người dự."),
                Check("compare", ((5, "B01"),), "<=", ((1, "B02"),), "Bình quân dưới 05 người một buổi.", True),
            ),
        ),
        indicator("B02", "Lượt người dự tuyên truyền trực tiếp", "lượt người"),
        indicator("B05", "Tờ rơi, pa-nô, áp phích, tài liệu cấp phát", "tờ/cuốn/bảng"),
        indicator(
            "D01",
            "Tỷ lệ khu dân cư đạt tiêu chuẩn An toàn về ANTT",
            "%",
            RATIO,
            AcrossUnits.RATIO_OF_SUMS,
            parts=(("tu_so", "khu dân cư đạt"), ("mau_so", "khu dân cư thuộc diện xét")),
            checks=(compare("D01.tu_so", "<=", "D01.mau_so", "Số đạt không được lớn hơn số thuộc diện xét."),),
        ),
        indicator(
            "D06",
            "Phân loại phong trào",
            "đơn vị",
            parts=(("xuat_sac", "Xuất sắc"), ("kha", "Khá"), ("trung_binh", "Trung bình"), ("yeu", "Yếu")),
        ),
        indicator("E03", "Vụ việc mâu thuẫn, tranh chấp được tổ hòa giải cơ sở tiếp nhận", "vụ việc"),
        indicator(
            "E04",
            "Trong đó: hòa giải thành",
            "vụ việc",
            checks=(compare("E04", "<=", "E03", "Số hòa giải thành không được lớn hơn số tiếp nhận."),),
        ),
        indicator("G01", "Kinh phí ngân sách bố trí", "triệu đồng", MONEY, max_decimals=3),
        indicator(
            "G03",
            "Khó khăn, vướng mắc; kiến nghị",
            "",
            TEXT,
            AcrossUnits.CONCAT,
            max_length=2000,
            checks=(Check("max_length", ((1, "G03"),), "<=", ((2000, None),), "Không quá 2.000 ký tự."),),
        ),
    ),
)

FIGURES = {
    "A01": 12,
    "A02": True,
    "B01": 34,
    "B02": 4120,
    "B05": 0,
    "D01.tu_so": 5,
    "D01.mau_so": 6,
    "D06.xuat_sac": 2,
    "D06.kha": 3,
    "D06.trung_binh": 1,
    "D06.yeu": 0,
    "E03": 9,
    "E04": 8,
    "G01": 120.5,
    "G03": "Thiếu kinh phí in tài liệu tuyên truyền.",
}


@dataclass(frozen=True)
class FakeTotal:
    indicator: str
    value: float | None
    node: str = "vn/2025-06/87"
    node_name: str = "Tỉnh Đồng Tháp"
    numerator: float | None = None
    denominator: float | None = None
    reported: int = 3
    expected: int = 4
    missing: tuple[str, ...] = field(default=("front/4",))
    provisional: bool = False


UNITS = ("Công an xã Tân Hộ Cơ", "Công an xã Thường Phước", "Công an phường Sa Đéc", "Công an xã Mỹ Quí")


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """`office("pdf", {"a.docx": bytes})` → the converted files' paths, by a LibreOffice with a profile of its own."""
    folder = tmp_path_factory.mktemp("office")

    def convert(kind, files):
        for name, data in files.items():
            (folder / name).write_bytes(data)
        profile, out = f"-env:UserInstallation={(folder / 'profile').as_uri()}", folder / f"to-{kind}"
        order = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out)]
        subprocess.run([*order, *(str(folder / name) for name in files)], check=True, capture_output=True, timeout=180)
        return [(out / name).with_suffix(f".{kind}") for name in files]

    return convert


@pytest.fixture(scope="session")
def form():
    return FORM


@pytest.fixture
def figures():
    return dict(FIGURES)


@pytest.fixture
def report():
    rows = [UnitRow(f"front/{i}", name, FIGURES) for i, name in enumerate(UNITS[:3], 1)]
    rows[2] = replace(rows[2], figures={k: v for k, v in FIGURES.items() if k != "G03"}, is_provisional=True)
    rows.append(UnitRow("front/4", UNITS[3], None))
    totals = [
        FakeTotal("A01", 36),
        FakeTotal("A02", 3),
        FakeTotal("B01", 102),
        FakeTotal("B02", 12360, provisional=True),
        FakeTotal("B05", 0),
        FakeTotal("D01", 96.3, numerator=52, denominator=54),
        FakeTotal("D06.xuat_sac", 6),
        FakeTotal("D06.kha", 9),
        FakeTotal("D06.trung_binh", 3),
        FakeTotal("D06.yeu", 0),
        FakeTotal("E03", 27, reported=2, missing=("front/3", "front/4")),
        FakeTotal("E04", None, reported=0, missing=("front/1", "front/2", "front/3", "front/4")),
        FakeTotal("G01", 361.5),
        FakeTotal("A01", 12, node="vn/2025-06/866", node_name="Thành phố Cao Lãnh", reported=1, expected=1, missing=()),
    ]
    head = Letterhead(("Công an tỉnh Đồng Tháp",), superior="Bộ Công an", place="Đồng Tháp", symbol="CAT", is_demo=True)
    return ConsolidatedReport(
        head=head,
        programme_title="Chương trình phối hợp đẩy mạnh phong trào toàn dân bảo vệ an ninh Tổ quốc",
        basis="khoản 3 Mục IV Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024",
        period_label="6 tháng đầu năm 2025",
        window=(date(2024, 12, 15), date(2025, 6, 14)),
        addressee="Bộ Công an (qua Cục Xây dựng phong trào bảo vệ an ninh Tổ quốc)",
        form=FORM,
        totals=totals,
        unit_rows=rows,
        reported=3,
        expected=4,
        missing=(UNITS[3],),
        as_of=date(2025, 6, 16),
    )
