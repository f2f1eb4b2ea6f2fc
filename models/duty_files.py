"""duties/*.yaml read into `Duty`: what is demanded, of whom, sent where. Its rule is read by `models.rule_sections`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from models.programmes import Audience, Duty, Programme, Receiver, Route
from models.rule_files import REQUIRED, RuleFile, Section, one_among
from models.rule_sections import RULE_KEYS, read_rule
from models.secrecy import CLAUSE, EVENT, SILENT, title_of, wording_of
from models.shapes import FromEvent
from models.vocabulary import DutyKind, Level, Secrecy, Tree

_DUTY = [
    *("id", "kind", "title", "clause", "wording", "explicit", "levels", "actors", "addressees", "joint", "lead_tree"),
    *("lead", "partners", "route", "rule", "form", "target", "period_label", "also_at", "note", "secrecy"),
]
_ROUTE = ["to", "via", "receiver", "copies", "own_step_at", "address_fact", "note"]
_TARGET = ["op", "value", "unit", "of", "items"]


def read_duty(
    file: RuleFile,
    name: str,
    programme: Programme,
    bodies: Collection[str],
    forms: Collection[str],
    others: Collection[str] = (),
) -> Duty | None:
    """One duty; `name` is the file's name without its ending and must be the duty's id; `others`: the programme's."""
    root = file.root(_DUTY)
    if root is None:
        return None
    if root.text("id") != name:
        root.complain("id", "phải trùng với tên tệp", [name])
    levels = root.choices("levels", Level)
    addressees = tuple(_audience(s, levels, bodies) for s in root.sections("addressees", ["trees", "levels", "units"]))
    joint = root.flag("joint", False)
    lead_tree = root.choice("lead_tree", Tree, Tree.POLICE if joint else None)
    if not joint and (lead_tree or "partners" in root):
        root.complain("joint", "chỉ việc chung (joint: true) mới có lead_tree, partners", ["true"])
    secrecy = root.choice("secrecy", Secrecy, None)
    if secrecy:
        _refuse_words(root)
    duty = Duty(
        id=name,
        programme=programme.slug,
        kind=root.choice("kind", DutyKind),
        title=title_of(programme.document) if secrecy else root.text("title"),
        clause=root.text("clause"),
        wording=wording_of(secrecy) if secrecy else root.text("wording"),
        source=programme.document,
        rule=read_rule(root.section("rule", RULE_KEYS, REQUIRED), [other for other in others if other != name]),
        levels=levels,
        addressees=addressees,
        audience=_owing(addressees, lead_tree) if joint else addressees,
        actors=root.texts("actors"),
        joint=joint,
        lead=root.text("lead", "Công an cùng cấp" if lead_tree is Tree.POLICE else ""),
        partners=root.texts("partners"),
        route=_route(root.section("route", _ROUTE)),
        form=root.read("form", one_among(forms), None),
        target=_target(root.section("target", _TARGET)),
        explicit=root.flag("explicit", True),
        period_label=root.text("period_label", ""),
        also_at=root.texts("also_at"),
        note=root.text("note", ""),
        secrecy=secrecy,
    )
    if secrecy and file.is_sound:
        _refuse_meaning(root, duty)
    if file.is_sound and joint and not duty.audience:
        trees = dict.fromkeys(tree for a in addressees for tree in a.trees)
        root.complain("lead_tree", "bên chủ trì không có trong addressees", trees)
    return duty if file.is_sound else None


def _refuse_words(root: Section) -> None:
    """A secret duty says nothing of what it is about: what is not in the file can leak nowhere."""
    for key in SILENT:
        if key in root:
            root.complain(key, "nhiệm vụ có độ mật không ghi nội dung này trong tệp; đề nghị bỏ dòng này")


def _refuse_meaning(root: Section, duty: Duty) -> None:
    """What a secret duty must still state names a place in its document, a day and bodies, and no more."""
    if not CLAUSE.fullmatch(duty.clause):
        root.complain("clause", "nhiệm vụ có độ mật chỉ ghi vị trí trong văn bản", ["III.2 gạch 4"])
    if isinstance(duty.rule.shape, FromEvent) and duty.rule.shape.event != EVENT:
        root.complain("rule", "nhiệm vụ có độ mật không ghi tên sự kiện", [f"event: {EVENT}"])
    if duty.route.note or duty.route.address_fact:
        root.complain("route", "nhiệm vụ có độ mật không ghi note, address_fact")


def _audience(s: Section, levels: tuple[Level, ...], bodies: Collection[str]) -> Audience:
    """Without levels of its own an addressee stands on the duty's levels."""
    found = Audience(s.choices("trees", Tree), s.choices("levels", Level, levels), s.texts("units", one_among(bodies)))
    if not found.trees and not found.units:
        s.file.complain(s.line, s.path, "phải có trees hoặc units", ["trees", "units"])
    return found


def _owing(addressees: tuple[Audience, ...], lead: Tree | None) -> tuple[Audience, ...]:
    """A joint duty is owed once on each level, by its lead's tree; where none is named, the police of that level."""
    return tuple(Audience((lead,), a.levels) for a in addressees if lead and lead in a.trees)


def _route(s: Section | None) -> Route:
    if s is None:
        return Route()
    copies = s.sections("copies", ["to", "via", "receiver"])
    return Route(
        to=s.text("to", ""),
        via=s.text("via", ""),
        copies=tuple((c.text("to"), c.text("via", "")) for c in copies),
        own_step_at=s.choices("own_step_at", Level),
        address_fact=s.text("address_fact", ""),
        note=s.text("note", ""),
        receivers=tuple(_receiver(step) for step in (s, *copies)),
    )


def _receiver(s: Section) -> Receiver | None:
    """Which body a step's words mean, so that the step falls away with it."""
    if (found := s.section("receiver", ["tree", "level"])) is None:
        return None
    return Receiver(found.choice("tree", Tree), found.choice("level", Level))


def _target(s: Section | None) -> dict[str, Any] | None:
    if s is None:
        return None
    if "items" in s:
        return {"items": [_target(item) for item in s.sections("items", _TARGET[:-1])]}
    found = {"op": s.read("op", one_among([">=", "<=", "="])), "value": s.number("value"), "unit": s.text("unit")}
    return {**found, "of": s.text("of")} if "of" in s else found
