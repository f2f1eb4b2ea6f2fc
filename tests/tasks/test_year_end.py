"""The year's end of a whole province: the closed documents say what plain addition makes of what was filed.

The addition here shares nothing with the house: it reads the YAML of the form by itself, takes what the units meant to
hand in (`tests.year_end`), and adds fractions up. The documents are opened with openpyxl and as XML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
import yaml
from argon2 import PasswordHasher
from docx import Document
from pypdf import PdfReader
from sqlmodel import Session, select

import models.officers
from models.catalogue import home_catalogue
from models.closing import close_again
from models.facts import Submission
from models.quiet_hours import day_in_hanoi
from models.recalculation import recalculate
from models.settings import BUILTIN_PROGRAMMES
from models.snapshots import as_sent, snapshots_of
from models.units import Unit
from models.vocabulary import DerivedPart
from tasks.closing import TIMETABLE, close_what_is_due
from tasks.sent_files import sent_bytes
from tasks.session import engine_of, open_session
from tests.province import hanoi, province_in
from tests.year_end import CLOSED, KEY, NIL, PAPER, PATH, YearEnd, nodes_above, on_page, say, stop, whole_year

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OURS = "{urn:dondoc:so-lieu}so"
FORM = yaml.safe_load((BUILTIN_PROGRAMMES / "forms" / "phong-trao.yaml").read_text("utf-8"))["indicators"]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[YearEnd]:
    """Filed, reviewed, closed by the round."""
    costly, models.officers._hasher = models.officers._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with province_in(tmp_path_factory.mktemp("year")) as province:
        made = whole_year(province)
        done = close_what_is_due(province.home, day_in_hanoi(CLOSED), CLOSED, by=TIMETABLE)
        assert (done.closed, done.failed) == (("BC-NAM năm 2026",), ())
        made.portal.clock.now = CLOSED
        yield made
        stop(made)
    models.officers._hasher = costly


@pytest.fixture(scope="module")
def files(year: YearEnd) -> dict[str, Path]:
    return {file.suffix: file for file in (year.home.path / "reports").rglob("BC-NAM-2026.*")}


@pytest.fixture(scope="module")
def added(year: YearEnd) -> dict[tuple[str, str], SimpleNamespace]:
    return addition(year)


# plain addition


def lines() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every line with a number: the code, and its indicator as the YAML has it."""
    for indicator in FORM:
        if indicator["type"] == "text":
            continue
        parts = indicator.get("parts") if indicator["type"] != "ratio" else None
        for part in parts or [""]:
            yield (f"{indicator['code']}.{part}" if part else indicator["code"]), indicator


def given(code: str, indicator: dict[str, Any], figures: Any) -> tuple[Decimal, Decimal] | None:
    """What one unit gave into one line (of a ratio both parts); None where it gave nothing."""
    if figures in (None, PAPER):
        return None
    if figures == NIL:
        says_zero = indicator["nature"] == "flow" and indicator["type"] != "ratio"
        return (Decimal(0), Decimal(0)) if says_zero else None
    if indicator["type"] == "ratio":
        pair = [figures.get(f"{code}.{part}") for part in ("tu_so", "mau_so")]
        return None if None in pair else (Decimal(pair[0]), Decimal(pair[1]))  # type: ignore[arg-type]
    value = figures.get(code)
    return None if value is None else (Decimal(str(int(value) if isinstance(value, bool) else value)), Decimal(0))


def addition(year: YearEnd) -> dict[tuple[str, str], SimpleNamespace]:
    """Every line at every place: its sum, who gave it, who was asked."""
    with open_session(year.home) as s:
        sits, parents, names = nodes_above(s)
    found: dict[tuple[str, str], SimpleNamespace] = {}
    for filed in year.filed.values():
        place: str | None = sits[filed.unit]
        while place:
            for code, indicator in lines():
                cell = found.setdefault(
                    (place, code),
                    SimpleNamespace(top=Decimal(0), below=Decimal(0), n=0, of=0, missing=[], estimate=False),
                )
                cell.of += 1
                gave = given(code, indicator, filed.figures)
                if gave is None:
                    cell.missing.append(names[filed.unit])
                    continue
                cell.n += 1
                cell.top += gave[0]
                cell.below += gave[1]
                cell.estimate |= filed.is_estimate
            place = parents[place]
    return found


def shown(code: str, indicator: dict[str, Any], cell: SimpleNamespace) -> Decimal | None:
    """The value that stands for the sum; None where nothing may stand."""
    if not cell.n or (indicator["across"] == "none" and cell.of > 1):
        return None
    if indicator["type"] == "ratio":
        return 100 * cell.top / cell.below if cell.below else None
    return cell.top


def written(value: Decimal) -> str:
    """1234.5 → 1.234,5."""
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.translate(str.maketrans(",.", ".,"))


