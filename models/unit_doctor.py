"""Khám bản đồ đơn vị: links of succession that cannot be, found by reasoning, and what the map leaves unsaid.

A list joined by name mistakes one commune for another of the same name. Such a link betrays itself: the successor
already takes in a namesake that lies among its other sources, while nothing else of the strayed commune's own district
goes there. Communes merge with neighbours, so the two cannot both be meant. Where no district tells them apart, the old
province does. No coordinates are needed, no law is known: what is found is asked to be proved by the resolution.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from models.dates_in_words import day_text
from models.errors import CatalogueError
from models.field_lines import line_of
from models.heirs import CARRIES
from models.unit_map_checks import map_problems
from models.unit_sources import MapFile, Place, Takeover
from models.vocabulary import Level, SuccessionKind

ASK = "Đề nghị nêu điều, khoản của nghị quyết sắp xếp nói rõ việc này, hoặc bỏ liên kết."
ASK_HEIR = "Đề nghị nêu điều, khoản nói đơn vị này về đâu, hoặc xác nhận không có đơn vị kế thừa."
ASK_SOURCE = "Đề nghị nêu điều, khoản thành lập đơn vị này và các đơn vị đã hợp thành nó."
ASK_BASIS = "Đề nghị ghi số, ngày của nghị quyết vào mục basis."


@dataclass(frozen=True)
class MapFinding:
    """One thing wrong or unsaid. `frm` and `to` are ids; `place` is where it stands in `succession`, from 1."""

    code: str  # impossible-link, no-heir, no-source, no-basis, contradiction
    message: str
    ask: str = ""
    frm: str = ""
    to: str = ""
    place: int | None = None
    line: int | None = None  # of the file


def examine(found: MapFile, name: str, lines: Mapping[str, int] = MappingProxyType({})) -> list[MapFinding]:
    """Everything to be said about a map, impossible links first; the rest as if those were struck out."""
    wrong = [replace(f, line=line_of(lines, f"succession[{f.place}]")) for f in impossible_links(found)]
    struck = {finding.place for finding in wrong}
    rest = without_impossible(found)
    places = [n for n in range(1, len(found.succession) + 1) if n not in struck]
    left = {key: line for key, line in lines.items() if not key.startswith("succession[")}
    left |= {f"succession[{k}]": lines[f"succession[{n}]"] for k, n in enumerate(places, 1) if lines}
    contradictions = [_contradiction(e) for e in map_problems(rest, name, left)]
    return [*wrong, *contradictions, *_unsaid(rest)]


def without_impossible(found: MapFile) -> MapFile:
    """The map with its impossible links struck out; a commune left with one heir passes to it wholly."""
    struck = {finding.place for finding in impossible_links(found)}
    kept = [link for n, link in enumerate(found.succession, 1) if n not in struck]
    return found.model_copy(update={"succession": _settled(found.succession, kept)})


def impossible_links(found: MapFile) -> list[MapFinding]:
    """Links that join a successor to the namesake of one of its true sources."""
    places = {place.id: place for place in found.units}
    sources: dict[str, list[tuple[int, Place]]] = defaultdict(list)
    heirs: dict[str, set[str]] = defaultdict(set)
    for n, link in enumerate(found.succession, 1):
        if link.kind in CARRIES and link.frm in places and link.to in places:
            sources[link.to].append((n, places[link.frm]))
            heirs[link.frm].add(link.to)
    torn = {frm for frm, named in heirs.items() if len(named) > 1}
    strays = [(to, stray) for to, given in sources.items() for stray in _strays(given, places, torn)]
    for to, (_, place, *_) in strays:
        heirs[place.id].discard(to)
    told = []
    for to, (n, place, other, why) in strays:
        elsewhere = ", ".join(places[heir].name for heir in sorted(heirs[place.id]))
        taken = f" Nơi nhận còn lại của đơn vị này: {elsewhere}." if elsewhere else ""
        message = (
            f"“{_where(place, places)}” không thể về “{places[to].name}”: trùng tên với “{_where(other, places)}”, "
            f"{why}.{taken}"
        )
        told.append(MapFinding("impossible-link", message, ASK, place.id, to, n))
    return sorted(told, key=lambda finding: finding.place or 0)


def _strays(
    given: Sequence[tuple[int, Place]], places: dict[str, Place], torn: set[str]
) -> Iterator[tuple[int, Place, Place, str]]:
    """Of the sources of one successor, those that a namesake stands for; with the namesake and the reason.

    Only a source of a name of its own and of no other heir (none of the `torn`) bears witness for its district.
    """
    named: dict[str, set[str]] = defaultdict(set)
    for _, place in given:
        named[place.name.casefold()].add(place.id)
    sure = [place for _, place in given if len(named[place.name.casefold()]) == 1 and place.id not in torn]
    districts = {place.parent for place in sure}
    provinces = {_province(place, places) for place in sure}
    for n, place in given:
        namesakes = [places[key] for key in sorted(named[place.name.casefold()]) if places[key].parent != place.parent]
        if not namesakes or place.parent in districts or place.level is not Level.COMMUNE:
            continue
        own = _name(place.parent, places)
        if near := next((other for other in namesakes if other.parent in districts), None):
            yield n, place, near, f"nơi có các nguồn khác của đơn vị mới, còn {own} không có nguồn nào khác ở đó"
            continue
        same = next((other for other in namesakes if _province(other, places) in provinces), None)
        if same and len(provinces) == 1 and _province(place, places) not in provinces:
            yield n, place, same, f"cùng tỉnh cũ với mọi nguồn khác của đơn vị mới, còn {own} thuộc tỉnh khác"


def _settled(before: Sequence[Takeover], kept: Sequence[Takeover]) -> list[Takeover]:
    """A share in part that lost its other parts to the stroke is the whole."""
    parts, left = _count(before), _count(kept)
    return [
        Takeover(frm=link.frm, to=link.to, kind=SuccessionKind.FULL, default=True)
        if link.kind is SuccessionKind.PARTIAL and left[link.frm] == 1 and parts[link.frm] > 1
        else link
        for link in kept
    ]


def _count(links: Sequence[Takeover]) -> dict[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for link in links:
        counted[link.frm] += link.kind in CARRIES
    return counted


def _unsaid(found: MapFile) -> Iterator[MapFinding]:
    """Communes that end without heir or begin from nothing, and levels that change without a resolution."""
    givers = {link.frm for link in found.succession if link.kind in CARRIES}
    takers = {link.to for link in found.succession if link.kind in CARRIES}
    goes_on = {place.level for place in found.units if place.valid_from == found.at}
    for place in found.units:
        if place.valid_to and place.valid_to < found.at and place.level in goes_on and place.id not in givers:
            words = f"“{place.name}” ({place.id}) hết ngày {day_text(place.valid_to)} mà không có đơn vị kế thừa."
            yield MapFinding("no-heir", words, ASK_HEIR, frm=place.id)
        if place.valid_from == found.at and place.id not in takers and takers:
            words = f"“{place.name}” ({place.id}) có từ {day_text(found.at)} mà không lấy từ đơn vị nào."
            yield MapFinding("no-source", words, ASK_SOURCE, to=place.id)
    for level in sorted(goes_on):
        if takers and not found.basis.get(level):
            words = f"Bản đồ đổi {Level.of(level).label} từ {day_text(found.at)} mà không ghi nghị quyết nào."
            yield MapFinding("no-basis", words, ASK_BASIS)


def _contradiction(error: CatalogueError) -> MapFinding:
    allowed = f" Giá trị được phép: {', '.join(error.allowed)}." if error.allowed else ""
    return MapFinding("contradiction", f"{error.message}.{allowed}", "Đề nghị sửa tệp bản đồ.", line=error.line)


def _province(place: Place, places: dict[str, Place]) -> str:
    above, met = place, {place.id}
    while above.parent in places and above.parent not in met:
        above = places[above.parent]
        met.add(above.id)
    return above.id


def _where(place: Place, places: dict[str, Place]) -> str:
    """`Phường 4, Thành phố Sa Đéc, Tỉnh Đồng Tháp`."""
    words, above, met = [place.name], place, {place.id}
    while above.parent in places and above.parent not in met:
        above = places[above.parent]
        met.add(above.id)
        words.append(above.name)
    return ", ".join(words)


def _name(key: str | None, places: dict[str, Place]) -> str:
    return places[key].name if key in places else "nơi ấy"
