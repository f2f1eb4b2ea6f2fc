"""Figures of a whole province taken away by the console: read back they are those of the store, to the last cell."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import select

from deployments.commands.opening import today
from models.catalogue import home_catalogue
from models.drill import cells_of
from models.facts import Submission
from models.figure_use import uses
from models.settings import Home
from models.snapshots import newest_of
from models.totals import total
from models.vocabulary import FigurePlace
from reports.data_package import opened
from tasks.session import engine_of, open_session
from tests.small_extract import number

P05 = "05-ctrph-cat-mttq"
KEY = (P05, "DX-2026-01", "2026-06-19")
ASKED = ("05", *KEY[1:])
FORM = "phong-trao-rut-gon"


@pytest.fixture(scope="module")
def demo(loaded_demo: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the demo for this module: to take figures away leaves a mark."""
    place = tmp_path_factory.mktemp("exports") / "home"
    engine_of(loaded_demo).dispose()  # the journal is folded into the file
    shutil.copytree(loaded_demo.path, place)
    return Home(place)


@pytest.fixture
def taken(dondoc, demo: Home, tmp_path: Path):
    """`taken("csv")` → the files of that kind, by name."""

    def take(kind: str, *words: str, home: Home = demo) -> dict[str, Path]:
        told = dondoc("export", *ASKED, "--as", kind, "--out", str(tmp_path / kind), *words, home=home)
        assert told.exit_code == 0, told.output
        return {Path(line).name: Path(line) for line in told.stdout.splitlines()}

    return take


def store(home: Home, as_of: date):
    with open_session(home) as session:
        rows = total(session, home_catalogue(home), P05, KEY[2], duty=KEY[1], as_of=as_of)
        cells = {
            code: cells_of(session, home_catalogue(home), *KEY, code, as_of=as_of)
            for code in dict.fromkeys(row.indicator for row in rows)
        }
    return rows, cells


def same(shown: object, kept: object) -> bool:
    """A cell of a file and a figure of the store; a blank is nothing, and never nought."""
    if kept is None or shown in ("", None):
        return kept is None and shown in ("", None)
    if isinstance(kept, bool):
        return shown in (kept, "có" if kept else "không")
    return number(str(shown)) == Decimal(str(kept))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_total_and_every_cell_of_a_table_is_that_of_the_store(taken, demo, kind):
    rows, cells = store(demo, today())
    made = list(taken(kind).values())
    if kind == "csv":
        assert [file.name.rpartition("-")[2] for file in made] == ["hop.csv", "vi.csv"]
        totals, units = (
            list(csv.DictReader(file.open(encoding="utf-8-sig", newline=""), delimiter=";")) for file in made
        )
    else:
        book = openpyxl.load_workbook(made[0])
        totals, units = (list(records(book[name])) for name in ("Tổng hợp", "Đơn vị"))
    assert len(totals) == len(rows)
    for shown, kept in zip(totals, rows, strict=True):
        assert (shown["Mã địa bàn"], shown["Mã"]) == (kept.node, kept.indicator)
        assert isinstance(kept.value, list) or same(shown["Giá trị"], kept.value)
        assert same(shown["Tử số"], kept.numerator)
        assert same(shown["Mẫu số"], kept.denominator)
        assert (int(shown["Đã báo cáo (n)"]), int(shown["Phải báo cáo (N)"])) == (kept.reported, kept.expected)
        assert bool(shown["Tạm tính"]) is kept.provisional
        assert len((shown["Chưa có số liệu của"] or "").split("; ")) == max(1, len(kept.missing))
    seen = {(row["Mã đơn vị"], row["Mã"]): row for row in units}
    assert len(seen) == sum(len(of) for of in cells.values())
    for code, of in cells.items():
        for cell in of:
            shown = seen[cell.unit_id, code]
            at = "Giá trị" if cell.denominator is None else "Tử số"
            assert (shown["Vì sao chưa có"] or "") == cell.why_missing
            if not isinstance(cell.value, str):
                assert same(shown[at], cell.value), (code, cell)
            assert same(shown["Mẫu số"], cell.denominator)
            assert (shown["Mã tiếp nhận"] or "") == cell.receipt


def records(sheet):
    heads, *rows = sheet.iter_rows(values_only=True)
    return (dict(zip(heads, row, strict=True)) for row in rows)


