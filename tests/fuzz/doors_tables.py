"""Doors through which figures and addresses come: workbooks, sheets of units, lists, single boxes."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

from sqlmodel import Session

from deployments.unit_book import filled_template, take_book
from models import import_cells
from models.checking import answers_by_check
from models.deadline import Deadline
from models.document_forms import read_fields
from models.errors import Refused
from models.figures import FiguresRefused, check_figures
from models.filing import file_submission
from models.obligations import find_deadline
from models.quiet_hours import day_in_hanoi
from models.receipts import is_receipt
from models.vocabulary import Channel, Level, SubmissionKind, Tree
from reports.workbook_reader import by_cell, expect, read_workbook
from tasks.exports import org_units_of
from tests.fuzz import bending, bending_packages
from tests.fuzz.house import CODE, FORM, MONDAY, P05, PERIOD, House
from tests.fuzz.oracle import Door

CODES = b'\xef\xbb\xbfdon_vi,ma\npolice/2025-07/1,XA-1\npolice/2025-07/2,XA-2\n"police/2025-07/3","XA;3"\n'
TODAY = day_in_hanoi(MONDAY)
CELLS: dict[str, Callable[[Any], Any]] = {
    "day": import_cells.day, "email": import_cells.email, "phone": import_cells.phone, "yes": import_cells.yes,
    "unit_id": import_cells.unit_id, "text": import_cells.text, "tree": lambda v: import_cells.word(v, Tree),
    "level": lambda v: import_cells.word(v, Level), "channel": lambda v: import_cells.word(v, Channel),
}  # fmt: skip
GOOD = {
    "day": ("01/7/2025", "2026-02-05", 45000, 45000.5), "email": ("vanthu@donvi.example",), "yes": ("có", "", 1, True),
    "phone": ("0912345678", "+84 912 345 678", 912345678), "unit_id": ("police/2025-07/30253",), "text": ("Xã A", 5.0),
    "tree": ("police", "Công an"), "level": ("xa", "Cấp xã"), "channel": ("email", "zalo"),
}  # fmt: skip
NUMERALS = (
    "0",
    "12",
    "1.250",
    "1.234,5",
    "35,5",
    "1 250",
    "1250",
    "-3",
    "có",
    "không",
    "",
    "999999999999",
    "1000000000000",
)


def table_doors(house: House) -> list[Door]:
    with Session(house.engine) as session:
        deadline = find_deadline(session, house.law, P05, CODE, PERIOD)
        units = filled_template(session, TODAY)
    own = house.workbook()
    return [
        Door("xlsx-form", "Biểu Excel đã điền, nộp thật", _packages(own, ("xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet3.xml",
             "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml")), _form(house, deadline), watched=house,
             share=12),
        Door("xlsx-units", "Biểu Excel đơn vị và đầu mối", _packages(units, ("xl/worksheets/sheet1.xml",
             "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/workbook.xml")), _units(house), watched=house,
             share=25),
        Door("csv-codes", "Danh mục mã của hệ thống nhận (CSV)", _codes_bent, _codes, share=1000),
        Door("cells", "Từng ô của biểu nhập đơn vị", _cell_bent, _cell, (ValueError,), share=3200),
        Door("figures", "Ô số liệu gõ trên trang", _figures_bent(house), _figures(house), share=400),
        Door("documents", "Mục của văn bản, biên bản gõ trên trang", _fields_bent(house), _fields(house), share=1000),
        Door("receipts", "Mã tiếp nhận", _receipt_bent, _receipt, share=900),
    ]  # fmt: skip


def _packages(whole: bytes, weight: tuple[str, ...]) -> Callable[[Random], bytes]:
    parts = bending_packages.parts_of(whole)
    return lambda rng: bending_packages.package(rng, parts, whole=whole, weight=weight)


def _form(house: House, deadline: Deadline) -> Callable[[bytes], str]:
    """Read, compared with what was asked, filed; what was filed is taken back, so that the next one meets the same."""
    form, unit = house.law.form(FORM), house.units[0]
    key = {"unit_id": unit, "programme": P05, "duty": CODE, "period": PERIOD}

    def knock(data: bytes) -> str:
        filled = read_workbook(data, house.secrets[0])
        expect(filled, **key, form=form)
        with Session(house.engine) as session:
            try:
                file_submission(
                    session, house.law, **key, kind=SubmissionKind.FIGURES, figures=filled.raw,
                    answers=answers_by_check(form, filled.answers), token="t", now=MONDAY, by="link:x", via="workbook",
                )  # fmt: skip
                session.flush()
            except FiguresRefused as no:
                raise Refused(" ".join([str(no), *(p.message for p in by_cell(form, no.problems))])) from no
            finally:
                session.rollback()
        return ""

    return knock


def _units(house: House) -> Callable[[bytes], str]:
    def knock(data: bytes) -> str:
        with Session(house.engine) as session:
            try:
                counts = take_book(session, house.law, house.home.settings(), data, TODAY, MONDAY, "vanhanh")
                session.flush()
            finally:
                session.rollback()
        return str(counts)

    return knock


def _codes_bent(rng: Random) -> bytes:
    text = CODES.decode()
    way = rng.random()
    if way < 0.4:
        text = bending.slips(rng, text, tokens=(",", ";", '"', "\r", "\n", "\x00", '""', "\t"))
    elif way < 0.7:
        text = bending.lines(rng, text)
    else:
        return bending.data(rng, CODES)
    return bending.plain(text).encode(rng.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16")))


def _codes(data: bytes) -> str:
    found = org_units_of(data)
    assert all(isinstance(code, str) for pair in found.items() for code in pair)
    return str(found)


def _cell_bent(rng: Random) -> bytes:
    kind = rng.choice(list(CELLS))
    good = rng.choice(GOOD[kind])
    value = rng.choice(
        (good, bending.text(rng), bending.slips(rng, str(good), most=2), rng.choice(bending.NUMBERS), None, True)
    )
    return json.dumps([kind, value]).encode()


def _cell(data: bytes) -> str:
    kind, value = json.loads(data)
    return str(CELLS[kind](value))


def _figures_bent(house: House) -> Callable[[Random], bytes]:
    codes = [field.code for form in house.law.forms.values() for field in form.fields()]

    def bend(rng: Random) -> bytes:
        form = rng.choice(list(house.law.forms))
        own = [field.code for field in house.law.form(form).fields()]
        typed = {
            code: rng.choice(NUMERALS) if rng.random() < 0.8 else bending.text(rng)
            for code in rng.sample(own, min(6, len(own)))
        }
        if rng.random() < 0.2:
            typed[rng.choice((rng.choice(codes), bending.text(rng)))] = bending.text(rng)
        if rng.random() < 0.2:
            typed[rng.choice(own)] = rng.choice(bending.NUMBERS)
        return json.dumps([form, typed]).encode()

    return bend


def _figures(house: House) -> Callable[[bytes], str]:
    def knock(data: bytes) -> str:
        form, typed = json.loads(data)
        clean, problems = check_figures(house.law.form(form), typed)
        json.dumps(clean, allow_nan=False).encode()
        assert all(p.message for p in problems)
        return " ".join(p.message for p in problems)

    return knock


def _fields_bent(house: House) -> Callable[[Random], bytes]:
    def bend(rng: Random) -> bytes:
        form = rng.choice(list(house.law.documents))
        own = [field.code for field in house.law.documents[form].fields]
        typed = {
            code: rng.choice(("25", "05/9/2026", "5.9.2026", "Nhà văn hóa", bending.text(rng), bending.text(rng)))
            for code in own
        }
        if rng.random() < 0.2:
            typed[bending.text(rng)] = bending.text(rng)
        return json.dumps([form, typed, rng.random() < 0.5]).encode()

    return bend


def _fields(house: House) -> Callable[[bytes], str]:
    def knock(data: bytes) -> str:
        form, typed, has_figures = json.loads(data)
        _, problems = read_fields(house.law.documents[form], typed, TODAY, has_figures=has_figures)
        assert all(p.message for p in problems)
        return " ".join(p.message for p in problems)

    return knock


def _receipt_bent(rng: Random) -> bytes:
    return bending.plain(bending.slips(rng, "TN-2026-000123-K7", most=2)).encode()


def _receipt(data: bytes) -> str:
    return str(is_receipt(data.decode()))
