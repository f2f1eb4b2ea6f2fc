"""Giải thích một hạn: the prose about one deadline, for a run or for the console. Reads only."""

from __future__ import annotations

from datetime import date

from models.bond import body_on
from models.catalogue import home_catalogue
from models.explanation import Explanation, explain
from models.settings import Home
from models.unit_map import find_unit
from tasks.session import open_session
from tasks.sheets import Sheet, sheet_key


def explain_deadline(home: Home, programme: str, duty: str, period: str, as_of: date, unit: str = "") -> Explanation:
    """The explanation, for a unit where one is named by id or name; a place stands for its body that bears the duty.

    Errors: `Refused` for an unknown programme, duty, period or unit, or a name that several units carry.
    """
    catalogue = home_catalogue(home)
    catalogue.programme(programme)
    with open_session(home) as session:
        asked = body_on(session, catalogue, programme, duty, find_unit(session, unit, as_of)).id if unit else ""
        return explain(session, catalogue, programme, duty, period, as_of, asked)


def explanation_sheet(told: Explanation) -> Sheet:
    """The same prose as a page beside the run, the steps after it."""
    lines = [told.sentence]
    if told.unit_name:
        lines.append(f"Đơn vị: {told.unit_name}.")
    lines += [f"**{paragraph.heading}:** {paragraph.text}" for paragraph in told.paragraphs]
    lines.append("\n".join(["**Từng bước:**", "", *(f"{n}. {s['text']}" for n, s in enumerate(told.steps, 1))]))
    return Sheet(
        sheet_key("giai-thich", *told.deadline.key, told.unit_id),
        f"Giải thích hạn · {told.title} · {told.deadline.label}",
        tuple(lines),
        when_empty="Giải thích này không ghi gì, không gửi gì.",
    )
