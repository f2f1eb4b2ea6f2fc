"""Files that are no filing: each is refused in Vietnamese, with what is wrong and what to do."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from models.errors import Refused
from reports.safe_package import safe_xlsx
from reports.workbook import unit_workbook
from reports.workbook_cells import Unfit
from reports.workbook_identity import HIDDEN, SHEET, answer_cell, boxes, workbook_signature
from reports.workbook_reader import expect, read_workbook

SECRET = "1" * 64
KEY = {"unit_id": "police/2025-07/30253", "programme": "05-ctrph-cat-mttq", "duty": "S000-20", "period": "2025-H1"}


@pytest.fixture
def workbook(form):
    signature = workbook_signature(SECRET, form, **KEY)
    return unit_workbook(
        form, "Công an xã A", **KEY, period_label="kỳ", deadline_sentence="hạn", signature=signature
    )  # fmt: skip


def changed(data, change):
    """The workbook after `change(book)` in openpyxl."""
    book = openpyxl.load_workbook(BytesIO(data))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data, change):
    """The package after `change(parts)` on its parts, name → bytes."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def refusal(data, **more):
    with pytest.raises(Refused) as no:
        read_workbook(data, SECRET, **more)
    assert "Đề nghị" in no.value.reason, "says what to do"
    return no.value.reason


def test_nothing_at_all():
    assert "trống" in refusal(b"")


@pytest.mark.parametrize("data", [b"hello", b"%PDF-1.7 ...", b"MZ\x90\x00", b"PK\x05\x06" + bytes(18)])
def test_something_that_is_no_excel(data):
    assert "không phải Excel" in refusal(data)


def test_an_old_xls_or_a_file_with_a_password():
    assert "mật khẩu" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_a_zip_that_is_something_else():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<a/>")
    assert "không phải Excel" in refusal(out.getvalue())


def test_an_upload_cut_short(workbook):
    assert "hỏng" in refusal(workbook[: len(workbook) // 2])


def test_a_file_over_the_limit(workbook):
    assert "lớn hơn 20 MB" in refusal(workbook + bytes(21 * 1024 * 1024))
    assert "lớn hơn" in refusal(workbook, limit=1000)


def test_macros(workbook):
    assert "macro" in refusal(repacked(workbook, lambda parts: parts.update({"xl/vbaProject.bin": b"\0"})))

    def as_xlsm(parts):
        kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        macro = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(kind, macro)

    assert "macro" in refusal(repacked(workbook, as_xlsm))


def test_a_bomb_of_one_huge_part(workbook):
    bomb = repacked(workbook, lambda parts: parts.update({"xl/media/a.xml": bytes(30 * 1024 * 1024)}))
    assert len(bomb) < 200_000
    assert "bất thường" in refusal(bomb)


def test_a_bomb_of_many_parts(workbook):
    many = repacked(workbook, lambda parts: parts.update({f"xl/media/{n}.xml": bytes(100) for n in range(500)}))
    assert "bất thường" in refusal(many)


def test_a_bomb_that_lies_about_its_size(workbook):
    """The zip's directory says 1,000 bytes; unpacking must stop there and notice."""
    data = repacked(workbook, lambda parts: parts.update({"xl/media/a.xml": bytes(30 * 1024 * 1024)}))
    honest = (30 * 1024 * 1024).to_bytes(4, "little")
    assert data.count(honest) >= 2
    assert "hỏng" in refusal(data.replace(honest, (1000).to_bytes(4, "little")))


def test_a_document_type_that_could_hold_entities(workbook):
    def with_entities(parts):
        doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"?>", b"?>" + doctype, 1)

    assert "không hợp lệ" in refusal(repacked(workbook, with_entities))


def test_a_cell_at_the_far_end_of_the_sheet_does_not_eat_the_memory(workbook):
    def far(book):
        book[SHEET]["XFD1048576"] = 1

    assert "quá xa" in refusal(changed(workbook, far))


def test_a_workbook_of_ones_own_making():
    book = openpyxl.Workbook()
    out = BytesIO()
    book.save(out)
    assert "không phải biểu do hệ thống phát hành" in refusal(out.getvalue())


def test_a_workbook_without_its_hidden_sheet(workbook):
    assert "thiếu phần nhận dạng" in refusal(changed(workbook, lambda book: book.remove(book[HIDDEN])))


@pytest.mark.parametrize("row", range(2, 8))
def test_an_identity_that_was_touched(workbook, row):
    def touch(book):
        cell = book[HIDDEN].cell(row, 2)
        cell.value = f"{cell.value}9"

    assert "không còn khớp chữ ký" in refusal(changed(workbook, touch))


def test_a_signature_of_another_installation(workbook):
    with pytest.raises(Refused, match="không còn khớp chữ ký"):
        read_workbook(workbook, "2" * 64)


def test_a_signature_that_is_no_ascii_is_refused_and_no_crash(workbook):
    assert "không còn khớp chữ ký" in refusal(
        changed(workbook, lambda book: book[HIDDEN].__setitem__("B8", "chữ ký giả"))
    )


def test_boxes_that_were_moved_in_the_hidden_sheet(workbook):
    def swap(book):
        sheet = book[HIDDEN]
        sheet["C9"].value, sheet["C10"].value = sheet["C10"].value, sheet["C9"].value

    assert "không còn khớp chữ ký" in refusal(changed(workbook, swap))


def test_rows_that_were_moved_in_the_form(workbook, form):
    first = boxes(form)[0]
    assert "Cấu trúc biểu đã bị thay đổi" in refusal(changed(workbook, lambda book: book[SHEET].insert_rows(first.row)))


def test_an_older_version_of_the_form(workbook, form):
    with pytest.raises(Refused, match="phiên bản 4; tệp này thuộc phiên bản 3"):
        expect(read_workbook(workbook, SECRET), **KEY, form=replace(form, version="4"))


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("B01", "ba mươi", "“ba mươi” không phải một số"),
        ("B01", "=1+1", "có công thức"),
        ("G03", "=1+1", "có công thức"),
        ("B01", "12.5.3", "không phải một số"),
        ("B01", True, "cần ghi một số"),
    ],
)
def test_a_wrong_cell_is_named_by_its_address(workbook, form, code, value, words):
    at = {box.code: box.address for box in boxes(form)}[code]
    reason = refusal(changed(workbook, lambda book: book[SHEET].__setitem__(at, value)))
    assert f"ô {at} ({code}): " in reason
    assert words in reason


