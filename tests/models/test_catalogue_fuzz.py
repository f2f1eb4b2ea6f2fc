"""Whatever a hand slips in, a rule file is either taken whole or refused with a complaint: no traceback, no silence."""

from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import load_catalogue
from models.duty_files import read_duty
from models.form_files import read_form
from models.rule_files import RuleFile
from models.settings import BUILTIN_PROGRAMMES

CATALOGUE = load_catalogue(BUILTIN_PROGRAMMES)
DUTIES = sorted(BUILTIN_PROGRAMMES.glob("*/duties/*.yaml"))
TOKENS = [
    "[",
    "]",
    "{",
    "}",
    ":",
    "-",
    "null",
    '"',
    "'",
    "&a",
    "*a",
    "|",
    "0",
    "-1",
    "2024-99-99",
    "on",
    "\t",
    "=>",
    "<=",
]
SLIPS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 8), st.sampled_from(["", *TOKENS])), min_size=1, max_size=4
)


def with_slips(text: str, slips: list[tuple[int, int, str]]) -> str:
    for where, cut, token in slips:
        at = where % (len(text) + 1)
        text = text[:at] + token + text[at + cut :]
    return text


@given(st.sampled_from(DUTIES), SLIPS)
def test_a_slip_in_a_duty_is_taken_or_refused(file, slips):
    complaints = []
    programme = CATALOGUE.programme(file.parent.parent.name)
    sheet = RuleFile(str(file), with_slips(file.read_text("utf-8"), slips), complaints)
    duty = read_duty(sheet, file.stem, programme, CATALOGUE.bodies, CATALOGUE.forms)
    assert (duty is None) == bool(complaints)
    assert all(c.message and c.field for c in complaints)


@given(SLIPS)
def test_a_slip_in_a_form_is_taken_or_refused(slips):
    complaints = []
    text = (BUILTIN_PROGRAMMES / "forms/phong-trao.yaml").read_text("utf-8")
    form = read_form(RuleFile("phong-trao.yaml", with_slips(text, slips), complaints), "phong-trao", {})
    assert (form is None) == bool(complaints)