def rate(top: Decimal, below: Decimal) -> str:
    if not below:
        return "—"
    percent = written((100 * top / below).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return f"{percent}% ({written(top)}/{written(below)})"


# the documents, read without the house


def sheet_rows(file: Path, name: str) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(file)[name]
    heads = [cell.value for cell in sheet[5]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=6, values_only=True)]


def printed_numbers(file: Path) -> list[tuple[dict[str, str], str]]:
    """Each traced number of a Word file: what its bookmark says it is, and the text between its ends."""
    document = Document(str(file))
    meant = {}
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/customXml/dondoc.xml":
            meant = {row.get("n"): dict(row.attrib) for row in ElementTree.fromstring(part.blob).iter(OURS)}
    found, open_ones = [], dict[str, list[str]]()
    names = dict[str, str]()
    for element in document.element.body.iter():
        if element.tag == f"{W}bookmarkStart" and element.get(f"{W}name").startswith("_dd_"):
            names[element.get(f"{W}id")] = element.get(f"{W}name").removeprefix("_dd_")
            open_ones[element.get(f"{W}id")] = []
        elif element.tag == f"{W}t":
            for words in open_ones.values():
                words.append(element.text or "")
        elif element.tag == f"{W}bookmarkEnd" and element.get(f"{W}id") in open_ones:
            found.append((meant[names[element.get(f"{W}id")]], "".join(open_ones.pop(element.get(f"{W}id")))))
    return found


def table_rows(table: Any) -> list[list[str]]:
    return [["".join(t.text or "" for t in cell.iter(f"{W}t")) for cell in row.tc_lst] for row in table._tbl.tr_lst]


def body_text(file: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(str(file)).paragraphs]


# the laws


def test_everybody_of_the_province_was_asked_and_filed_in_every_way_there_is(year: YearEnd) -> None:
    ways = [filed.way for filed in year.filed.values()]
    with open_session(year.home) as s:
        levels = [s.get_one(Unit, unit).level for unit in year.filed]
    assert (levels.count("xa"), levels.count("tinh")) == (102, 7)
    assert set(ways) == {
        "page", "workbook", "mail", "late", "estimate", "again", "returned", "silent", NIL, PAPER,
    }  # fmt: skip
    with open_session(year.home) as s:
        kept = list(s.exec(select(Submission)))
    assert {s.filed_via for s in kept} == {"portal", "workbook", "mail"}
    newest = {s.unit_id: s for s in sorted(kept, key=lambda s: s.version)}
    for unit, filed in year.filed.items():
        if isinstance(filed.figures, dict):
            assert newest[unit].figures == filed.figures, filed.way
            assert newest[unit].state == "accepted"


def test_whatever_is_kept_beside_the_filings_reads_the_same_when_derived_again(year: YearEnd) -> None:
    with Session(engine_of(year.home)) as session:
        parts = (DerivedPart.WIDE_FIGURES, DerivedPart.RUNNING_TOTALS)  # this province is assigned by hand
        assert recalculate(session, home_catalogue(year.home), parts, day_in_hanoi(CLOSED)) == []
        session.rollback()


def test_every_total_of_the_workbook_is_the_plain_sum_with_its_coverage(year: YearEnd, files, added) -> None:
    with open_session(year.home) as s:
        _, _, names = nodes_above(s)
    rows = {(row["Địa bàn"], row["Mã"]): row for row in sheet_rows(files[".xlsx"], "Theo địa bàn")}
    by_code = dict(lines())
    places = {place for place, _ in added}
    assert len({names[place] for place in places}) == len(places) == 103
    assert len([key for key in rows if key[1] in by_code]) == len(added)
    for (place, code), cell in added.items():
        row, indicator = rows[names[place], code], by_code[code]
        value = shown(code, indicator, cell)
        where = (names[place], code)
        assert (row["Đã báo cáo"], row["Phải báo cáo"]) == (cell.n, cell.of), where
        if value is None:
            assert row["Giá trị"] is None, where
        else:
            assert Decimal(str(row["Giá trị"])) == pytest.approx(value, rel=Decimal("1e-12")), where
        parts = (cell.top, cell.below) if indicator["type"] == "ratio" and cell.n else (None, None)
        assert (row["Tử số"], row["Mẫu số"]) == parts, where
        assert (row["Số ước"] or "") == ("ước" if cell.estimate else ""), where
        said = row["Chưa có số liệu của"] or ""
        listed = [name for name in said.partition(" và ")[0].split("; ") if name]
        assert set(listed) <= set(cell.missing), where
        more = re.search(r" và (\d+) đơn vị khác$", said)
        assert len(listed) + int(more[1] if more else 0) == len(cell.missing), where


