"""The workbook's own formulas, calculated by LibreOffice: what the officer sees is what the checks find."""

from __future__ import annotations

import random
from io import BytesIO

import openpyxl
import pytest

from models.around import Around
from models.catalogue import load_catalogue
from models.checking import answers_by_check, checked
from models.settings import BUILTIN_PROGRAMMES
from reports.workbook import unit_workbook
from reports.workbook_checks import ERROR, QUERY
from reports.workbook_identity import GUIDE, SHEET, answer_cell, boxes, form_row, workbook_signature
from reports.workbook_reader import read_workbook
from tests.histories import FAULTS, Filing, History, faulty

pytestmark = pytest.mark.office
KEY = {"unit_id": "police/x", "programme": "p", "duty": "d", "period": "2025"}
SECRET = "3" * 64
GOOD = "0 lỗi, 0 điểm cần giải trình"


def made(form, around=Around(), **more):
    return unit_workbook(
        form, "Công an xã A", *KEY.values(), period_label="năm 2025", deadline_sentence="trước ngày 15/12/2025",
        signature=workbook_signature(SECRET, form, **KEY), around=around, **more,
    )  # fmt: skip


def typed_in(form, blank, typed, answers=None):
    book = openpyxl.load_workbook(BytesIO(blank))
    rows = {box.code: box.row for box in boxes(form)} | {"": form_row(form)}
    for box in boxes(form):
        value = typed.get(box.code)
        if value is not None:
            book[SHEET][box.address] = ("có" if value else "không") if isinstance(value, bool) else value
    for code, text in (answers or {}).items():
        book[SHEET][answer_cell(rows[code])] = text
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def said_in(sheet, form):
    rows = {box.code: box.row for box in boxes(form)} | {"": form_row(form)}
    return {code: sheet[f"F{row}"].value for code, row in rows.items()}


# what an officer types, explains → the stamp, and what stands in the column "Kiểm tra"
TYPED = (
    ({}, {}, "chưa nhập số nào", {"A01": "chưa có số liệu"}),
    ({"A01": 9, "B01": 2, "B02": 40, "D01.tu_so": 3, "D01.mau_so": 3}, {}, GOOD, {"A01": "đạt", "D01.tu_so": "đạt"}),
    ({"A01": -1, "B05": "ba"}, {}, "2 lỗi, 0", {"A01": "Lỗi: không được nhỏ hơn 0", "B05": "Lỗi: cần ghi một số"}),
    ({"E03": 2.5}, {}, "1 lỗi, 0", {"E03": "Lỗi: phải là số nguyên"}),
    ({"E03": 2, "E04": 3}, {}, "1 lỗi, 0", {"E04": "Lỗi: Số hòa giải thành không được lớn hơn số tiếp nhận."}),
    ({"D01.tu_so": 4}, {}, "1 lỗi, 0", {"D01.mau_so": "Lỗi: ghi đủ cả tử số và mẫu số"}),
    ({"D01.mau_so": 4}, {}, "1 lỗi, 0", {"D01.tu_so": "Lỗi: ghi đủ cả tử số và mẫu số"}),
    ({"E04": 3}, {}, GOOD, {"E04": "đạt", "E03": "chưa có số liệu"}),
    ({"B01": 0, "B02": 3}, {}, "1 lỗi, 0", {"B01": "Lỗi: Không có buổi nào thì không có lượt người dự."}),
    ({"B01": 10, "B02": 20}, {}, "0 lỗi, 1", {"B01": "Cần giải trình: Bình quân dưới 05 người một buổi."}),
    ({"B01": 10, "B02": 20}, {"B01": "Sinh hoạt tổ nhỏ."}, GOOD, {"B01": "đã giải trình"}),
    ({"G01": 1.2345, "A02": "có thể"}, {}, "2 lỗi, 0", {"G01": "Lỗi: không quá 3 chữ số thập phân"}),
    ({"G01": 10**12}, {}, "1 lỗi, 0", {"G01": "Lỗi: số quá lớn, xem lại đơn vị tính"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def shown(office, form):
    """Every case typed in, calculated by LibreOffice, opened again."""
    blank = made(form, Around({"last.A01": 8}))
    files = {f"{n}.xlsx": typed_in(form, blank, typed, answers) for n, (typed, answers, *_) in enumerate(TYPED)}
    return [openpyxl.load_workbook(path, data_only=True) for path in office("xlsx", files)]


@pytest.mark.parametrize("case", range(len(TYPED)), ids=lambda n: ",".join(TYPED[n][0]) or "empty")
def test_the_stamp_counts_what_the_officer_sees(shown, form, case):
    *_, stamp, said = TYPED[case]
    found = said_in(shown[case][SHEET], form)
    assert shown[case][SHEET]["A7"].value.startswith(stamp)
    assert shown[case][GUIDE]["A2"].value == f"Tình trạng biểu: {shown[case][SHEET]['A7'].value}"
    assert {code: found[code] for code in said} == said


FORM = load_catalogue(BUILTIN_PROGRAMMES).form("phong-trao")
UNSEEN = ("lời văn có thông tin cá nhân",)  # formulas know no patterns


def reports() -> list[Filing]:
    """A plausible report for every kind of mistake, and one with the mistake in it."""
    luck, found = random.Random(7), []
    pool = [filing for seed in range(20) for filing in History(FORM, seed).filings()]
    for n, fault in enumerate(fault for fault in FAULTS if fault not in UNSEEN):
        found.append(pool[n])
        found.append(next(bad for filing in pool[n:] if (bad := faulty(FORM, filing, fault, luck))))
    return found


@pytest.fixture(scope="module")
def calculated(office):
    filings = reports()
    files = {f"h{n}.xlsx": typed_in(FORM, made(FORM, f.around), f.figures) for n, f in enumerate(filings)}
    paths = office("xlsx", files)
    return [
        (filing, openpyxl.load_workbook(path, data_only=True)[SHEET])
        for filing, path in zip(filings, paths, strict=True)
    ]


def test_formulas_and_checks_find_the_same_in_real_reports(calculated):
    seen = 0
    for filing, sheet in calculated:
        found, said = checked(FORM, filing.figures, filing.around), said_in(sheet, FORM)
        assert {code for code, words in said.items() if words.startswith(ERROR)} == {p.code for p in found.errors}
        if not found.errors:  # a question waits until the figures it rests on are in order
            asked = {code for code, words in said.items() if words.startswith(QUERY)}
            assert asked == {query.code for query in found.queries}
            seen += bool(asked)
    assert seen > 5


def test_what_is_kept_in_the_file_is_what_a_program_calculates(office):
    """A phone shows the kept value of a formula and never calculates."""
    filing = reports()[1]
    answers = {query.code: "Đã rà soát." for query in checked(FORM, filing.figures, filing.around).queries[:1]}
    book = made(FORM, filing.around, typed=filing.figures, answers=answers)
    clean = checked(FORM, filing.figures, filing.around, given=answers_by_check(FORM, answers)).clean
    kept = openpyxl.load_workbook(BytesIO(book), data_only=True)[SHEET]
    (path,) = office("xlsx", {"kept.xlsx": typed_in(FORM, book, clean)})
    again = openpyxl.load_workbook(path, data_only=True)[SHEET]
    assert said_in(kept, FORM) == said_in(again, FORM)
    assert kept["A7"].value == again["A7"].value


def test_a_form_saved_by_libreoffice_is_still_taken(office, form):
    (saved,) = office("xlsx", {"luu-lai.xlsx": made(form)})
    assert read_workbook(saved.read_bytes(), SECRET).raw == {}
