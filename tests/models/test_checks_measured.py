"""How good the checks are at their work: mistakes seeded into plausible reports, and questions nobody needed."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from models.catalogue import load_catalogue
from models.checking import checked
from models.settings import BUILTIN_PROGRAMMES
from tests.histories import FAULTS, History, faulty

FORM = load_catalogue(BUILTIN_PROGRAMMES).form("phong-trao")
UNITS = 50


def is_asked(filing) -> bool:
    found = checked(FORM, filing.figures, filing.around)
    return bool(found.errors or found.queries)


@pytest.fixture(scope="module")
def filings():
    return [filing for seed in range(UNITS) for filing in History(FORM, seed).filings()]


def test_the_histories_fill_the_form_and_differ(filings):
    boxes = {field.code for field in FORM.fields()}
    assert boxes == {code for filing in filings for code in filing.figures}
    assert len({str(filing.figures) for filing in filings}) == len(filings)


def test_a_faultless_report_is_seldom_asked_about(filings):
    assert sum(map(is_asked, filings)) <= 0.05 * len(filings)


def test_mistakes_are_caught_kind_by_kind(filings):
    luck, seeded, caught = random.Random(1), Counter(), Counter()
    for filing in (filing for filing in filings if not is_asked(filing)):
        for fault in FAULTS:
            if made := faulty(FORM, filing, fault, luck):
                seeded[fault] += 1
                caught[fault] += is_asked(made)
    assert set(seeded) == set(FAULTS)
    assert {fault: n for fault, n in seeded.items() if caught[fault] < 0.95 * n} == {}
