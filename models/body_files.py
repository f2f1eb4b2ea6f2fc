"""bodies.yaml: the named provincial bodies, their successors, and what is no more: levels, agencies, standards."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.endings import EndedAgency, EndedLevel, Endings, RepealedText
from models.programmes import Body, BodySuccession
from models.rule_files import REQUIRED, RuleFile, Section, one_among
from models.vocabulary import Level, SuccessionKind, Tree

BODY_FILE = ["territories", "bodies", "successions", "levels", "agencies", "repealed"]
_LINK = ["from", "to", "kind", "takes_over_on", "basis"]
_BODY = ["id", "name", "tree", "level", "kind", "territory", "valid_from", "valid_to", "source"]


@dataclass(frozen=True)
class BodyFile:
    """What one bodies.yaml says; empty when it is not sound."""

    territories: dict[str, str] = field(default_factory=dict)  # id → name
    bodies: dict[str, Body] = field(default_factory=dict)
    successions: tuple[BodySuccession, ...] = ()
    endings: Endings = field(default_factory=Endings)


def read_bodies(file: RuleFile) -> BodyFile:
    """The whole file, or an empty one with its complaints."""
    root = file.root(BODY_FILE)
    if root is None:
        return BodyFile()
    territories: dict[str, str] = {}
    for s in root.sections("territories", ["id", "name"]):
        _once(s, "id", territories)
        territories[s.text("id")] = s.text("name")
    bodies: dict[str, Body] = {}
    for s in root.sections("bodies", _BODY):
        _once(s, "id", bodies)
        body = _body(s, territories)
        bodies[body.id] = body
    links = [(s, _link(s, bodies)) for s in root.sections("successions", _LINK)]
    _refuse_circles(links)
    successions = tuple(link for _, link in links)
    endings = Endings(_levels(root), _agencies(root), _repealed(root))
    return BodyFile(territories, bodies, successions, endings) if file.is_sound else BodyFile()


def _link(s: Section, bodies: dict[str, Body]) -> BodySuccession:
    return BodySuccession(
        s.read("from", one_among(bodies)),
        s.read("to", one_among(bodies)),
        s.choice("kind", SuccessionKind),
        s.day("takes_over_on"),
        s.text("basis"),
    )


def _refuse_circles(links: list[tuple[Section, BodySuccession]]) -> None:
    """Nobody takes over, by way of others, from itself."""
    heirs: dict[str, set[str]] = {}
    for s, link in links:
        if not (link.from_id and link.to_id):  # unreadable, and that was said already
            continue
        heirs.setdefault(link.from_id, set()).add(link.to_id)
        reached, ahead = {link.to_id}, [link.to_id]
        while ahead:
            found = heirs.get(ahead.pop(), set()) - reached
            reached |= found
            ahead += found
        if link.from_id in reached:
            s.complain("to", f"kế thừa vòng quanh: “{link.from_id}” lại kế thừa chính mình")


def _body(s: Section, territories: dict[str, str]) -> Body:
    first, last = s.day("valid_from", None), s.day("valid_to", None)
    if first and last and last < first:
        s.complain("valid_to", "kết thúc trước khi bắt đầu")
    return Body(
        id=s.text("id"),
        name=s.text("name"),
        tree=s.choice("tree", Tree),
        level=s.choice("level", Level),
        kind=s.text("kind"),
        territory=s.read("territory", one_among(territories)),
        valid_from=first,
        valid_to=last,
        source=s.text("source", ""),
    )


def _levels(root: Section) -> dict[tuple[Tree, Level], EndedLevel]:
    found: dict[tuple[Tree, Level], EndedLevel] = {}
    for s in root.sections("levels", ["level", "trees", "valid_to", "basis"]):
        level, last_on, basis = s.choice("level", Level), s.day("valid_to"), s.text("basis")
        for tree in s.choices("trees", Tree, REQUIRED):
            if (tree, level) in found:
                s.complain("trees", f"cấp “{level}” của hệ “{tree}” ghi hai lần")
            found[tree, level] = EndedLevel(tree, level, last_on, basis)
    return found


def _agencies(root: Section) -> dict[str, EndedAgency]:
    found: dict[str, EndedAgency] = {}
    for s in root.sections("agencies", ["name", "valid_to", "basis"]):
        _once(s, "name", found)
        found[s.text("name")] = EndedAgency(s.text("name"), s.day("valid_to"), s.text("basis"))
    return found


def _repealed(root: Section) -> dict[str, RepealedText]:
    found: dict[str, RepealedText] = {}
    for s in root.sections("repealed", ["number", "replaced_by", "since", "source"]):
        _once(s, "number", found)
        number = s.text("number")
        found[number] = RepealedText(number, s.text("replaced_by"), s.day("since"), s.text("source"))
    return found


def _once(s: Section, key: str, known: dict) -> None:
    value = s.text(key, None)
    if value in known:
        s.complain(key, f"“{value}” ghi hai lần")
