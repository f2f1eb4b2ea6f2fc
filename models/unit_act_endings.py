"""Who ends by an act, who takes over, and where those go that lived below. Pure; works on a draft.

Named units end first, then whole levels, then the bodies of places that end, each taking over as its place is taken
over. What lived below a unit that ends goes below its heir, or, where a whole level ends, one level up.
"""

from __future__ import annotations

from collections import defaultdict

from models.dates_in_words import day_text
from models.import_graph import exists
from models.unit_act_draft import SHOWN, Draft, days_of, is_place
from models.unit_act_living import put_below
from models.unit_acts import Ending, Heir, LevelEnding
from models.unit_sources import BODIES_OF_A_PLACE, body_id
from models.vocabulary import Level, SuccessionKind, Tree, UnitChangeKind

_ORDER = {str(level): n for n, level in enumerate(Level)}


def gather_endings(d: Draft) -> None:
    """Who ends: named ones, then whole levels, then the bodies of places that end."""
    for n, ending in enumerate(d.act.end, 1):
        if ending.unit in d.plan.endings:
            d.wrong(f"end[{n}].unit", f"“{d.name(ending.unit)}” ghi hai lần trong phần end")
        _ends(d, ending, f"end[{n}]")
    for n, level in enumerate(d.act.end_level, 1):
        _end_level(d, level, f"end_level[{n}]")
    for ending in list(d.plan.endings.values()):
        if d.world.units[ending.unit]["tree"] == Tree.TERRITORY:
            for tree in BODIES_OF_A_PLACE:
                _end_body(d, tree, ending)


def _end_level(d: Draft, level: LevelEnding, where: str) -> None:
    """Every unit of one tree and level in or below a place."""
    under = d.world.units[level.under]
    if not is_place(under):
        d.wrong(f"{where}.under", f"“{under['name']}” không phải địa bàn hành chính")
    found = [
        row
        for row in d.world.units.values()
        if row["tree"] == level.tree
        and row["level"] == level.level
        and d.may_end(row)
        and level.under in d.places_of(row)
    ]
    if not found:
        words = f"không có đơn vị nào của hệ {level.tree.label}, {level.level.label}, thuộc “{under['name']}” vào ngày "
        d.wrong(where, words + day_text(d.act.last_day))
    beside = {
        (row["territory_id"], row["level"]): row["id"]
        for row in d.now.values()
        if row["tree"] == level.heir_tree and exists(row, d.act.effective_on) and row["id"] not in d.plan.endings
    }
    for row in found:
        for to in level.functions_to:
            d.link(row["id"], to, SuccessionKind.FUNCTIONS, True, None, d.act.citation)
        if row["id"] in d.plan.endings:
            continue
        to = level.heir or beside.get((row["territory_id"], row["level"]), "")
        if level.heir_tree and not to:
            d.wrong(f"{where}.heir_tree", f"cùng địa bàn với “{row['name']}” không có đơn vị hệ {level.heir_tree}")
        heirs = (Heir(to=to, default=True),) if to else ()
        _ends(d, Ending(unit=row["id"], heirs=heirs, without_heir=level.without_heir), where)
        d.upward.add(row["id"])


def _end_body(d: Draft, tree: Tree, place: Ending) -> None:
    body = body_id(tree, place.unit)
    row = d.world.units.get(body)
    if row is None or not row["generated"] or not d.may_end(row) or body in d.plan.endings:
        return
    heirs = tuple(h.model_copy(update={"to": body_id(tree, h.to)}) for h in place.heirs if body_id(tree, h.to) in d.now)
    word = "" if heirs else place.without_heir or "địa bàn kế thừa không có cơ quan cùng hệ"
    _ends(d, Ending(unit=body, heirs=heirs, without_heir=word), d.where[place.unit])
    if place.unit in d.upward:
        d.upward.add(body)


def _ends(d: Draft, ending: Ending, where: str) -> None:
    d.plan.endings[ending.unit] = ending
    d.where.setdefault(ending.unit, where)


