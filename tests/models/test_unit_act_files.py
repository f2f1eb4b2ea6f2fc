"""The file that proposes a change of units: read strictly, by file, line, field and allowed values."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import CatalogueError
from models.unit_act_files import act_complaints, read_act
from models.unit_act_plan import plan_act
from models.unit_act_world import World
from models.unit_map import builtin_units
from models.unit_sources import unit_rows

HEAD = "kind: split\ntitle: Thử\neffective_on: 2026-01-01\n"
SPLIT = "end:\n  - unit: Xã A\n    heirs:\n      - {to: Xã B%s}\n      - {to: Xã C%s}\n"


def complaint(text: str) -> CatalogueError:
    with pytest.raises(CatalogueError) as wrong:
        read_act("bien-dong.yaml", text)
    return wrong.value


@pytest.mark.parametrize(
    ("text", "line", "field", "words"),
    [
        ("", 1, "(toàn tệp)", "tệp trống"),
        ("- 1\n", 1, "(toàn tệp)", "phải là một nhóm"),
        ("kind: [\n", 2, "(cú pháp YAML)", "sai cú pháp"),
        ("kind: gop\ntitle: x\neffective_on: 2026-01-01\n", 1, "kind", "không có trong danh mục"),
        ("kind: rename\neffective_on: 2026-01-01\nrename: []\n", 1, "title", "thiếu"),
        ("kind: rename\ntitle: x\neffective_on: 2026-02-30\nrename: []\n", 3, "effective_on", "không có trong lịch"),
        ("kind: rename\ntitle: x\neffective_on: 0001-01-01\n", 3, "effective_on", "ngoài khoảng 1945 – 2100"),
        (HEAD.replace("split", "create") + "create: []\n", 4, "create", "danh sách trống"),
        (HEAD + "mau: đỏ\n", 4, "mau", "khóa lạ"),
        (HEAD + "title: hai\n", 4, "title", "khóa ghi hai lần"),
        (HEAD, 1, "end", "phải nói điều gì thay đổi"),
        (HEAD + SPLIT % ("", "") + "rename:\n  - {unit: x, name: y}\n", 10, "rename", "không đi với kind: split"),
        (HEAD + "end:\n  - {unit: Xã A}\n", 5, "end[1].heirs", "without_heir"),
        (HEAD + "end:\n  - {heirs: [{to: x}]}\n", 5, "end[1].unit", "thiếu"),
        (HEAD + SPLIT % (", share: 1.5", ""), 7, "end[1].heirs[1].share", "không quá 1"),
        (HEAD + SPLIT % (", share: nửa", ""), 7, "end[1].heirs[1].share", "phân số như 7/20"),
        (HEAD + SPLIT % (", share: 1/0", ""), 7, "end[1].heirs[1].share", "không phải tỷ lệ"),
        (HEAD + SPLIT % (", share: 0.5", ""), 7, "end[1].heirs", "ghi đủ cho mọi đơn vị kế thừa"),
        (HEAD + SPLIT % (", share: 0.3", ", share: 0.6"), 7, "end[1].heirs", "cộng lại bằng 90%"),
        (HEAD + SPLIT % (", share: 0.5", ", share: 0.5"), 7, "end[1].heirs", "default: true"),
        (HEAD + SPLIT % ("", ""), 7, "end[1].heirs", "default: true"),
        (HEAD + SPLIT % (", default: true", ", default: true"), 7, "end[1].heirs", "chỉ một đơn vị"),
        (HEAD + SPLIT % (", default: có", ""), 7, "end[1].heirs[1].default", "đúng/sai"),
        (
            "kind: create\ntitle: x\neffective_on: 2026-01-01\ncreate:\n"
            "  - {id: Xã A, name: Xã A, tree: police, level: xa}\n",
            5,
            "create[1].id",
            "chữ thường không dấu",
        ),
        (
            "kind: create\ntitle: x\neffective_on: 2026-01-01\ncreate:\n"
            "  - {id: a, name: Xã A, tree: rừng, level: xa}\n",
            5,
            "create[1].tree",
            "territory, police",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_by_line_and_field(text, line, field, words):
    wrong = complaint(text)
    assert (wrong.file, wrong.line, wrong.field) == ("bien-dong.yaml", line, field), wrong
    assert words in str(wrong)


def test_shares_that_cannot_be_read_are_not_complained_about_twice():
    found = act_complaints("bien-dong.yaml", HEAD + SPLIT % (", share: 133%", ", share: -33%"))
    assert [wrong.field for wrong in found] == ["end[1].heirs[1].share", "end[1].heirs[2].share"]


def test_a_broken_json_file_is_not_called_yaml():
    assert act_complaints("bien-dong.json", '{"kind": "create",,}')[0].field == "(cú pháp JSON)"


def test_all_complaints_are_given_at_once():
    found = act_complaints("x.yaml", "kind: rename\neffective_on: mai\nrename:\n  - {unit: a}\n")
    assert [e.field for e in found] == ["title", "effective_on", "rename[1].name"]


def test_thirds_add_up_exactly_and_json_is_read_like_yaml():
    text = HEAD + (SPLIT % (", share: 1/3", ", share: 2/3"))
    act = read_act("x.yaml", text).act
    assert [(heir.share, heir.default) for heir in act.end[0].heirs] == [("1/3", False), ("2/3", True)]
    plain = {"kind": "split", "title": "Thử", "effective_on": "2026-01-01"}
    heirs = [{"to": "Xã B", "share": "1/3"}, {"to": "Xã C", "share": "2/3"}]
    written = json.dumps({**plain, "end": [{"unit": "Xã A", "heirs": heirs}]}, ensure_ascii=False)
    assert read_act("x.json", written).act == act


def test_the_lines_of_every_field_are_known():
    lines = read_act("x.yaml", HEAD + (SPLIT % (", default: true", ""))).lines
    assert (lines["end[1].unit"], lines["end[1].heirs[2].to"]) == (5, 8)


WHOLE = (Path(__file__).parents[2] / "docs" / "bien-dong-don-vi.md").read_text("utf-8")
PIECES = [line for example in re.findall(r"```yaml\n(.*?)```", WHOLE, re.DOTALL) for line in example.splitlines()]
MAP = {row["id"]: row for row in unit_rows(builtin_units()).units}


@given(
    lines=st.lists(st.sampled_from([*PIECES, "end:", "  - {}", "  - x", "heirs: 3", "\t-", "move: []"]), max_size=25)
)
def test_any_heap_of_lines_is_read_laid_out_or_refused_and_never_breaks(lines):
    text = "\n".join(lines)
    complaints = act_complaints("x.yaml", text)
    if complaints:
        assert all(e.field and e.message for e in complaints)
        return
    plan = plan_act(read_act("x.yaml", text).act, World(MAP))
    assert all(p.where and p.message for p in plan.problems)


@given(data=st.data())
def test_an_example_with_lines_taken_out_or_doubled_is_never_taken_for_something_else(data):
    lines = list(PIECES[: data.draw(st.sampled_from([17, 24, len(PIECES)]))])
    for _ in range(data.draw(st.integers(1, 3))):
        n = data.draw(st.integers(0, len(lines) - 1))
        lines[n : n + 1] = data.draw(st.sampled_from([[], [lines[n]] * 2, [lines[n][2:]], [f"{lines[n]} x"]]))
    if not act_complaints("x.yaml", "\n".join(lines)):
        plan_act(read_act("x.yaml", "\n".join(lines)).act, World(MAP))
