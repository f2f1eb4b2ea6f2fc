"""Rà soát văn bản: every finding about the programmes' law on a day, in the order of the documents.

Pure: the catalogue and the day go in. What is looked for stands in modules of its own: the texts and their years, the
messages they mean, days and windows, levels, those who hold a duty or receive its work.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.cascade import USUAL_WORKING_DAYS
from models.catalogue import Catalogue
from models.finding import Finding
from models.findings_of_burden import about_burden
from models.findings_of_days import about_days
from models.findings_of_holders import about_holders
from models.findings_of_levels import about_levels
from models.findings_of_texts import about_citations, about_secrecy, about_texts
from models.programmes import Programme

__all__ = ["Finding", "findings"]


def findings(
    catalogue: Catalogue, as_of: date, programme: str | None = None, working_days: int = USUAL_WORKING_DAYS
) -> list[Finding]:
    """Of one programme or of all: first what concerns the whole, then duty by duty.

    `working_days`: how many a level needs between the deadline of the level below and its own.
    """
    slugs = catalogue.programmes if programme is None else [programme]
    return [f for slug in slugs for f in _of_programme(catalogue, catalogue.programme(slug), as_of, working_days)]


def _of_programme(catalogue: Catalogue, programme: Programme, as_of: date, working_days: int) -> Iterator[Finding]:
    yield from about_texts(programme, as_of)
    yield from about_burden(catalogue, programme, as_of)
    between_levels = about_levels(catalogue, programme, working_days)
    for duty in programme.duties.values():
        yield from about_days(catalogue, duty)
        yield from (finding for finding in between_levels if finding.duty == duty.id)
        yield from about_holders(catalogue, programme, duty, as_of)
        yield from about_citations(catalogue, duty, as_of)
        yield from about_secrecy(duty)
