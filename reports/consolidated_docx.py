"""BÁO CÁO tổng hợp as a Word draft: parts I–V of the periodic report, then the annex of units against indicators.

Figures, coverage and names of missing units are written out; assessment, direction and signature are left to people.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.dates_in_words import day_text
from models.vocabulary import IndicatorType
from reports import nd30
from reports.annex_tables import missing_table, unit_tables, word_tables, words_of_units
from reports.consolidated_report import ConsolidatedReport
from reports.sentences import MISSING, NAMES_SHOWN, NIL, coverage_sentence, lowered, sentences

DIRECTION = "A"
RESULTS = {
    "B": "Tuyên truyền, vận động",
    "C": "Xây dựng, nhân rộng mô hình",
    "D": "Xây dựng tiêu chuẩn “An toàn về ANTT”, phân loại phong trào",
    "E": "Nhân dân tham gia bảo vệ ANTT; lực lượng ở cơ sở",
    "F": "Họp định kỳ, kiểm tra, thi đua, khen thưởng",
    "G": "Kinh phí",
}


def consolidated_docx(report: ConsolidatedReport) -> bytes:
    """The draft as .docx bytes; the same report gives the same bytes."""
    document = nd30.paper(f"Báo cáo {report.period_label} – {report.programme_title}", is_demo=report.is_demo)
    nd30.masthead(document, report.issuers, superior=report.superior, symbol=report.symbol, place=report.place)
    nd30.title(document, "BÁO CÁO", _subject(report), window=_window(report), is_demo=report.is_demo)
    nd30.line(document, f"Kính gửi: {report.addressee or '……………………………'}.", after=6)
    basis = f"Thực hiện {report.basis}, " if report.basis else ""
    opening = f"{basis}{report.issuer} báo cáo kết quả {report.period_label} như sau:"
    nd30.prose(document, opening[0].upper() + opening[1:])
    _direction(document, report)
    _results(document, report)
    _assessment(document)
    _proposals(document, report)
    nd30.prose(
        document,
        f"Trên đây là báo cáo kết quả {report.period_label} của {report.issuer}, "
        f"kính gửi {report.addressee or '……'} tổng hợp./.",
    )
    nd30.gap(document, 8)
    recipients = [*(report.recipients or ("Như trên;",)), "Lưu: VT, …."]
    nd30.signatures(document, recipients, signers=len(report.issuers))
    _annex(document, report)
    return nd30.saved(document)


def _subject(report: ConsolidatedReport) -> list[str]:
    what = _result_of(report)
    return [f"{what} {report.period_label}" if report.period_label not in what else what]


def _result_of(report: ConsolidatedReport) -> str:
    """`Họp định kỳ` → `Kết quả họp định kỳ`; `Báo cáo năm kết quả thực hiện …` → `Kết quả thực hiện …`."""
    duty, said = report.duty_title, report.duty_title.lower()
    if said.startswith("kết quả"):
        return duty
    if said.startswith("báo cáo") and "kết quả" in said:
        return f"Kết quả{duty[said.index('kết quả') + len('kết quả') :]}"
    if not duty or said.startswith("báo cáo"):
        return f"Kết quả thực hiện {report.programme_title}"
    return f"Kết quả {lowered(duty)}"


def _window(report: ConsolidatedReport) -> str:
    if report.window is None:
        return ""
    return f"(Số liệu từ ngày {day_text(report.window[0])} đến hết ngày {day_text(report.window[1])})"


def _direction(document: Any, report: ConsolidatedReport) -> None:
    nd30.section_heading(document, "I. Công tác chỉ đạo, triển khai")
    nd30.prose(document, coverage_sentence(report))
    for note in report.notes:
        nd30.prose(document, note)
    _dashes(document, sentences(report, report.group(DIRECTION)))


def _results(document: Any, report: ConsolidatedReport) -> None:
    nd30.section_heading(document, "II. Kết quả thực hiện")
    headings = {letter: RESULTS.get(letter, title) for letter, title in report.form.groups if letter != DIRECTION}
    grouped = {i.code for letter, _ in report.form.groups for i in report.group(letter)}
    others = [i for i in report.indicators if i.code not in grouped]
    number = 0
    for letter, heading in headings.items():
        if told := sentences(report, report.group(letter)):
            number += 1
            nd30.clause_heading(document, f"{number}. {heading}")
            nd30.prose(document, f"Theo số liệu của {report.coverage}:", italic=True)
            _dashes(document, told)
    if told := sentences(report, others):
        if number:
            nd30.clause_heading(document, f"{number + 1}. Số liệu khác")
        nd30.prose(document, f"Theo số liệu của {report.coverage}:", italic=True)
        _dashes(document, told)


def _assessment(document: Any) -> None:
    nd30.section_heading(document, "III. Đánh giá chung")
    for heading in ("1. Ưu điểm", "2. Hạn chế, nguyên nhân (khách quan, chủ quan)", "3. Kinh nghiệm"):
        nd30.clause_heading(document, heading)
        nd30.dotted(document)
    nd30.section_heading(document, "IV. Phương hướng, nhiệm vụ kỳ tới")
    nd30.dotted(document)


def _proposals(document: Any, report: ConsolidatedReport) -> None:
    """Khó khăn, kiến nghị: each unit's own words under its name, nothing rewritten; many of them move to the annex."""
    nd30.section_heading(document, "V. Kiến nghị, đề xuất")
    asked = [i for i in report.indicators if i.type == IndicatorType.TEXT]
    if not asked:
        nd30.dotted(document)
    for indicator in asked:
        words = words_of_units(report, indicator)
        said = f"{len(words)}/{report.expected} đơn vị nêu"
        if not words:
            nd30.prose(document, f"{indicator.label}: {NIL if report.reported else MISSING}.")
        elif len(words) > NAMES_SHOWN:
            nd30.prose(document, f"{indicator.label}: {said}, tổng hợp tại Phụ lục.")
        else:
            nd30.prose(document, f"{indicator.label} ({said}):")
            _dashes(document, [f"{name}: {text}" for name, text in words])


def _annex(document: Any, report: ConsolidatedReport) -> None:
    tables = unit_tables(report)
    if not tables:
        return
    nd30.annex(document, landscape=any(table.is_wide for table in tables))
    nd30.line(document, "Phụ lục", bold=True)
    nd30.line(document, "BIỂU SỐ LIỆU THEO ĐƠN VỊ", bold=True)
    attached = f"(Kèm theo Báo cáo số …/BC-{report.symbol or '…'} ngày … tháng … năm … của {report.issuer})"
    nd30.line(document, attached, italic=True)
    nd30.line(document, f"{report.coverage}. Ô trống là chưa có số liệu, không phải số 0.", size=12, after=6)
    tables += word_tables(report, beyond=NAMES_SHOWN)
    if len(report.missing) > NAMES_SHOWN:
        tables.append(missing_table(report))
    for number, table in enumerate(tables, 1):
        heading = nd30.line(document, f"Biểu {number}. {table.heading}" if len(tables) > 1 else table.heading, size=13)
        heading.paragraph_format.keep_with_next = True
        heading.runs[0].bold = True
        document.element.body.insert(-1, table.element)
        nd30.gap(document, 10 if number < len(tables) else 1)


def _dashes(document: Any, told: Sequence[str]) -> None:
    for text in told:
        nd30.prose(document, f"- {text}")