def test_every_cell_of_every_unit_stands_in_the_workbook_as_filed(year: YearEnd, files) -> None:
    with open_session(year.home) as s:
        _, _, names = nodes_above(s)
    rows = {row["Đơn vị"]: row for row in sheet_rows(files[".xlsx"], "Theo đơn vị") if row["Đơn vị"]}
    assert len(rows) == len(year.filed)
    for filed in year.filed.values():
        row = rows[names[filed.unit]]
        cells = {head.partition(". ")[0]: value for head, value in row.items() if ". " in head}
        for code, indicator in lines():
            figures = filed.figures if isinstance(filed.figures, dict) else None
            gave = given(code, indicator, figures)
            if gave is None:
                assert not cells[code], (filed, code)
            elif indicator["type"] == "bool":
                assert cells[code] == ("có" if gave[0] else "không")
            else:
                if indicator["type"] == "ratio" and not gave[1]:
                    assert cells[code] is None, (filed.unit, code)
                    continue
                value = 100 * gave[0] / gave[1] if indicator["type"] == "ratio" else gave[0]
                assert Decimal(str(cells[code])) == pytest.approx(value, rel=Decimal("1e-12")), (filed.unit, code)
        marks = row["Tình trạng"]
        assert ("số ước" in marks) == filed.is_estimate
        assert ("quá hạn" in marks) == filed.is_late
        assert ("không phát sinh" in marks) == (filed.figures == NIL)
        assert ("chưa báo cáo" in marks) == (filed.figures is None)


def test_the_silent_and_the_returned_are_named_in_both_documents(year: YearEnd, files) -> None:
    with open_session(year.home) as s:
        _, _, names = nodes_above(s)
    silent = sorted(names[filed.unit] for filed in year.filed.values() if filed.figures is None)
    sheet = openpyxl.load_workbook(files[".xlsx"])["Chưa báo cáo"]
    assert sorted(row[1] for row in sheet.iter_rows(min_row=6, values_only=True)) == silent
    last = table_rows(Document(str(files[".docx"])).tables[-1])
    assert sorted(row[1] for row in last[1:]) == silent
    coverage = f"{len(year.filed) - len(silent)}/{len(year.filed)} đơn vị đã báo cáo"
    assert any(coverage in text and silent[0] in text for text in body_text(files[".docx"]))


def test_every_number_of_the_word_file_is_what_was_filed_and_added(year: YearEnd, files, added) -> None:
    by_code, numbers = dict(lines()), printed_numbers(files[".docx"])
    roots = {row["node"] for row, _ in numbers if row.get("node")}
    assert len(roots) == 1
    seen, units = set(), set()
    for row, text in numbers:
        code, indicator = row["code"], by_code[row["code"]]
        if unit := row.get("unit"):
            gave = given(code, indicator, year.filed[unit].figures)
            assert gave is not None, row
            units.add(unit)
        else:
            cell = added[row["node"], code]
            gave = (cell.top, cell.below)
            seen.add(code)
        if indicator["type"] == "ratio":
            whole = rate(*gave)
            assert text in {whole, *whole.split(" ")}, row
        elif indicator["type"] == "bool" and row.get("unit"):
            assert text == ("có" if gave[0] else "không"), row
        elif indicator["type"] == "bool":
            assert text in (written(gave[0]), f"{written(gave[0])} đơn vị có"), row
        else:
            assert text.removeprefix("0") == written(gave[0]).removeprefix("0") or text == "không phát sinh", row
            assert text != "không phát sinh" or not gave[0], row
    assert seen == {code for code, indicator in by_code.items() if indicator["across"] != "none"}
    assert units == {unit for unit, filed in year.filed.items() if isinstance(filed.figures, dict)}


def test_every_annex_row_of_the_word_file_reads_as_filed(year: YearEnd, files) -> None:
    with open_session(year.home) as s:
        _, _, names = nodes_above(s)
    by_name = {names[filed.unit]: filed for filed in year.filed.values()}
    order = list(lines())
    read: dict[tuple[str, str], str] = {}
    document = Document(str(files[".docx"]))
    headings = [p.text for p in document.paragraphs if re.match(r"Biểu \d+\. Chỉ tiêu ", p.text)]
    annexes = [table for table in document.tables if table._tbl.tr_lst and len(table._tbl.tr_lst) > len(by_name)]
    assert len(headings) == len(annexes)
    for heading, table in zip(headings, annexes, strict=True):
        first, last = heading.partition("Chỉ tiêu ")[2].split(" – ")
        codes = [indicator["code"] for _, indicator in order]
        wanted = order[codes.index(first) : len(codes) - codes[::-1].index(last)]
        for row in table_rows(table):
            filed = by_name.get(row[1].removesuffix(" (ước)"))
            if filed is None or not isinstance(filed.figures, dict):
                continue
            assert row[1].endswith(" (ước)") == filed.is_estimate
            read |= {(filed.unit, code): text for (code, _), text in zip(wanted, row[2:], strict=True)}
    by_code = dict(order)
    filers = [filed for filed in year.filed.values() if isinstance(filed.figures, dict)]
    assert len(read) == len(filers) * len(order)
    for (unit, code), text in read.items():
        gave, indicator = given(code, by_code[code], year.filed[unit].figures), by_code[code]
        if gave is None:
            assert text == "", (unit, code)
        elif indicator["type"] == "bool":
            assert text == ("có" if gave[0] else "không")
        elif indicator["type"] == "ratio":
            assert text == rate(*gave).replace(" ", ""), (unit, code)
        else:
            assert text == written(gave[0]), (unit, code)


