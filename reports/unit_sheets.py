"""The workbook in which units and contacts are filled in, and its reading into rows that know their place.

Knows columns and lists only; what may stand in them, and who is whose parent, is for `models.unit_import`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import python_calamine
import xlsxwriter

from models.errors import Refused
from models.import_cells import text
from models.import_rows import CONTACT_COLUMNS, CONTACT_SHEET, OPTIONAL, UNIT_COLUMNS, UNIT_SHEET, SheetRow
from models.vocabulary import Channel, Labelled, Level, Tree
from reports.nd30 import FONT
from reports.packing import settled
from reports.safe_package import SIZE_LIMIT, safe_xlsx
from reports.sheet_cells import LAST_ROW, column_letters, marks_of

GUIDE = "Hướng dẫn"
SHEETS: Mapping[str, Mapping[str, str]] = {UNIT_SHEET: UNIT_COLUMNS, CONTACT_SHEET: CONTACT_COLUMNS}
WIDTHS = {
    "id": 26,
    "name": 36,
    "unit_id": 36,
    "parent_id": 26,
    "territory_id": 24,
    "source": 40,
    "post": 30,
    "email": 32,
    "extra": 28,
}
NEEDED = {"id", "name", "tree", "level", "unit_id"}
DATES = {"valid_from", "valid_to"}
LISTS: Mapping[str, Sequence[Labelled]] = {
    "tree": list(Tree),
    "level": list(Level),
    "prefers": [channel for channel in Channel if channel is not Channel.HAND],
}
ADVICE = (
    "Mỗi dòng một đơn vị hoặc một đầu mối liên hệ. Không đổi tên trang tính và tên cột; cột có dấu * phải ghi.",
    "Mã đơn vị là duy nhất và không đổi: chữ thường không dấu, chữ số và các dấu / . _ -, ví dụ police/2025-07/30253.",
    "Mã địa bàn: mã xã, huyện hoặc tỉnh nơi đơn vị hoạt động, ví dụ vn/2025-07/30253; để trống nếu đơn vị là địa bàn.",
    "Mã đơn vị cấp trên: đơn vị cùng hệ, đã có trong hệ thống hoặc có trong tệp này.",
    "Ngày ghi dạng ngày/tháng/năm, ví dụ 01/7/2025. Đơn vị thôi hoạt động: ghi ngày cuối cùng ở cột Đến hết ngày.",
    "Liên hệ: ghi chức danh hoặc bộ phận, thư và số máy cơ quan; không cần họ tên. Cột Đơn vị ghi mã hoặc tên đầy đủ.",
    "Chuyển tay: ghi “có” nếu đơn vị chỉ nhận qua điện thoại, công văn giấy. Thủ trưởng: ghi “có” cho người đứng đầu.",
    "Ưu tiên: kênh đơn vị muốn nhận trước (email, zalo, zalo_oa, zalo_bot, extra); để trống là thư điện tử trước.",
    "Kênh khác: tên-kênh:địa-chỉ, tên kênh do quản trị vận hành thiết lập, ví dụ sms:0912345678. Bỏ cột: giữ nguyên.",
    "Tệp có chỗ sai thì không dòng nào được nhập; hệ thống nêu từng ô cần sửa. Nhập lại tệp cũ không làm thay đổi gì.",
)  # fmt: skip


def units_template(rows: Sequence[SheetRow] = ()) -> bytes:
    """An empty workbook to fill in, or one that holds `rows` already (for correcting what is there)."""
    out = BytesIO()
    options: dict[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    options["default_format_properties"] = {"font_name": FONT, "font_size": 11}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": "Đơn vị và liên hệ", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
    for name, columns in SHEETS.items():
        _sheet(book, name, columns, [row for row in rows if row.sheet == name])
    _guide(book)
    book.close()
    return settled(out.getvalue())


def read_unit_sheets(data: bytes, *, limit: int = SIZE_LIMIT) -> list[SheetRow]:
    """Every filled row. Errors: `Refused` for a file that is no such workbook, or cells with formulas or errors."""
    package = safe_xlsx(data, limit)
    found: list[SheetRow] = []
    wrong: list[str] = []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(BytesIO(package)) as book:
            for name, columns in SHEETS.items():
                if name not in book.sheet_names:
                    allowed = ", ".join(f"“{n}”" for n in SHEETS)
                    raise Refused(
                        f"Tệp thiếu trang tính “{name}”; cần đủ các trang: {allowed}. Đề nghị dùng mẫu tải về."
                    )
                [marks] = marks_of(package, name)
                wrong += [f"{name}!{a}: có công thức, cần dán giá trị" for a in sorted(marks.formulas)]
                wrong += [f"{name}!{a}: có lỗi {e}" for a, e in sorted(marks.errors.items())]
                found += _rows(name, columns, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except python_calamine.CalamineError as e:
        raise Refused("Tệp không đọc được. Đề nghị dùng mẫu tải về và lưu dạng .xlsx.") from e
    if wrong:
        raise Refused(f"Tệp còn {len(wrong)} ô cần sửa: {'; '.join(wrong)}.")
    return found


def _rows(sheet: str, columns: Mapping[str, str], cells: Sequence[Sequence[Any]]) -> list[SheetRow]:
    titles = [text(cell).rstrip(" *").casefold() for cell in cells[0]] if cells else []
    places: dict[str, int] = {}
    for key, title in columns.items():
        if key in OPTIONAL and title.casefold() not in titles:
            continue
        if titles.count(title.casefold()) != 1:
            told = "thiếu" if title.casefold() not in titles else "lặp"
            allowed = ", ".join(columns.values())
            raise Refused(f"Trang “{sheet}” {told} cột “{title}”. Dòng 1 cần đủ các cột: {allowed}.")
        places[key] = titles.index(title.casefold())
    strangers = [title for title in titles if title and title not in {t.casefold() for t in columns.values()}]
    if strangers:
        raise Refused(f"Trang “{sheet}” có cột lạ “{strangers[0]}”. Các cột được phép: {', '.join(columns.values())}.")
    letters = {key: column_letters(place + 1) for key, place in places.items()}
    filled = []
    for number, row in enumerate(cells[1:], 2):
        if any(text(cell) for cell in row):
            filled.append(SheetRow(sheet, number, {key: row[place] for key, place in places.items()}, letters))
    return filled


def _sheet(book: Any, name: str, columns: Mapping[str, str], rows: Sequence[SheetRow]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#E7ECF3"})
    as_text = book.add_format({"num_format": "@"})
    as_day = book.add_format({"num_format": "dd/mm/yyyy"})
    last = LAST_ROW - 1
    for column, (key, title) in enumerate(columns.items()):
        sheet.set_column(column, column, WIDTHS.get(key, 16), as_day if key in DATES else as_text)
        sheet.write_string(0, column, f"{title} *" if key in NEEDED else title, head)
        if key in LISTS:
            codes = [member.value for member in LISTS[key]]
            words = "; ".join(f"{m.value}: {m.label}" for m in LISTS[key])
            told = {"error_title": "Giá trị không có", "error_message": words[:255]}
            sheet.data_validation(1, column, last, column, {"validate": "list", "source": codes, **told})
        elif key in ("by_hand", "is_head"):
            sheet.data_validation(1, column, last, column, {"validate": "list", "source": ["có", "không"]})
        elif key in DATES:
            rule = {"validate": "date", "criteria": "between", "minimum": datetime(1945, 1, 1), "maximum": datetime(2100, 12, 31)}  # noqa: DTZ001, E501  # fmt: skip
            told = {"error_title": "Ngày không hợp lệ", "error_message": "Ghi dạng ngày/tháng/năm, ví dụ 01/07/2025."}
            sheet.data_validation(1, column, last, column, {**rule, **told})
    for n, row in enumerate(rows, 1):
        for column, key in enumerate(columns):
            value = row.cells.get(key)
            if key in DATES and value:
                sheet.write_datetime(n, column, datetime(value.year, value.month, value.day), as_day)  # noqa: DTZ001
            elif value not in (None, ""):
                written = ("có" if value else "không") if isinstance(value, bool) else str(value)
                sheet.write_string(n, column, written, as_text)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _guide(book: Any) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, "HƯỚNG DẪN NHẬP ĐƠN VỊ VÀ LIÊN HỆ", book.add_format({"bold": True, "font_size": 14}))
    row = 2
    for words in ADVICE:
        sheet.write_string(row, 1, words, wrapped)
        row += 1
    for title, vocabulary in (("Hệ", LISTS["tree"]), ("Cấp", LISTS["level"]), ("Ưu tiên", LISTS["prefers"])):
        row += 1
        sheet.write_string(row, 0, title, bold)
        sheet.write_string(row, 1, "Ý nghĩa", bold)
        for member in vocabulary:
            row += 1
            sheet.write_string(row, 0, member.value)
            sheet.write_string(row, 1, member.label)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
