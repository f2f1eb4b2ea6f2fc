"""The judge itself: what it lets pass, and each kind of answer it must never let pass."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from models.check_sentences import MUST, read_sentence
from models.errors import CatalogueError, Refused
from models.facts import Audit
from models.figures import number_text, read_number
from models.rule_files import RuleFile, Unreadable
from models.rule_sections import RULE_KEYS, read_rule
from tests.fuzz import bending, oracle
from tests.fuzz.house import MONDAY, House
from tests.fuzz.oracle import Door, Refusal, judge

READERS = {  # modules that take apart what comes from outside → the doors behind which they stand
    "models/rule_files.py": "yaml-duty yaml-form yaml-programme yaml-unit-act yaml-behaviour",
    "models/field_lines.py": "json-map",
    "models/unit_sources.py": "json-map",
    "models/file_kinds.py": "uploads",
    "models/settings.py": "",  # the operator's own file, written by hand: tests/models/test_settings.py
    "reports/safe_package.py": "xlsx-form xlsx-units",
    "reports/sheet_cells.py": "xlsx-form xlsx-units",
    "reports/unit_sheets.py": "xlsx-units",
    "reports/workbook_reader.py": "xlsx-form",
    "reports/handover_pack.py": "zip-handover",
    "reports/data_package.py": "json-package",
    "reports/layout.py": "docx-layout",
    "reports/tracing.py": "docx-trace",
    "notifications/replies/reading.py": "mail",
    "notifications/zalo/events.py": "zalo-event",
    "tasks/exports.py": "csv-codes",
    "tasks/rehearsal_diff.py": "json-rehearsal",
    "tasks/verify_journal.py": "jsonl-journal",
    "tasks/archive.py": "tar-backup",
    "tasks/sealed_archive.py": "tar-backup",
    "deployments/commands/rule_sources.py": "zip-rules",
}
APART = (
    *(
        "ZipFile(",
        "yaml.compose",
        "json.loads(",
        "message_from_bytes",
        "CalamineWorkbook",
        "csv.reader",
        "tarfile.open",
    ),
    *("Document(BytesIO", "tomllib"),
)
OWN_WORDS = {  # these read back what this product wrote into its own rows and files
    "deployments/unit_package.py",
    "deployments/watch_files.py",
    "models/catalogue_change.py",
    "models/closing.py",
    "models/snapshots.py",
    "models/unit_changes.py",
    "models/unit_undo.py",
    "models/wide_figures.py",
    "portal/routes/officer_changes.py",
    "portal/routes/officer_exports.py",
    "reports/packing.py",
    "tasks/journal.py",
}
LABELS = {code: code for code in ("B01", "B02", "E03", "D01.tu_so", "D01.mau_so")}


def asked(knock, **more) -> tuple[str, str]:
    ended, finding = judge(Door("x", "x", lambda rng: b"", knock, **more), b"abc")
    return ended, finding.what if finding else ""


def raising(error: BaseException):
    def knock(data: bytes) -> str:
        raise error

    return knock


def test_success_and_a_refusal_of_ours_pass():
    assert asked(lambda data: "xong") == ("taken", "")
    assert asked(raising(Refused("Tệp trống. Đề nghị chọn lại."))) == ("refused", "")
    assert asked(raising(Refusal("403"))) == ("refused", "")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("x"), "KeyError tại tests/fuzz/test_oracle.py, knock"),
        (Refused("file not found"), "không bằng tiếng Việt"),
        (Refused("Lỗi: 'NoneType' object has no attribute"), "lời của máy: NoneType"),
        (Refused("Tệp \ud800 hỏng"), "không in ra được"),
        (MemoryError(), "hết bộ nhớ"),
    ],
)
def test_any_other_answer_is_a_finding(error, said):
    ended, what = asked(raising(error))
    assert ended == "found"
    assert said in what


def test_an_input_that_never_ends_is_a_finding(monkeypatch):
    monkeypatch.setattr(oracle, "MOST_SECONDS", 0.1)

    def knock(data: bytes) -> str:
        while True:
            try:
                sum(range(1000))
            except Exception:
                continue

    assert asked(knock) == ("found", "hơn 0.1 giây xử lý")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House(tmp_path_factory.mktemp("house"))
    made.keep()
    yield made
    made.close()


def test_a_refusal_that_wrote_a_row_or_a_file_or_tells_a_secret_is_a_finding(house):
    def row(data: bytes) -> str:
        with Session(house.engine) as session:
            session.add(Audit(at=MONDAY, actor="x", action="x", subject="x"))
            session.commit()
        raise Refused("Không được.")

    def file(data: bytes) -> str:
        (house.home.path / "half.new").write_bytes(data)
        raise Refused("Không được.")

    def secret(data: bytes) -> str:
        return f"khóa là {house.secrets[0]}"

    def undone(data: bytes) -> str:
        with Session(house.engine) as session:
            session.add(Audit(at=MONDAY, actor="x", action="x", subject="x"))
            session.flush()
            session.rollback()
        raise Refused("Không được.")

    assert asked(row, watched=house) == ("found", "đã từ chối mà vẫn ghi")
    assert asked(file, watched=house) == ("found", "đã từ chối mà vẫn ghi")
    assert asked(secret, watched=house) == ("found", "lộ bí mật trong lời trả lời")
    house.again()
    assert asked(undone, watched=house) == ("refused", "")


@given(st.integers(0, 10**6))
def test_a_bent_tree_is_still_a_tree(seed):
    whole = {"a": [1, {"b": "c"}], "d": {"e": None, "f": [True, 2.5]}}
    json.dumps(bending.tree(Random(seed), whole, spare=[[1, 2], {"x": "y"}]))
    assert whole == {"a": [1, {"b": "c"}], "d": {"e": None, "f": [True, 2.5]}}, "the sample itself stays as it was"


TERM = st.builds(
    lambda times, code: f"{times}*{code}" if times else code,
    st.none() | st.integers(0, 99),
    st.sampled_from([*LABELS, "last.B01", "year.B01", "below.B02", "Z99", "tu_so"]),
)
SIDE = st.lists(TERM, min_size=1, max_size=3).map(" + ".join)
SENTENCE = st.builds("{} {} {}".format, SIDE, st.sampled_from(["<=", ">=", "==", "<", "=", "~"]), SIDE)


@given(
    SENTENCE
    | st.builds("{} => {}".format, SENTENCE, SENTENCE)
    | st.builds("{} over {}".format, SENTENCE, st.integers())
)
def test_every_sentence_of_the_grammar_is_read_or_refused_with_words(text):
    try:
        check = read_sentence(text, None, LABELS, MUST)
    except Unreadable:
        return
    assert check.message
    assert check.holds(dict.fromkeys(LABELS, 2)) in (True, False, None)


VALUES = {
    "mode": ["once", "recurring", "adhoc", "undated", "x"],
    "bound": ["before", "by", "exact", "within", "after", "x"],
    "date": ["2026-06-15", "2026-02-30", "{a: b}"],
    "span": ["2026-06-15..2026-06-30", "2026-Q2", "2026-06-30..2026-06-15"],
    "yearly": ["06-15", "02-29", "x"],
    "every_months": ["1", "3", "5"],
    "day": ["15", "last", "31", "0"],
    "quarter": ["2", "5"],
    "after": [
        "{event: nhận, on: 2026-01-05, days: 10}",
        "{event: nhận, hours: 5}",
        "{event: hết kỳ, on: period_end, days: 0}",
    ],
    "at": ['"08:30"', '"24:00"', "830"],
    "window": ["period", "nd09", "{from: 12-15, to: 06-14}", "{from: x}"],
    "off_day_policy": ["earlier", "later", "keep", "x"],
    "first": ["2026-01-01"],
    "last": ["2025-01-01"],
}
RULE = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda k: st.sampled_from(VALUES[k]).map(lambda v: f"  {k}: {v}")),
    max_size=6,
)


@given(RULE)
def test_every_rule_of_the_grammar_is_read_or_complained_about(rows):
    complaints: list[CatalogueError] = []
    file = RuleFile("x.yaml", "\n".join(["rule:", *rows]) + "\n", complaints)
    root = file.root(["rule"])
    rule = read_rule(root.section("rule", RULE_KEYS) if root else None)
    assert rule is not None
    assert all(c.message and c.field for c in complaints)


@given(st.decimals(0, 10**11, places=3) | st.integers(0, 10**11))
def test_a_number_as_officers_write_it_is_read_as_itself(number):
    assert read_number(number_text(number)) == number


def test_every_reader_of_what_comes_from_outside_stands_behind_a_door(house, tmp_path):
    """A new reader in these folders gets a door, or is named among those that read back our own words."""
    found = {
        path.relative_to(oracle.ROOT).as_posix()
        for folder in (
            "models",
            "reports",
            "notifications/replies",
            "notifications/zalo",
            "tasks",
            "portal",
            "deployments",
        )
        for path in (oracle.ROOT / folder).rglob("*.py")
        if any(word in path.read_text("utf-8") for word in APART)
    }
    assert found - READERS.keys() <= OWN_WORDS, f"no door knocks at {sorted(found - READERS.keys() - OWN_WORDS)}"
    assert READERS.keys() <= found, f"these take nothing apart any more: {sorted(READERS.keys() - found)}"
