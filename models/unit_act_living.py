"""Units that begin, are renamed or move by an act, and the bodies that follow their place. Pure; works on a draft."""

from __future__ import annotations

from models.import_graph import exists
from models.unit_act_draft import Draft, days_of
from models.unit_act_world import Row, newborn
from models.unit_sources import BODIES_OF_A_PLACE, LEVELS, body_id, place_in_words
from models.vocabulary import Level, Tree


def create(d: Draft) -> None:
    for n, birth in enumerate(d.act.create, 1):
        where = f"create[{n}]"
        if birth.tree is Tree.TERRITORY and birth.level not in LEVELS:
            allowed = ", ".join(LEVELS)
            d.wrong(f"{where}.level", f"địa bàn hành chính chỉ có các cấp: {allowed}")
        if birth.tree is Tree.TERRITORY and birth.territory:
            d.wrong(f"{where}.territory", "đơn vị thuộc hệ địa bàn hành chính thì để trống mục này")
        for row in newborn(birth, d.act):
            if held := d.world.units.get(row["id"]):
                words = f"mã đã dùng cho “{held['name']}”{days_of(held)}; mã không dùng lại, đặt mã khác"
                d.wrong(f"{where}.id", words, row["id"])
            elif row["id"] in d.born:
                by_rule = d.now[row["id"]]["generated"] and not row["generated"]
                words = "lập theo quy tắc cùng với địa bàn, không phải ghi" if by_rule else "ghi hai lần trong tệp"
                d.wrong(f"{where}.id", f"mã “{row['id']}” {words}", row["id"])
            else:
                d.born.add(row["id"])
                d.now[row["id"]] = row
                d.where[row["id"]] = where
    for row in (d.now[unit_id] for unit_id in d.born):
        if row["generated"] and row["parent_id"] not in d.now:
            d.now[row["id"]] = {**row, "parent_id": None}


def rename(d: Draft) -> None:
    for n, act in enumerate(d.act.rename, 1):
        where, row = f"rename[{n}]", d.now[act.unit]
        if not d.lives_on(act.unit, f"{where}.unit"):
            continue
        if d.where.get(act.unit, "").startswith("rename"):
            d.wrong(f"{where}.unit", f"“{row['name']}” ghi hai lần trong phần rename")
        d.where[act.unit] = where
        new = {"name": act.name, "kind": act.kind or row["kind"], "code": act.code or row["code"]}
        if all(row[key] == value for key, value in new.items()):
            d.wrong(f"{where}.name", f"“{row['name']}” đã mang tên này")
            continue
        d.becomes(act.unit, **new)
        if row["tree"] == Tree.TERRITORY and Level.of(row["level"]) in LEVELS:
            for tree, words in BODIES_OF_A_PLACE.items():
                prefix = words[LEVELS.index(Level.of(row["level"]))]
                _rename_body(d, body_id(tree, act.unit), prefix, row, new)


def _rename_body(d: Draft, body: str, prefix: str, place: Row, new: Row) -> None:
    """A body that still bears the name the rule gave it is called after the place's new name."""
    row = d.now.get(body)
    if row is None or not row["generated"] or not exists(row, d.act.effective_on):
        return
    if row["name"] == f"{prefix} {place_in_words(place['name'])}" and body not in d.plan.endings:
        name, kind = f"{prefix} {place_in_words(new['name'])}", f"{prefix} {new['kind']}"
        d.becomes(body, name=name, kind=kind, code=new["code"])
        d.where.setdefault(body, d.where[place["id"]])


def move(d: Draft) -> None:
    for n, act in enumerate(d.act.move, 1):
        where, row = f"move[{n}]", d.now[act.unit]
        if not d.lives_on(act.unit, f"{where}.unit"):
            continue
        if act.unit in d.moved:
            d.wrong(f"{where}.unit", f"“{row['name']}” ghi hai lần trong phần move")
        if row["parent_id"] == act.parent:
            d.wrong(f"{where}.parent", f"“{row['name']}” đã trực thuộc “{d.name(act.parent)}”")
        d.where[act.unit] = where
        put_below(d, act.unit, act.parent)


def put_below(d: Draft, unit_id: str, parent: str) -> None:
    row = d.now[unit_id]
    d.moved.add(unit_id)
    d.becomes(unit_id, parent_id=parent)
    if row["tree"] != Tree.TERRITORY:
        return
    for tree in BODIES_OF_A_PLACE:
        body, above = d.now.get(body_id(tree, unit_id)), body_id(tree, parent)
        follows = body is not None and body["generated"] and exists(body, d.act.effective_on)
        if body is not None and follows and body["id"] not in d.plan.endings and above in d.now:
            d.moved.add(body["id"])
            d.becomes(body["id"], parent_id=above)
            d.where.setdefault(body["id"], d.where[unit_id])
