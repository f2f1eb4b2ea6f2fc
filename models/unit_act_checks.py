"""Whether what an act leaves behind adds up: numbers, parents, circles, two units in one place. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

from models.dates_in_words import day_text
from models.import_graph import exists, graph_problems, shared_days
from models.unit_act_draft import Draft, days_of, is_place
from models.vocabulary import Level, UnitChangeKind


def check_numbers(d: Draft) -> None:
    """A merger joins at least two, a split makes at least two, an absorber was there before."""
    kind = d.act.kind
    given = Counter(heir.to for ending in d.act.end for heir in ending.heirs)
    for n, ending in enumerate(d.act.end, 1):
        where, name = f"end[{n}].heirs", d.name(ending.unit)
        if kind in (UnitChangeKind.MERGE, UnitChangeKind.ABSORBED) and len(ending.heirs) != 1:
            d.wrong(where, f"“{name}” phải có đúng một đơn vị kế thừa (kind: {kind})")
        elif kind is UnitChangeKind.SPLIT and len(ending.heirs) < 2:
            d.wrong(where, f"“{name}” chia tách thì phải có ít nhất hai đơn vị kế thừa")
        elif kind is UnitChangeKind.MERGE:
            to = ending.heirs[0].to
            if given[to] + (to not in d.born) < 2:
                d.wrong(where, f"“{d.name(to)}” chỉ nhận một đơn vị; hợp nhất thì cần ít nhất hai")
        elif kind is UnitChangeKind.ABSORBED and ending.heirs[0].to in d.born:
            d.wrong(where, f"“{d.name(ending.heirs[0].to)}” là đơn vị mới; dùng kind: merge")
    if kind in (UnitChangeKind.MERGE, UnitChangeKind.SPLIT):
        for n, birth in enumerate(d.act.create, 1):
            if not given[birth.id]:
                d.wrong(f"create[{n}]", f"“{birth.name}” là đơn vị mới nhưng không kế thừa đơn vị nào")


def check_graph(d: Draft) -> None:
    """Parents exist on the day, in the same tree, without circles; nobody stands in another's place."""
    named = sorted(d.born | d.moved)
    asked = [d.now[unit_id] for unit_id in named if not d.now[unit_id]["generated"]]
    for unit_id, column, message in graph_problems(asked, d.now, d.world.units):
        words = {"parent_id": "parent", "territory_id": "territory"}.get(column, column)
        d.wrong(f"{d.where[unit_id]}.{words}", message)
    for row in (d.now[unit_id] for unit_id in named):
        where = f"{d.where[row['id']]}.parent"
        parent = d.now.get(row["parent_id"] or "")
        if parent and not row["generated"] and not exists(parent, d.act.effective_on):
            on = day_text(d.act.effective_on)
            d.wrong(where, f"“{parent['name']}” không có trong ngày {on}{days_of(parent)}")
        elif (place := d.now.get(row["territory_id"] or "")) and not exists(place, d.act.effective_on):
            on = day_text(d.act.effective_on)
            if row["id"] in d.born:
                message = f"địa bàn “{place['name']}” không có trong ngày {on}{days_of(place)}"
                d.wrong(f"{d.where[row['id']]}.territory", message)
        elif parent is None and is_place(row) and row["level"] != Level.PROVINCE:
            d.wrong(where, f"“{row['name']}” phải có địa bàn cấp trên")


def check_doubles(d: Draft) -> None:
    """Nobody the act touches shares a day, from the day on, with another of the same name and parent, or code."""
    touched = d.born | set(d.plan.changed)
    alike: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for unit_id, row in d.now.items():
        if not row["generated"]:
            alike[(row["tree"], row["level"], row["parent_id"], row["name"].casefold())].append(unit_id)
            if row["code"] and is_place(row):
                alike[(row["level"], row["code"])].append(unit_id)
    for mark, same in alike.items():
        words = "cùng mã số" if len(mark) == 2 else "cùng tên, cùng cấp trên"
        for pair in combinations(same, 2):
            new, other = pair[::-1] if pair[1] in touched else pair
            days = shared_days(d.now[new], d.now[other])
            if new in touched and days and days[1] >= d.act.effective_on:
                on = day_text(max(days[0], d.act.effective_on))
                message = f"từ ngày {on} có hai đơn vị {words}: “{d.name(other)}” ({other}) và {new}"
                d.wrong(d.where.get(new, "(toàn tệp)"), message)