def test_json_and_the_package_say_what_the_store_says(taken, demo):
    rows, cells = store(demo, today())
    (file,) = taken("json").values()
    content = json.loads(file.read_bytes())
    assert [t["value"] for t in content["totals"]] == [row.as_json()["value"] for row in rows]
    figures = {(unit["unit"], code): value for unit in content["units"] for code, value in unit["figures"].items()}
    given = {(cell.unit_id, code): cell for code, of in cells.items() for cell in of if cell.is_given}
    assert figures.keys() == given.keys()
    for key, value in figures.items():
        cell = given[key]
        if cell.denominator is not None:
            assert value == {"numerator": cell.value, "denominator": cell.denominator}
        else:
            assert value == (float(cell.value) if isinstance(cell.value, Decimal) else cell.value)
    parties = ("--sender-code", "H01", "--receiver-code", "G01", "--receiver", "Bộ Công an")
    (file,) = taken("package", *parties).values()
    package = opened(file.read_bytes())
    assert package["payload"] == content
    assert package["header"]["receiver"] == {"code": "G01", "name": "Bộ Công an"}


def test_dhis2_gets_each_unit_under_the_period_a_person_named(dondoc, taken, demo, tmp_path):
    told = dondoc("export", *ASKED, "--as", "dhis2", "--out", str(tmp_path / "x"), home=demo)
    assert told.exit_code == 1
    assert "không có mã kỳ tương ứng trong DHIS2" in told.stderr
    assert not (tmp_path / "x").exists()
    rows, cells = store(demo, today())
    values, meaning = (json.loads(file.read_bytes()) for file in taken("dhis2", "--dhis2-period", "2026S1").values())
    found = [v for v in values["dataValues"] if v["dataElement"] == f"{FORM}.B01"]
    assert sum(int(v["value"]) for v in found) == next(row.value for row in rows if row.indicator == "B01")
    assert {v["orgUnit"] for v in found} == {cell.unit_id for cell in cells["B01"] if cell.is_given}
    assert "từ ngày 01/01/2026 đến hết ngày 31/5/2026" in meaning["period"]["differs"]
    assert (meaning["reported"], meaning["expected"]) == (43, 45)

    codes = tmp_path / "ma.csv"
    codes.write_text("don vi;ma\n" + "".join(f"{c.unit_id};OU{n}\n" for n, c in enumerate(cells["B01"])), "utf-8")
    again = taken("dhis2", "--dhis2-period", "2026S1", "--org-units", str(codes), "--force")
    assert {v["orgUnit"][:2] for v in json.loads(next(iter(again.values())).read_bytes())["dataValues"]} == {"OU"}


def test_what_was_sent_is_exported_as_it_was_sent_and_stays_so(dondoc, taken, own_demo):
    before = {name: file.read_bytes() for name, file in taken("json", "--as-sent", "2026-07-01", home=own_demo).items()}
    with open_session(own_demo) as session:
        sent = newest_of(session, *KEY).content
        filing = session.exec(
            select(Submission).where(Submission.duty == KEY[1], Submission.state != "superseded")
        ).first()
        filing.state = "returned"
        session.add(filing)
    (name,) = before
    assert name.endswith("-ban-1.json")
    content = json.loads(before[name])
    assert content["totals"] == [
        {**{key: row[key] for key in content["totals"][0]}, "node_name": row["node_name"]} for row in sent["totals"]
    ]
    assert [unit["unit"] for unit in content["missing"]] == sent["missing"]
    assert content["sent"]["n"] == 1
    after = {
        name: file.read_bytes()
        for name, file in taken("json", "--as-sent", "2026-07-01", "--force", home=own_demo).items()
    }
    assert after == before


def test_taking_figures_away_counts_as_a_use_of_them(taken, own_demo):
    with open_session(own_demo) as session:
        assert FigurePlace.EXPORT not in {p for use in uses(session, FORM).values() for p in use.places}
    taken("xlsx", home=own_demo)
    with open_session(own_demo) as session:
        assert FigurePlace.EXPORT in uses(session, FORM)["B01"].places


def test_the_same_figures_give_the_same_bytes(taken, demo):
    for kind in ("csv", "xlsx", "json"):
        first = {name: file.read_bytes() for name, file in taken(kind).items()}
        assert {name: file.read_bytes() for name, file in taken(kind, "--force").items()} == first


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as", "xml"), "Không có dạng “xml”"),
        (("--as", "csv", "--separator", "|"), "Dấu phân cách"),
        (("--as", "package"), "mã định danh của cơ quan gửi"),
        (("--as", "dhis2", "--dhis2-period", "2026H1"), "không phải mã kỳ"),
        (("--as", "json", "--as-sent", "2026-01-01"), "chưa chốt"),
    ],
)
def test_what_cannot_be_exported_is_said_and_nothing_is_written(dondoc, demo, tmp_path, words, said):
    told = dondoc("export", *ASKED, *words, "--out", str(tmp_path / "x"), home=demo)
    assert told.exit_code == 1
    assert said in told.stderr
    assert not (tmp_path / "x").exists()


def test_a_duty_without_a_form_has_nothing_to_export(dondoc, demo, tmp_path):
    told = dondoc("export", "05", "S000-08", "2026", "--as", "csv", "--out", str(tmp_path), home=demo)
    assert told.exit_code == 1
    assert "không có biểu số liệu" in told.stderr
