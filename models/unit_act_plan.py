"""What an act does to the units, row by row, and what stands in its way. Pure: nothing is written here.

The bodies a place has by rule follow it: they begin, end, take over, are renamed and moved with it. A unit that lives
on keeps its id, and what it was before is kept as its past; all else makes and ends units.
"""

from __future__ import annotations

from models.dates_in_words import day_text
from models.import_graph import exists
from models.unit_act_checks import check_doubles, check_graph, check_numbers
from models.unit_act_draft import SHOWN, Draft, Plan, days_of, is_place
from models.unit_act_endings import adopt, end, gather_endings
from models.unit_act_living import create, move, rename
from models.unit_act_world import Row, World, resolved
from models.unit_acts import UnitAct
from models.vocabulary import SuccessionKind


def plan_act(act: UnitAct, world: World) -> Plan:
    """Lay an act against the units there are. With `problems` the rest of the plan is not to be used."""
    act, problems = resolved(act, world)
    plan = Plan(act, problems=problems)
    if problems:
        return plan
    draft = Draft(plan, world)
    for step in _STEPS:
        step(draft)
    plan.births = [row for unit_id, row in draft.now.items() if unit_id in draft.born]
    return plan


def _hand_over(d: Draft) -> None:
    seen: set[tuple[str, str, str]] = set()
    for n, act in enumerate(d.act.functions, 1):
        where, row, to = f"functions[{n}]", d.now[act.frm], d.now[act.to]
        if act.frm == act.to:
            d.wrong(f"{where}.to", f"“{to['name']}” không thể tự nhận chức năng của mình")
        if (act.frm, act.to, act.what) in seen:
            d.wrong(where, "ghi hai lần")
        seen.add((act.frm, act.to, act.what))
        if row["valid_from"] and row["valid_from"] > d.act.last_day:
            d.wrong(f"{where}.from", f"“{row['name']}” chỉ có từ {day_text(row['valid_from'])}")
        if not exists(to, d.act.effective_on):
            on = day_text(d.act.effective_on)
            d.wrong(f"{where}.to", f"“{to['name']}” không có trong ngày {on}{days_of(to)}")
        basis = f"{d.act.citation}: {act.what}" if d.act.citation else act.what
        d.link(act.frm, act.to, SuccessionKind.FUNCTIONS, True, None, basis)


def _remember(d: Draft) -> None:
    """What a unit that lives on was until the day before."""
    for unit_id, row in d.plan.changed.items():
        before = d.world.units[unit_id]
        if all(row[key] == before[key] for key in ("name", "kind", "code", "parent_id")):
            continue
        known = d.world.pasts.get(unit_id, ())
        if later := [last for last in known if last > d.act.last_day]:
            words = f"đã có thay đổi sau ngày {day_text(max(later))}; hoàn tác thay đổi ấy trước"
            d.wrong(d.where[unit_id], f"“{before['name']}” {words}", unit_id)
        elif d.act.last_day not in known:
            past = {key: before[key] for key in ("name", "kind", "code", "parent_id")}
            d.plan.pasts.append({"unit_id": unit_id, **past, "valid_to": d.act.last_day})


def _notice(d: Draft) -> None:
    notices = d.plan.notices
    if blanks := d.act.blanks:
        notices.append(f"Chưa thể xác nhận: còn thiếu {'; '.join(blanks)}.")
    if d.act.document_on and d.act.document_on > d.act.effective_on:
        notices.append("Văn bản ký sau ngày có hiệu lực; đề nghị kiểm tra lại hai ngày này.")
    unstated = [e.unit for e in d.act.end if len(e.heirs) > 1 and e.heirs[0].weight is None]
    if unstated:
        names = ", ".join(f"“{d.name(unit_id)}”" for unit_id in unstated[:SHOWN])
        notices.append(
            f"Chưa ghi tỷ lệ chia của {len(unstated)} đơn vị ({names}); số liệu quy về đơn vị nối tiếp, ghi là ước."
        )
    outliving = [
        (row, d.now[row["parent_id"]])
        for row in (d.now[unit_id] for unit_id in sorted(d.born | d.moved))
        if row["parent_id"] and not row["generated"] and _outlives(row, d.now[row["parent_id"]])
    ]
    for row, parent in outliving[:SHOWN]:
        notices.append(
            f"“{parent['name']}” kết thúc hết ngày {day_text(parent['valid_to'])} mà “{row['name']}” còn trực thuộc; "
            "đề nghị ghi tiếp biến động kết thúc hoặc chuyển đơn vị này."
        )
    stranded = [
        row["name"]
        for row in d.now.values()
        if row["territory_id"] in d.plan.endings and not is_place(row) and d.outlives(row)
    ]
    if stranded:
        shown = ", ".join(f"“{name}”" for name in stranded[:SHOWN])
        notices.append(f"{len(stranded)} đơn vị vẫn đặt trên địa bàn đã kết thúc: {shown}.")


def _outlives(row: Row, parent: Row) -> bool:
    return parent["valid_to"] is not None and (row["valid_to"] is None or row["valid_to"] > parent["valid_to"])


_STEPS = (
    *(create, gather_endings, rename, move, end, adopt, _hand_over),
    *(check_numbers, check_graph, check_doubles, _remember, _notice),
)
