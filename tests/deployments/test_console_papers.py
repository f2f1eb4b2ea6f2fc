"""Documents from the console, on the demo province: templates of one's own, layout, traces back to the store."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlmodel import col, select

from models.alarms import open_alarms
from models.catalogue import home_catalogue
from models.facts import PeriodClose, Submission
from models.figure_use import uses
from models.filing_facts import FigureUse
from models.vocabulary import AlarmCode, DocumentStyle, FigurePlace, SubmissionKind
from models.wide_figures import WIDE
from reports.consolidated_report import lines_of
from reports.layout import lint
from reports.sentences import exact
from reports.tracing import trace
from reports.unit_report_docx import unit_report_docx
from tasks.act_sheets import closing_sheet
from tasks.closing import close_and_total
from tasks.consolidated import consolidated_files, consolidated_report
from tasks.session import open_session
from tasks.unit_report import unit_report

P05, REQUEST, PERIOD = "05-ctrph-cat-mttq", "DX-2026-01", "2026-06-19"
SUNDAY = date(2026, 11, 22)
NAME = "bao-cao-tong-hop.nd30.docx"


def rewrite(file, old: str, new: str) -> None:
    """Change one run of words in a document, as a person would in Word."""
    document = Document(str(file))
    found = next(t for t in document.element.body.iter(qn("w:t")) if t.text and old in t.text)
    found.text = found.text.replace(old, new)
    document.save(str(file))


@pytest.fixture
def report_file(dondoc, loaded_demo, tmp_path):
    assert dondoc("report", "05", PERIOD, "--out", str(tmp_path), home=loaded_demo).exit_code == 0
    (file,) = tmp_path.glob("*.docx")
    return file


def test_the_figures_of_a_document_read_back_equal_to_the_store(loaded_demo):
    """Every period of the demo that has figures: each total and each figure a unit filed, value for value."""
    with open_session(loaded_demo) as session:
        catalogue, settings = home_catalogue(loaded_demo), loaded_demo.settings()
        keys = session.exec(
            select(Submission.programme, Submission.duty, Submission.period)
            .where(Submission.kind == SubmissionKind.FIGURES.value)
            .distinct()
        ).all()
        reports = [consolidated_report(session, catalogue, settings, *key, SUNDAY) for key in keys]
    assert len(reports) > 20
    for report in reports:
        (content,) = [made for name, made in consolidated_files(report, "x").items() if name.endswith(".docx")]
        numbers = [p for p in trace(content).numbers if ":" not in p.origin.code]
        words = {i.code for i in report.indicators if i.type == "text"}
        given = [t for t in report.totals if t.node == report.root_node and t.reported and t.indicator not in words]
        totals = {t.indicator: exact(t) for t in given if exact(t)}
        read = {p.origin.code: p.origin.value for p in numbers if p.origin.node}
        assert read == totals
        filed = {(p.origin.unit, p.origin.code): p.origin.value for p in numbers if p.origin.unit}
        for row in report.unit_rows:
            for line in (line for i in report.indicators if i.type == "count" for line in lines_of(i)):
                value = (row.figures or {}).get(line.code)
                assert filed.get((row.unit_id, line.code)) == (None if value is None else str(value))
        assert lint(content) == []


def test_a_document_agrees_with_the_store_until_somebody_changes_a_number(dondoc, loaded_demo, report_file):
    told = dondoc("trace", str(report_file), home=loaded_demo)
    assert told.exit_code == 0
    assert told.stdout.endswith(" số có dấu vết, 0 số lệch.\n")
    rewrite(report_file, "58.477", "59.477")
    told = dondoc("trace", str(report_file), home=loaded_demo)
    assert told.exit_code == 1
    assert "văn bản đã sửa tay (khi lập: 58.477)" in " ".join(told.stdout.split())
    told = dondoc("trace", str(report_file), "--json", home=loaded_demo)
    differing = [row for row in json.loads(told.stdout) if row["differs"]]
    assert {row["indicator"] for row in differing} == {"B02"}


def test_a_number_that_the_store_tells_otherwise_today_is_named(dondoc, own_demo, tmp_path):
    key = ("05", "2026-12-02", "--out", str(tmp_path))
    assert dondoc("report", *key, home=own_demo).exit_code == 0
    (file,) = tmp_path.glob("*.docx")
    with open_session(own_demo) as session:
        filed = select(Submission).where(Submission.duty == "DX-2026-02", col(Submission.state) == "filed")
        row = session.exec(filed.order_by(col(Submission.id))).first()
        session.connection().execute(WIDE.delete().where(WIDE.c.submission_id == row.id))
        session.delete(row)
    told = dondoc("trace", str(file), home=own_demo)
    assert told.exit_code == 1
    assert "hệ thống" in told.stdout


def test_whoever_takes_a_report_away_has_read_its_figures(dondoc, own_demo, tmp_path):
    assert dondoc("report", "05", PERIOD, "--out", str(tmp_path), home=own_demo).exit_code == 0
    with open_session(own_demo) as session:
        read = uses(session, "phong-trao-rut-gon")
    assert {"B01", "G01"} <= read.keys()
    assert read["B01"].places == (FigurePlace.CONSOLIDATED,)


def test_a_report_that_is_refused_was_read_by_nobody(dondoc, own_demo, tmp_path):
    asked = ("report", "05", PERIOD, "--out", str(tmp_path))
    assert dondoc(*asked, home=own_demo).exit_code == 0
    with open_session(own_demo) as session:
        for use in session.exec(select(FigureUse)).all():
            session.delete(use)
    assert "đã có. Thêm --force" in dondoc(*asked, home=own_demo).stderr
    with open_session(own_demo) as session:
        assert uses(session, "phong-trao-rut-gon") == {}


def test_a_file_of_others_is_neither_traced_nor_taken_for_well_laid_out(dondoc, loaded_demo, tmp_path):
    plain = BytesIO()
    Document().save(plain)
    (tmp_path / "la.docx").write_bytes(plain.getvalue())
    told = dondoc("trace", str(tmp_path / "la.docx"), home=loaded_demo)
    assert "không có dấu vết số liệu" in told.stderr
    told = dondoc("lint-docx", str(tmp_path / "la.docx"), home=loaded_demo)
    assert told.exit_code == 1
    assert "Nơi nhận: thiếu" in told.stdout
    assert "Không đọc được" in dondoc("trace", str(tmp_path / "khong-co.docx"), home=loaded_demo).stderr


def test_layout_is_told_after_either_style(dondoc, loaded_demo, report_file):
    assert "Đúng thể thức (Nghị định 30/2020/NĐ-CP)." in dondoc("lint-docx", str(report_file), home=loaded_demo).stdout
    told = dondoc("lint-docx", str(report_file), "--style", "dang", "--json", home=loaded_demo)
    assert told.exit_code == 1
    assert {"where", "what"} == set(json.loads(told.stdout)[0])
    assert "nd30, dang" in dondoc("lint-docx", str(report_file), "--style", "cu", home=loaded_demo).stderr


def test_templates_are_taken_home_edited_and_checked(dondoc, own_demo):
    assert "mẫu gốc" in dondoc("templates", home=own_demo).stdout
    told = dondoc("templates", "export", "bao-cao-tong-hop", home=own_demo)
    assert sorted(f.name for f in own_demo.templates.iterdir()) == ["bao-cao-tong-hop.dang.docx", NAME]
    assert NAME in told.stdout
    assert "Đã có mẫu sửa" in dondoc("templates", "export", home=own_demo).stderr
    assert "Các mẫu đều dùng được." in dondoc("templates", "check", home=own_demo).stdout
    rewrite(own_demo.templates / NAME, "{{ tinh_hinh_bao_cao }}", "{{ tinh_hinh }}")
    told = dondoc("templates", "check", home=own_demo)
    assert told.exit_code == 1
    assert "không có biến “tinh_hinh”; biến gần giống: tinh_hinh_bao_cao" in told.stdout
    assert "thiếu biến bắt buộc “tinh_hinh_bao_cao”" in told.stdout
    assert "Các mẫu: bao-cao-tong-hop" in dondoc("templates", "export", "thu-moi", home=own_demo).stderr
    told = dondoc("templates", "variables", "cong-van-don-doc", "--json", home=own_demo)
    assert json.loads(told.stdout)["han_moi"] == "ngày đề nghị gửi chậm nhất"
    told = dondoc("report", "05", PERIOD, "--out", str(own_demo.path / "ra"), home=own_demo)
    assert "không có biến “tinh_hinh”" in told.stderr, "whoever asks for the document is told at once"


def test_a_broken_template_never_stops_a_closing_and_rings_until_it_is_mended(dondoc, own_demo):
    now = datetime(2026, 12, 20, 3, tzinfo=UTC)
    own_demo.templates.mkdir()
    (own_demo.templates / NAME).write_bytes(b"no document")
    asked = (own_demo, P05, "DX-2026-02", "2026-12-02", date(2026, 12, 20), now)
    closing = close_and_total(*asked, by="Cán bộ thử")
    assert [file.suffix for file in closing.files] == [".docx", ".xlsx"]
    assert lint(closing.files[0].read_bytes()) == []
    (notice,) = closing.notices
    assert NAME in notice
    assert "Văn bản đã được lập theo mẫu gốc." in notice
    assert notice in closing_sheet(closing).lines
    with open_session(own_demo) as session:
        assert session.exec(select(PeriodClose).where(PeriodClose.duty == "DX-2026-02")).one()
        (alarm,) = [a for a in open_alarms(session) if a.code == AlarmCode.DOCUMENT_TEMPLATE]
        assert alarm.subject == NAME
    (own_demo.templates / NAME).unlink()
    assert close_and_total(*asked, by="Cán bộ thử").notices == ()
    with open_session(own_demo) as session:
        assert not [a for a in open_alarms(session) if a.code == AlarmCode.DOCUMENT_TEMPLATE]


def test_the_list_of_who_filed_how_is_laid_out_and_agrees_with_the_store(dondoc, loaded_demo, tmp_path):
    out = tmp_path / "thi-dua.docx"
    assert dondoc("punctuality-list", "05", "2026", "--out", str(out), home=loaded_demo).exit_code == 0
    assert lint(out.read_bytes()) == []
    assert dondoc("trace", str(out), home=loaded_demo).exit_code == 0
    assert "đã có" in dondoc("punctuality-list", "05", "2026", "--out", str(out), home=loaded_demo).stderr


def test_a_correction_is_refused_where_nothing_was_sent_or_nothing_changed(dondoc, loaded_demo, tmp_path):
    out = ("--out", str(tmp_path / "x.docx"))
    told = dondoc("correction", "05", REQUEST, PERIOD, *out, home=loaded_demo)
    assert "không thay đổi từ lần gửi ngày 26/6/2026" in told.stderr
    told = dondoc("correction", "05", "DX-2026-02", "2026-12-02", *out, home=loaded_demo)
    assert "chưa khóa, chưa gửi số liệu" in told.stderr


def test_what_came_after_the_sending_becomes_a_note_of_correction(dondoc, own_demo, tmp_path):
    with open_session(own_demo) as session:
        key = (Submission.duty == REQUEST, Submission.period == PERIOD, col(Submission.state) != "superseded")
        filed = session.exec(select(Submission).where(*key).order_by(col(Submission.id))).first()
        filed.figures = {**filed.figures, "B01": filed.figures["B01"] + 7}
        session.add(filed)
    out = tmp_path / "dieu-chinh.docx"
    assert dondoc("correction", "05", REQUEST, PERIOD, "--out", str(out), home=own_demo).exit_code == 0
    assert lint(out.read_bytes()) == []
    changed = [p.origin for p in trace(out.read_bytes()).numbers]
    assert {origin.code.partition(":")[0] for origin in changed} == {"B01"}
    assert {origin.value for origin in changed if origin.code == "B01:chenh-lech"} == {"7"}


def test_a_unit_s_own_draft_stands_beside_the_year_before_in_both_styles(loaded_demo):
    with open_session(loaded_demo) as session:
        catalogue, settings = home_catalogue(loaded_demo), loaded_demo.settings()
        newest = select(Submission).where(Submission.duty == "S000-01", Submission.period == "2026")
        filed = session.exec(newest.order_by(col(Submission.id))).first()
        for style in DocumentStyle:
            report = unit_report(session, catalogue, settings, filed, SUNDAY, style=style)
            assert {c.then.period for c in report.comparisons.values()} == {"2025"}
            content = unit_report_docx(report)
            assert lint(content, style) == []
            assert trace(content).source["ma-tiep-nhan"] == filed.receipt
        assert report.head.superior.startswith("Công an")
