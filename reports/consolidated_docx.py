"""BÁO CÁO tổng hợp as a Word draft: its template filled in, then the annex of units against indicators.

Figures, coverage and names of missing units are written out; assessment, direction and signature are left to people.
Every number carries a hidden bookmark that leads back to its origin (`reports.tracing`).
"""

from __future__ import annotations

from typing import Any

from models.dates_in_words import day_text
from models.vocabulary import IndicatorType
from reports import nd30
from reports.annex_tables import missing_table, unit_tables, word_tables, words_of_units
from reports.consolidated_report import ConsolidatedReport, lines_of
from reports.sentences import MISSING, NAMES_SHOWN, NIL, comparison_notes, coverage_sentence, lowered, phrase, sentences
from reports.templates import TemplateFault, filled
from reports.tracing import bookmark, plain

TEMPLATE = "bao-cao-tong-hop"
DIRECTION = "A"
RESULTS = {
    "B": "Tuyên truyền, vận động",
    "C": "Xây dựng, nhân rộng mô hình",
    "D": "Xây dựng tiêu chuẩn “An toàn về ANTT”, phân loại phong trào",
    "E": "Nhân dân tham gia bảo vệ ANTT; lực lượng ở cơ sở",
    "F": "Họp định kỳ, kiểm tra, thi đua, khen thưởng",
    "G": "Kinh phí",
}
OTHERS = "Số liệu khác"


def consolidated_docx(report: ConsolidatedReport, troubles: list[TemplateFault] | None = None) -> bytes:
    """The draft as .docx bytes; the same report gives the same bytes. `troubles`: as `reports.templates.filled`."""
    head = report.head
    document = filled(head.folder, TEMPLATE, variables(report), style=head.style, troubles=troubles)
    nd30.name(document, f"Báo cáo {report.period_label} – {report.programme_title}")
    _annex(document, report)
    bookmark(document, report.source)
    return nd30.saved(document)


def variables(report: ConsolidatedReport) -> dict[str, Any]:
    """What the template may print."""
    addressee = report.addressee or "……………………………"
    return {
        **report.head.variables("BC", report.recipients or ("Như trên",)),
        "ky_chung": len(report.head.agencies) > 1,
        "ten_chuong_trinh": report.programme_title,
        "trich_yeu": subject(report.duty_title, report.programme_title, report.period_label),
        "ky": report.period_label,
        "cua_so": window_words(report.window),
        "can_cu": report.basis,
        "kinh_gui": addressee,
        "tinh_hinh_bao_cao": coverage_sentence(report),
        "pham_vi": report.coverage,
        "luu_y": [*report.notes, *comparison_notes(report)],
        "chi_dao": sentences(report, report.group(DIRECTION)),
        "ket_qua": results(report),
        "kien_nghi": _proposals(report),
        "so": variables_by_code(report),
    }


def subject(duty: str, programme: str, period: str) -> list[str]:
    """The lines under the kind: `Kết quả thực hiện Chương trình … 6 tháng đầu năm 2026`, the period said once."""
    what = _result_of(duty, programme)
    return [f"{what} {period}" if period not in what else what]


def window_words(window: tuple[Any, Any] | None) -> str:
    """`(Số liệu từ ngày … đến hết ngày …)`; empty without a window."""
    return f"(Số liệu từ ngày {day_text(window[0])} đến hết ngày {day_text(window[1])})" if window else ""


def results(report: ConsolidatedReport) -> list[dict[str, Any]]:
    """The parts of the results that have something to say: heading and sentences, group by group of the form."""
    headings = {letter: RESULTS.get(letter, title) for letter, title in report.form.groups if letter != DIRECTION}
    found = [(heading, sentences(report, report.group(letter))) for letter, heading in headings.items()]
    grouped = {i.code for letter, _ in report.form.groups for i in report.group(letter)}
    found.append((OTHERS, sentences(report, [i for i in report.indicators if i.code not in grouped])))
    return [{"ten": heading, "cau": told} for heading, told in found if told]


def _result_of(duty: str, programme: str) -> str:
    """`Họp định kỳ` → `Kết quả họp định kỳ`; `Báo cáo năm kết quả thực hiện …` → `Kết quả thực hiện …`."""
    said = duty.lower()
    if said.startswith("kết quả"):
        return duty
    if said.startswith("báo cáo") and "kết quả" in said:
        return f"Kết quả{duty[said.index('kết quả') + len('kết quả') :]}"
    if not duty or said.startswith("báo cáo"):
        return f"Kết quả thực hiện {programme}"
    return f"Kết quả {lowered(duty)}"


def _proposals(report: ConsolidatedReport) -> list[dict[str, Any]]:
    """Khó khăn, kiến nghị: each unit's own words under its name, nothing rewritten; many of them move to the annex."""
    found: list[dict[str, Any]] = []
    for indicator in (i for i in report.indicators if i.type == IndicatorType.TEXT):
        words = words_of_units(report, indicator)
        said = f"{len(words)}/{report.expected} đơn vị nêu"
        if not words:
            found.append({"cau_dau": f"{indicator.label}: {NIL if report.reported else MISSING}.", "cau": []})
        elif len(words) > NAMES_SHOWN:
            found.append({"cau_dau": f"{indicator.label}: {said}, tổng hợp tại Phụ lục.", "cau": []})
        else:
            told = [plain(f"{name}: {text}") for name, text in words]
            found.append({"cau_dau": f"{indicator.label} ({said}):", "cau": told})
    return found


def variables_by_code(report: ConsolidatedReport) -> dict[str, Any]:
    """Each number by the code of its line, for a clerk's own sentences: `so.B01`, `so.D06.xuat_sac`."""
    found: dict[str, Any] = {}
    for indicator in (i for i in report.indicators if i.type != IndicatorType.TEXT):
        for line in lines_of(indicator):
            words = phrase(report.total(line.code), indicator, "")
            code, _, part = line.code.partition(".")
            if part:
                found.setdefault(code, {})[part] = words
            else:
                found[code] = words
    return found


def _annex(document: Any, report: ConsolidatedReport) -> None:
    tables = unit_tables(report)
    if not tables:
        return
    nd30.annex(document, landscape=any(table.is_wide for table in tables))
    nd30.line(document, "Phụ lục", bold=True)
    nd30.line(document, "BIỂU SỐ LIỆU THEO ĐƠN VỊ", bold=True)
    attached = f"(Kèm theo Báo cáo số {report.head.number('BC')} ngày … tháng … năm … của {report.head.agency})"
    nd30.line(document, attached, size=13, italic=True)
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
