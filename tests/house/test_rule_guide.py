"""Every rule that the guide to writing programmes shows is one that the reader takes."""

import re
from pathlib import Path

import pytest

from models.rule_files import RuleFile
from models.rule_sections import EVENT_KEYS, RULE_KEYS, read_rule

GUIDE = (Path(__file__).resolve().parents[2] / "docs/viet-chuong-trinh.md").read_text("utf-8")
SECTION = GUIDE[GUIDE.index("## Quy tắc thời hạn") : GUIDE.index("## Ngày nghỉ")]
EXAMPLES = [line for line in SECTION.splitlines() if line.startswith("|") and "`mode:" in line]
WINDOWS = re.findall(r"^\|.*\| `(window: [^`]*)`", SECTION, re.M)


def complaints_about(rule: list[str]) -> list:
    complaints: list = []
    text = "rule:\n" + "".join(f"  {part}\n" for part in rule)
    root = RuleFile("duties/X-1.yaml", text, complaints).root(["rule"])
    assert root is not None
    read_rule(root.section("rule", RULE_KEYS))
    return [str(c) for c in complaints]


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_of_the_guide_can_be_copied_into_a_rule(line):
    said = line.split("|")[2].split("(")[0] if "(" in line.split("|")[2] else line.split("|")[2]
    assert complaints_about([part for part in re.findall(r"`([^`]*)`", said) if ":" in part]) == []


@pytest.mark.parametrize("window", WINDOWS)
def test_a_window_of_the_guide_can_be_copied_into_a_rule(window):
    assert complaints_about(["mode: recurring", "bound: within", "every_months: 6", window]) == []


def test_the_guide_shows_a_rule_for_most_lines_of_the_law():
    assert len(EXAMPLES) >= 25
    assert len(WINDOWS) == 4
    assert not [key for key in EVENT_KEYS if not re.search(rf"`[^`\n]*\b{key}\b", GUIDE)]