def test_an_error_value_in_a_cell(workbook, form):
    at = {box.code: box.address for box in boxes(form)}["B01"]

    def broken(parts):
        name = "xl/worksheets/sheet1.xml"
        parts[name] = re.sub(
            rf'<c r="{at}"( s="\d+")?/>'.encode(), rf'<c r="{at}" t="e"><v>#REF!</v></c>'.encode(), parts[name]
        )

    assert f"ô {at} (B01): có lỗi #REF!" in refusal(repacked(workbook, broken))


def test_a_date_in_a_number_cell(workbook, form, day):
    at = {box.code: box.address for box in boxes(form)}["B01"]
    reason = refusal(changed(workbook, lambda book: book[SHEET].__setitem__(at, day("CN 15/06/2025"))))
    assert f"ô {at} (B01): cần ghi một số, không phải ngày" in reason


def test_all_wrong_cells_are_told_at_once(workbook, form):
    at = {box.code: box.address for box in boxes(form)}

    def three(book):
        for code in ("A01", "B01", "B02"):
            book[SHEET][at[code]] = "x"

    assert refusal(changed(workbook, three)).startswith("Tệp còn 3 ô cần sửa")


def test_a_safe_package_is_passed_on_whole(workbook):
    with zipfile.ZipFile(BytesIO(workbook)) as before, zipfile.ZipFile(BytesIO(safe_xlsx(workbook))) as after:
        assert {n: before.read(n) for n in before.namelist()} == {n: after.read(n) for n in after.namelist()}


# -- nothing typed is lost ---------------------------------------------------------------------------------------------


def typed_into(workbook, form, values):
    at = {box.code: box.address for box in boxes(form)}

    def type_in(book):
        for code, value in values.items():
            book[SHEET][at[code]] = value

    return changed(workbook, type_in)


def unfit(data, form=None, **key):
    def taken():
        expect(read_workbook(data, SECRET), **{**KEY, **key}, form=form)

    with pytest.raises(Unfit) as no:
        taken()
    return no.value


def test_beside_a_wrong_cell_everything_else_was_read_and_the_wrong_text_stays_to_be_put_right(workbook, form):
    no = unfit(typed_into(workbook, form, {"A01": 12, "B01": "ba mươi", "G03": "Thiếu kinh phí."}))
    assert no.raw == {"A01": "12", "B01": "ba mươi", "G03": "Thiếu kinh phí."}
    assert [p.code for p in no.problems] == ["B01"]
    assert no.problems[0].message.startswith("Ô D")


def test_a_moved_row_still_gives_back_what_stands_beside_each_code(workbook, form):
    data = typed_into(workbook, form, {"A01": 12, "E03": 9})
    no = unfit(changed(data, lambda book: book[SHEET].insert_rows(boxes(form)[0].row)))
    assert no.raw == {"A01": "12", "E03": "9"}


def test_an_altered_identity_gives_back_the_figures_and_vouches_for_nothing(workbook, form):
    data = typed_into(workbook, form, {"A01": 12})
    no = unfit(changed(data, lambda book: book[HIDDEN].__setitem__("B2", "police/other")))
    assert no.raw == {"A01": "12"}


@pytest.mark.parametrize("key", [{"period": "2024-H1"}, {}])
def test_another_period_or_an_older_form_gives_back_what_it_held(workbook, form, key):
    newer = form if key else replace(form, version="4")
    assert unfit(typed_into(workbook, form, {"A01": 12}), newer, **key).raw == {"A01": "12"}


def test_the_figures_of_another_unit_are_not_handed_over(workbook, form):
    with pytest.raises(Refused) as no:
        expect(read_workbook(workbook, SECRET), **{**KEY, "unit_id": "police/other"}, form=form)
    assert not isinstance(no.value, Unfit)


def test_a_formula_in_an_explanation_is_no_explanation(workbook, form):
    row = boxes(form)[0].row
    no = unfit(changed(workbook, lambda book: book[SHEET].__setitem__(answer_cell(row), "=A1")))
    assert f"ô {answer_cell(row)} (A01): có công thức" in no.reason