def end(d: Draft) -> None:
    for unit_id in d.plan.endings:
        row, where = d.now[unit_id], d.where[unit_id]
        if row["valid_from"] and row["valid_from"] > d.act.last_day:
            d.wrong(where, f"“{row['name']}” chỉ có từ {day_text(row['valid_from'])}, chưa thể kết thúc", unit_id)
        elif row["valid_to"] == d.act.last_day and unit_id in d.world.succeeded:
            d.wrong(where, f"“{row['name']}” đã có đơn vị kế thừa từ {day_text(d.act.effective_on)}", unit_id)
        elif row["valid_to"] not in (None, d.act.last_day):
            d.wrong(where, f"“{row['name']}” đã ghi kết thúc ngày {day_text(row['valid_to'])}", unit_id)
        elif row["valid_to"] is None:
            d.becomes(unit_id, valid_to=d.act.last_day)
    for unit_id, ending in d.plan.endings.items():
        _take_over(d, unit_id, ending)


def _take_over(d: Draft, unit_id: str, ending: Ending) -> None:
    is_split = len(ending.heirs) > 1
    seen: set[str] = set()
    for k, heir in enumerate(ending.heirs, 1):
        where = d.where[unit_id]
        where = f"{where}.heirs[{k}].to" if where.startswith("end[") else where
        if problem := _no_heir(d, unit_id, heir.to, seen):
            d.wrong(where, problem, unit_id)
        seen.add(heir.to)
        kind = SuccessionKind.PARTIAL if is_split else SuccessionKind.FULL
        share = float(heir.weight) if heir.weight is not None else None
        d.link(unit_id, heir.to, kind, heir.default, share, d.act.citation)


def _no_heir(d: Draft, unit_id: str, to_id: str, seen: set[str]) -> str | None:
    """Why this one cannot take over. Places are taken over by places; a merger or a split stays within one tree."""
    row, to = d.now[unit_id], d.now[to_id]
    name = f"“{to['name']}”"
    if to_id == unit_id:
        return f"{name} không thể tự kế thừa; nếu địa giới đổi mà tên còn giữ, lập đơn vị mới với mã khác"
    if to_id in seen:
        return f"{name} ghi hai lần trong các đơn vị kế thừa"
    if to_id in d.plan.endings:
        return f"{name} cũng kết thúc theo chính tệp này, không thể kế thừa"
    if not exists(to, d.act.effective_on):
        return f"{name} không có trong ngày {day_text(d.act.effective_on)}{days_of(to)}"
    strict = d.act.kind in (UnitChangeKind.MERGE, UnitChangeKind.SPLIT) or Tree.TERRITORY in (row["tree"], to["tree"])
    if strict and row["tree"] != to["tree"]:
        return f"{name} thuộc hệ {to['tree']}, đơn vị kết thúc thuộc hệ {row['tree']}"
    return None


def adopt(d: Draft) -> None:
    """What lives on below a unit that ends."""
    orphans: dict[str, list[str]] = defaultdict(list)
    for unit_id, row in list(d.now.items()):
        parent = row["parent_id"]
        if parent in d.plan.endings and unit_id not in d.moved and d.outlives(row):
            orphans[parent].append(unit_id)
    for parent, children in orphans.items():
        above = _above_instead(d, parent)
        for child in children:
            if above and _ORDER[d.now[above]["level"]] <= _ORDER[d.now[child]["level"]]:
                d.where.setdefault(child, d.where[parent])
                if child not in d.moved:  # a place takes its bodies along
                    put_below(d, child, above)
        if left := [child for child in children if child not in d.moved]:
            names = ", ".join(f"“{d.name(child)}”" for child in left[:SHOWN])
            more = f" và {len(left) - SHOWN} đơn vị khác" if len(left) > SHOWN else ""
            words = f"còn đơn vị trực thuộc chưa rõ cấp trên mới: {names}{more}; ghi ở phần move hoặc end"
            d.wrong(d.where[parent], f"“{d.name(parent)}” {words}", parent)


def _above_instead(d: Draft, ended: str) -> str | None:
    """The only heir of a parent that ends; of a level that ends, whoever stood above it."""
    heirs = d.plan.endings[ended].heirs
    if len(heirs) == 1 and d.now[heirs[0].to]["tree"] == d.now[ended]["tree"]:
        return heirs[0].to
    above = d.now[ended]["parent_id"] if ended in d.upward or d.act.kind is UnitChangeKind.LEVEL_ABOLISHED else None
    while above in d.plan.endings:
        above = d.now[above]["parent_id"]
    return above
