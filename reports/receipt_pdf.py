"""Phiếu tiếp nhận as a PDF that looks the same everywhere: set by Typst from `receipt.typ` with its own fonts."""

from __future__ import annotations

from pathlib import Path

from reports import nd30
from reports.numerals import moment
from reports.receipt_facts import Receipt, facts, figure_lines, filed_text, form_words
from reports.typesetting import pdf_of

TEMPLATE = Path(__file__).with_name("receipt.typ")


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt as PDF bytes: the same receipt, the same bytes. No file, network or system font is touched."""
    told = {
        "number": receipt.number,
        "agency": receipt.agency,
        "filed": moment(receipt.filed_at),
        "demo": nd30.DEMO if receipt.is_demo else "",
        "facts": facts(receipt),
        "moved": [
            (m.code.partition(".")[0], m.label, filed_text(m.before), filed_text(m.after)) for m in receipt.moved
        ],
        "figures": [
            {"code": f.code, "label": f.label, "unit": f.unit, "value": f.value, "words": f.is_words}
            for f in figure_lines(receipt)
        ],
        "form": form_words(receipt),
        "answers": list(receipt.answers),
        "thanks": receipt.thanks,
        "verify": receipt.how_to_verify,
    }
    return pdf_of(TEMPLATE, told, receipt.filed_at)
