"""Nhập đơn vị và liên hệ: every mistake is named by its cell, and a file is taken whole or not at all."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from models.database import engine_for
from models.import_rows import CONTACT_COLUMNS, CONTACT_SHEET, OPTIONAL, UNIT_COLUMNS, UNIT_SHEET, SheetRow
from models.unit_import import SOURCE, ImportRefused, check_import, import_units
from models.units import Contact, ContactChannel, Unit
from tests.ready_tables import tables_on

ON = date(2025, 8, 4)  # a Monday
LETTERS = "ABCDEFGHIJK"


@pytest.fixture
def held(tmp_path):
    """A database with one province and one commune on the map."""
    engine = engine_for(f"sqlite:///{tmp_path / 'units.db'}")
    tables_on(engine)
    with Session(engine) as session:
        session.add(
            Unit(id="vn/t", territory_id="vn/t", tree="territory", level="tinh", name="Tỉnh T", source="bản đồ")
        )
        session.flush()
        session.add(
            Unit(
                id="vn/x",
                territory_id="vn/x",
                tree="territory",
                level="xa",
                name="Xã X",
                parent_id="vn/t",
                source="bản đồ",
            )
        )
        session.commit()
        yield session


def unit(row=2, **cells):
    given = {"id": "police/x", "name": "Công an xã X", "tree": "police", "level": "xa", "territory_id": "vn/x"} | cells
    return _row(UNIT_SHEET, UNIT_COLUMNS, row, given)


def contact(row=2, **cells):
    given = {"unit_id": "vn/x", "post": "Cán bộ tổng hợp", "email": "vanthu@x.vn"} | cells
    return _row(CONTACT_SHEET, CONTACT_COLUMNS, row, given)


def _row(sheet, columns, row, given):
    letters = dict(zip(columns, LETTERS, strict=False))
    return SheetRow(sheet, row, dict.fromkeys(columns, "") | given, letters)


def problems(session, *rows):
    with pytest.raises(ImportRefused) as no:
        import_units(session, rows, ON)
    return [str(p) for p in no.value.problems]


def test_units_and_contacts_come_in_parents_first_whatever_their_order(held):
    rows = [
        unit(2, id="police/x", parent_id="police/t"),
        unit(3, id="police/t", name="Công an tỉnh T", level="cấp tỉnh", tree="Công an", territory_id="vn/t"),
        contact(2, unit_id="Công an xã X", phone=912345678.0, is_head="có", valid_from="01/7/2025"),
    ]
    counts = import_units(held, rows, ON)
    assert (counts.units_added, counts.contacts_added) == (2, 1)
    kept = held.get(Unit, "police/x")
    assert (kept.parent_id, kept.tree, kept.level, kept.source) == ("police/t", "police", "xa", SOURCE)
    found = held.exec(select(Contact)).one()
    assert (found.unit_id, found.phone, found.is_head, found.valid_from) == (
        "police/x",
        "0912345678",
        True,
        date(2025, 7, 1),
    )


def test_the_second_import_of_the_same_file_changes_nothing(held):
    rows = [unit(), contact(unit_id="police/x"), contact(3, unit_id="police/x", post="Trưởng Công an xã")]
    import_units(held, rows, ON)
    counts = import_units(held, rows, ON)
    assert counts.changed == 0
    assert (counts.units_same, counts.contacts_same) == (1, 2)
    assert len(held.exec(select(Contact)).all()) == 2


def test_a_corrected_file_changes_only_what_differs(held):
    import_units(held, [unit(), contact(unit_id="police/x")], ON)
    counts = import_units(held, [unit(), contact(unit_id="police/x", email="moi@x.vn")], ON)
    assert (counts.units_changed, counts.contacts_changed, counts.contacts_added) == (0, 1, 0)
    assert held.exec(select(Contact)).one().email == "moi@x.vn"


def test_naming_a_unit_of_the_map_as_it_is_leaves_its_source(held):
    row = unit(id="vn/x", name="Xã X", tree="territory", parent_id="vn/t", territory_id="")
    assert import_units(held, [row], ON).units_same == 1
    assert held.get(Unit, "vn/x").source == "bản đồ"


def test_one_wrong_cell_keeps_the_whole_file_out(held):
    rows = [unit(), contact(), contact(3, post="Văn thư", email="không có")]
    assert len(problems(held, *rows)) == 1
    assert held.get(Unit, "police/x") is None
    assert held.exec(select(Contact)).all() == []


def test_a_unit_that_stands_where_another_stands_at_the_same_time_is_refused(held):
    import_units(held, [unit(valid_from="01/7/2025")], ON)
    again = unit(id="police/moi", valid_from="01/9/2025")
    assert problems(held, again) == [
        "Đơn vị, dòng 2, cột B (Tên đơn vị): trùng thời gian với “police/x” (cùng tên, cùng cấp trên); "
        "ghi ngày kết thúc cho một trong hai hoặc bỏ bớt"
    ]
    ended = unit(3, valid_from="01/7/2025", valid_to="31/8/2025")
    import_units(held, [again, ended], ON)
    assert held.get(Unit, "police/moi") is not None


def test_two_places_never_bear_one_code_at_the_same_time(held):
    place = {"tree": "territory", "parent_id": "vn/t", "territory_id": "", "code": "101"}
    rows = [unit(2, id="vn/y", name="Xã Y", **place), unit(3, id="vn/z", name="Xã Z", **place)]
    assert [p.split(":")[0] for p in problems(held, *rows)] == [
        "Đơn vị, dòng 2, cột F (Mã số)",
        "Đơn vị, dòng 3, cột F (Mã số)",
    ]


def test_all_problems_are_listed_in_the_order_of_the_file(held):
    rows = [contact(5, email="x@"), unit(4, level="tổng"), unit(3, id="ABC", tree="")]
    told = problems(held, *rows)
    assert [t.split(":")[0] for t in told] == [
        "Đơn vị, dòng 3, cột A (Mã đơn vị)",
        "Đơn vị, dòng 3, cột C (Hệ)",
        "Đơn vị, dòng 4, cột D (Cấp)",
        "Liên hệ, dòng 5, cột C (Thư điện tử)",
    ]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"tree": "đảng"}, "C", "không có “đảng”; giá trị được phép: territory (địa bàn hành chính); police (Công an)"),
        ({"level": "tổng"}, "D", "xa (cấp xã)"),
        ({"id": "Công an"}, "A", "chữ thường không dấu"),
        ({"id": ""}, "A", "chữ thường không dấu"),
        ({"name": " "}, "B", "chưa ghi tên"),
        ({"parent_id": "police/none"}, "G", "không có đơn vị “police/none”"),
        ({"parent_id": "vn/t"}, "G", "thuộc hệ territory; đơn vị cấp trên phải cùng hệ police"),
        ({"territory_id": "vn/none"}, "H", "không có địa bàn “vn/none”"),
        ({"territory_id": ""}, "H", "chưa ghi địa bàn"),
        ({"valid_from": "31/02/2025"}, "I", "không có ngày “31/02/2025”"),
        ({"valid_from": "2025/07/01"}, "I", "ngày/tháng/năm"),
        ({"valid_from": "01/7/1025"}, "I", "1945"),
        ({"valid_from": "01/7/2025", "valid_to": "30/6/2025"}, "J", "đứng trước ngày bắt đầu"),
        ({"id": "vn/x", "tree": "police"}, "C", "không đổi hệ được"),
    ],
)
def test_a_wrong_cell_of_a_unit_is_named(held, cells, column, words):
    told = problems(held, unit(7, **cells))
    assert any(t.startswith(f"Đơn vị, dòng 7, cột {column} (") and words in t for t in told), told


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"unit_id": "Xã Y"}, "A", "không có đơn vị “Xã Y”"),
        ({"unit_id": ""}, "A", "chưa ghi đơn vị"),
        ({"email": "a..b@x.vn"}, "C", "không phải địa chỉ thư điện tử"),
        ({"email": "a@x"}, "C", "không phải địa chỉ thư điện tử"),
        ({"email": "a@x.vn\nBcc: b@y.vn"}, "C", "không phải địa chỉ thư điện tử"),
        ({"zalo": "12"}, "D", "không phải số điện thoại"),
        ({"phone": "09123x5678"}, "E", "10 hoặc 11 chữ số"),
        ({"by_hand": "có lẽ"}, "F", "“có” hoặc “không”"),
        ({"email": ""}, "C", "cần ít nhất một cách liên hệ"),
        ({"valid_from": "02/01/2025", "valid_to": date(2025, 1, 1)}, "I", "đứng trước ngày bắt đầu"),
    ],
)
def test_a_wrong_cell_of_a_contact_is_named(held, cells, column, words):
    told = problems(held, contact(9, **cells))
    assert any(t.startswith(f"Liên hệ, dòng 9, cột {column} (") and words in t for t in told), told


def test_a_unit_reached_by_hand_needs_no_address(held):
    assert import_units(held, [contact(email="", by_hand="có")], ON).contacts_added == 1


def test_two_rows_of_one_unit_are_a_mistake(held):
    assert "đã ghi ở dòng 2" in problems(held, unit(2), unit(3))[0]


def test_two_contacts_of_one_post_are_a_mistake(held):
    assert "ghi chức danh khác để phân biệt" in problems(held, contact(2), contact(3, email="khac@x.vn"))[0]


def test_units_that_stand_above_each_other_are_a_mistake(held):
    told = problems(held, unit(2, id="police/a", parent_id="police/b"), unit(3, id="police/b", parent_id="police/a"))
    assert sum("vòng tròn" in t for t in told) == 2


def test_a_circle_through_units_held_already_is_seen(held):
    row = unit(id="vn/t", name="Tỉnh T", tree="territory", level="tinh", parent_id="vn/x", territory_id="")
    assert any("vòng tròn" in t for t in problems(held, row))


def test_a_name_that_fits_two_units_asks_for_the_id(held):
    rows = [unit(2, id="police/x1"), unit(3, id="police/x2", territory_id="vn/t"), contact(2, unit_id="công an xã x")]
    assert "ghi một trong các mã: police/x1; police/x2" in problems(held, *rows)[0]


def test_of_two_units_of_one_name_the_one_that_still_exists_is_meant(held):
    rows = [unit(2, id="police/x1", valid_to="30/6/2025"), unit(3, id="police/x2", valid_from="01/7/2025")]
    import_units(held, [*rows, contact(2, unit_id="Cong an xa X")], ON)
    assert held.exec(select(Contact)).one().unit_id == "police/x2"


def test_an_empty_file_is_a_mistake(held):
    assert "chưa có dòng nào" in problems(held)[0]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0277 385 1234", "02773851234"), ("+84 912.345.678", "0912345678"), (912345678, "0912345678"), ("", "")],
)
def test_phone_numbers_are_kept_in_one_form(held, typed, kept):
    import_units(held, [contact(phone=typed)], ON)
    assert held.exec(select(Contact)).one().phone == kept


CELLS = st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.dates())


@given(st.lists(st.fixed_dictionaries({}, optional={key: CELLS for key in UNIT_COLUMNS}), max_size=4))
def test_no_rubbish_gets_through_and_none_breaks_the_check(rubbish):
    rows = [_row(UNIT_SHEET, UNIT_COLUMNS, n, cells) for n, cells in enumerate(rubbish, 2)]
    plan, told = check_import(rows, {}, ON)
    assert told, "no random row has a valid id, tree, level and place"
    assert plan.units == ()


def further(session):
    return sorted((one.channel, one.address) for one in session.exec(select(ContactChannel)))


def test_further_channels_and_a_preference_come_in_with_their_contact(held):
    row = contact(zalo="0912345678", prefers="Zalo", zalo_oa="2468458835296117922", extra="sms:0987654321")
    assert import_units(held, [row], ON, ["sms"]).contacts_added == 1
    assert held.exec(select(Contact)).one().prefers == "zalo"
    assert further(held) == [("extra", "sms:0987654321"), ("zalo_oa", "2468458835296117922")]
    assert import_units(held, [row], ON, ["sms"]).contacts_same == 1


def test_a_changed_further_address_is_a_changed_contact_and_an_empty_cell_takes_it_away(held):
    import_units(held, [contact(zalo_oa="11111", extra="sms:1")], ON, ["sms"])
    assert import_units(held, [contact(zalo_oa="22222", extra="sms:1")], ON, ["sms"]).contacts_changed == 1
    assert further(held) == [("extra", "sms:1"), ("zalo_oa", "22222")]
    assert import_units(held, [contact(extra="sms:1")], ON, ["sms"]).contacts_changed == 1
    assert further(held) == [("extra", "sms:1")]


def test_a_book_of_before_leaves_preference_and_further_channels_alone(held):
    import_units(held, [contact(prefers="email", zalo_oa="11111")], ON)
    of_before = contact(email="moi@x.vn")
    cells = {key: value for key, value in of_before.cells.items() if key not in OPTIONAL}
    assert import_units(held, [SheetRow(CONTACT_SHEET, 2, cells, of_before.letters)], ON).contacts_changed == 1
    found = held.exec(select(Contact)).one()
    assert (found.email, found.prefers, further(held)) == ("moi@x.vn", "email", [("zalo_oa", "11111")])


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"prefers": "fax"}, "không có “fax”"),
        ({"prefers": "hand"}, "cột Chuyển tay"),
        ({"prefers": "zalo"}, "chưa ghi địa chỉ trên kênh ấy"),
        ({"zalo_oa": "abc"}, "chỉ gồm chữ số"),
        ({"zalo_bot": "a/b"}, "mã trò chuyện"),
        ({"extra": "telegram:123"}, "các kênh đã thiết lập: sms"),
        ({"extra": "sms:a,b"}, "chỉ một địa chỉ"),
        ({"extra": "jsons://evil.example/x"}, "tên-kênh:địa-chỉ"),
    ],
)
def test_a_wrong_further_channel_is_named_and_nothing_is_written(held, cells, told):
    with pytest.raises(ImportRefused, match=told):
        import_units(held, [contact(**cells)], ON, ["sms"])
    assert held.exec(select(Contact)).all() == []
    assert further(held) == []