def test_the_leaders_page_counts_the_same_units_on_paper_and_on_screen(year: YearEnd) -> None:
    officer = year.portal.officer("thammuu")
    reported = sum(filed.figures is not None for filed in year.filed.values())
    in_time = sum(filed.figures is not None and not filed.is_late for filed in year.filed.values())
    asked, never = len(year.filed), sum(filed.way == "silent" for filed in year.filed.values())
    screen = re.sub(r"<[^>]+>|\s+", " ", officer.get("/lanh-dao").text)
    word = Document(BytesIO(officer.get("/lanh-dao/mot-trang.docx").content))
    pdf = PdfReader(BytesIO(officer.get("/lanh-dao/mot-trang.pdf").content))
    assert len(pdf.pages) == 1
    on_word = " ".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in word.element.body.iter(f"{W}p"))
    for text in (screen, on_word, pdf.pages[0].extract_text()):
        flat = re.sub(r"\s+", " ", text)
        for part in (reported, in_time):
            told = rate(Decimal(part), Decimal(asked)).partition(" ")[0]
            assert told in flat, (told, re.findall(r".{90}/109.{40}", flat))
            assert f"{part}/{asked}" in flat, (part, flat[:1500])
        assert f"{never:02} việc còn thiếu" in flat  # what was returned is not overdue, but asked after
        assert f"và {asked - reported - 3:02} đơn vị khác nên gọi" in flat


def test_a_correction_after_the_closing_is_told_and_what_was_sent_stays_byte_for_byte(year: YearEnd, files) -> None:
    before = {file.name: file.read_bytes() for file in files.values()}
    later = hanoi("05/01/2027 09:00")
    year.portal.clock.now = later
    mended = next(filed for filed in year.filed.values() if filed.way == "page")
    came = next(filed for filed in year.filed.values() if filed.way == "silent")
    old = addition(year)
    with open_session(year.home) as s:
        first = snapshots_of(s, *KEY)[0]
        id = s.exec(select(Submission.id).where(Submission.unit_id == mended.unit)).one()
        _, parents, names = nodes_above(s)
    officer = year.portal.officer("thammuu")
    say(officer, id, "reopen", note="Đơn vị đề nghị đính chính số buổi.")
    mended.figures = {**mended.figures, "B01": mended.figures["B01"] + 7}
    on_page(year, mended.unit, mended.figures)
    came.figures, came.is_late = dict(mended.figures), True
    on_page(year, came.unit, came.figures)
    new = addition(year)
    note = Document(BytesIO(officer.get(f"/can-bo/van-ban/dieu-chinh/{PATH}").content))
    told = [row for table in note.tables for row in table_rows(table)]
    told_text = " ".join(" ".join(row) for row in told) + " ".join(p.text for p in note.paragraphs)
    root = next(
        place for place, parent in parents.items() if (place, "B01") in new and not (parent and (parent, "B01") in new)
    )
    for code in ("B01", "B02", "G01"):
        was, now = old[root, code], new[root, code]
        beside = [f"{written(cell.top)} ({cell.n}/{cell.of} đơn vị)" for cell in (was, now)]
        assert any(set(beside) <= set(row) and f"+{written(now.top - was.top)}" in row for row in told), (code, beside)
    assert names[mended.unit] in told_text
    assert names[came.unit] in told_text
    at = day_in_hanoi(later)
    with open_session(year.home) as s:
        again = close_again(
            s, home_catalogue(year.home), *KEY, as_of=at, now=later, by="tham-muu", why="bổ sung 02 đơn vị"
        )
        assert (again.n, again.reported) == (2, first.reported + 1)
    with open_session(year.home) as s:
        kept = as_sent(s, *KEY, day_in_hanoi(CLOSED))
        assert kept.bytes == first.bytes
        assert sent_bytes(s, year.home, kept) == before
    totals = {(row["node"], row["indicator"]): row for row in again.content["totals"]}
    for (place, code), cell in new.items():
        row = totals[place, code]
        assert (row["reported"], row["expected"]) == (cell.n, cell.of)
        if row["value"] is not None and row["denominator"] is None:
            assert Decimal(str(row["value"])) == cell.top, (place, code)
