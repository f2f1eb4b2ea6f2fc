"""Whether a map file hangs together: parents, dates, codes and successions that add up. Pure.

Each complaint names the field of the file. What a map says may still be wrong in fact; `models.unit_doctor` looks at
that. The law behind a map is not known here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from models.dates_in_words import day_text
from models.errors import CatalogueError
from models.field_lines import line_of
from models.vocabulary import Level, SuccessionKind

if TYPE_CHECKING:
    from models.unit_sources import MapFile, Place, Takeover

LEVELS = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
ROUNDING = 1e-9
_EVER = date.min, date.max


def map_problems(found: MapFile, name: str, lines: Mapping[str, int] = MappingProxyType({})) -> list[CatalogueError]:
    """Everything in which a map contradicts itself; `name` is its file, `lines` where its fields stand there."""
    return [
        CatalogueError(name, line_of(lines, field), field, message, allowed)
        for field, message, allowed in _problems(found)
    ]


def _problems(found: MapFile) -> Iterator[tuple[str, str, list[str]]]:
    known: dict[str, Place] = {}
    for n, place in enumerate(found.units, 1):
        if place.id in known:
            yield f"units[{n}].id", f"mã “{place.id}” ghi hai lần", []
        if place.level not in LEVELS:
            yield f"units[{n}].level", f"cấp “{place.level}” không có trong bản đồ", [*LEVELS]
        if place.valid_from and place.valid_to and place.valid_to < place.valid_from:
            yield f"units[{n}].valid_to", f"“{place.id}” kết thúc trước khi bắt đầu", []
        known[place.id] = place
    for n, place in enumerate(found.units, 1):
        yield from _about_parent(f"units[{n}].parent", place, known)
    yield from _doubles(found.units)
    unknown = False
    for n, takeover in enumerate(found.succession, 1):
        for side, unit_id in (("frm", takeover.frm), ("to", takeover.to)):
            if unit_id not in known:
                unknown = True
                yield f"succession[{n}].{side}", f"không có đơn vị “{unit_id}”", []
    if not unknown:
        yield from _successions(found, known)


def _about_parent(field: str, place: Place, known: dict[str, Place]) -> Iterator[tuple[str, str, list[str]]]:
    if not place.parent:
        return
    parent = known.get(place.parent)
    if parent is None:
        yield field, f"không có đơn vị “{place.parent}”", []
        return
    met = {place.id}
    above: Place | None = parent
    while above is not None:
        if above.id in met:
            yield field, f"các đơn vị cấp trên của “{place.name}” tạo thành vòng tròn", []
            return
        met.add(above.id)
        above = known.get(above.parent or "")
    if place.level in LEVELS and parent.level in LEVELS and LEVELS.index(parent.level) <= LEVELS.index(place.level):
        yield field, f"“{parent.name}” phải ở cấp cao hơn “{place.name}”", []
    first, last = _span(place)
    if first < _span(parent)[0] or last > _span(parent)[1]:
        yield field, f"“{parent.name}” không tồn tại suốt thời gian của “{place.name}”", []


def _doubles(places: Sequence[Place]) -> Iterator[tuple[str, str, list[str]]]:
    """Two places that bear the same code or the same name below the same parent, during days they share."""
    alike: dict[tuple[str, ...], list[tuple[int, Place]]] = defaultdict(list)
    for n, place in enumerate(places, 1):
        if place.code:
            alike[("code", place.level, place.code)].append((n, place))
        alike[("name", place.level, place.parent or "", place.name.casefold())].append((n, place))
    for (what, *_), same in alike.items():
        for k, (n, place) in enumerate(same):
            for _, other in same[:k]:
                if other.id != place.id and _share_days(place, other):
                    words = "mã số" if what == "code" else "tên"
                    yield f"units[{n}].{what}", f"“{place.id}” trùng {words} và trùng thời gian với “{other.id}”", []


def _successions(found: MapFile, known: dict[str, Place]) -> Iterator[tuple[str, str, list[str]]]:
    last_day = found.at - timedelta(days=1)
    given: dict[str, list[tuple[int, Takeover]]] = defaultdict(list)
    for n, takeover in enumerate(found.succession, 1):
        frm, to = known[takeover.frm], known[takeover.to]
        given[takeover.frm].append((n, takeover))
        if takeover.frm == takeover.to:
            yield f"succession[{n}].to", f"“{to.name}” không thể tự kế thừa", []
            continue
        if not _span(to)[0] <= found.at <= _span(to)[1]:
            yield f"succession[{n}].to", f"“{to.name}” ({to.id}) không có trong ngày {day_text(found.at)}", []
        if takeover.kind is not SuccessionKind.FUNCTIONS and frm.valid_to != last_day:
            yield f"succession[{n}].frm", f"“{frm.name}” ({frm.id}) không kết thúc ngày {day_text(last_day)}", []
    for unit_id, links in given.items():
        yield from _sums(known[unit_id], links)


def _sums(place: Place, links: list[tuple[int, Takeover]]) -> Iterator[tuple[str, str, list[str]]]:
    """One whole heir, or several in part of which one carries on the figures."""
    whole = [n for n, link in links if link.kind is SuccessionKind.FULL]
    part = [(n, link) for n, link in links if link.kind is SuccessionKind.PARTIAL]
    targets = [link.to for _, link in links if link.kind is not SuccessionKind.FUNCTIONS]
    n = links[-1][0]
    name = f"“{place.name}” ({place.id})"
    if len(set(targets)) < len(targets):
        yield f"succession[{n}].to", f"{name} ghi hai lần cùng một đơn vị kế thừa", []
    elif len(whole) > 1 or (whole and part):
        yield f"succession[{n}].kind", f"{name} đã có đơn vị kế thừa toàn bộ, không thể có thêm đơn vị khác", []
    elif len(part) == 1:
        yield f"succession[{n}].kind", f"{name} chỉ có một đơn vị kế thừa mà lại ghi “một phần”", []
    elif part and sum(1 for _, link in part if link.default) != 1:
        words = "chia cho nhiều đơn vị thì đúng một đơn vị ghi default: true"
        yield f"succession[{part[-1][0]}].default", f"{name} {words}", []
    shares = [link.share for _, link in part if link.share is not None]
    if shares and (len(shares) < len(part) or abs(sum(shares) - 1) > ROUNDING):
        words = "tỷ lệ phải ghi đủ cho mọi đơn vị kế thừa và cộng lại bằng 1"
        yield f"succession[{part[-1][0]}].share", f"{name}: {words}", []


def _span(place: Place) -> tuple[date, date]:
    return place.valid_from or _EVER[0], place.valid_to or _EVER[1]


def _share_days(one: Place, other: Place) -> bool:
    return _span(one)[0] <= _span(other)[1] and _span(other)[0] <= _span(one)[1]
