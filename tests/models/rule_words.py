"""Rules as an officer writes them, turned into the deadlines of a programme of one's own. Shared by the shape tests."""

from __future__ import annotations

from datetime import date

from models.catalogue import Catalogue, Duty, Programme, Rule, load_catalogue
from models.deadlines import Deadline, deadlines
from models.programmes import Audience, Document
from models.rule_files import RuleFile
from models.rule_sections import RULE_KEYS, read_rule
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import DutyKind, Level, Tree

BUILTIN = load_catalogue(BUILTIN_PROGRAMMES)
CALENDAR = BUILTIN.calendar


def rule_and_complaints(text: str, others: tuple[str, ...] = ()) -> tuple[Rule, list]:
    """`bound: by, yearly: 06-15` (without the braces) read as the `rule:` of a duty."""
    complaints: list = []
    root = RuleFile("duties/X-1.yaml", f"rule: {{{text}}}\n", complaints).root(None)
    assert root is not None
    return read_rule(root.section("rule", RULE_KEYS), others), complaints


def rule_of(text: str, others: tuple[str, ...] = ()) -> Rule:
    rule, complaints = rule_and_complaints(text, others)
    assert complaints == []
    return rule


def programme_of(
    *rules: Rule, signed: date = date(2020, 6, 30), ends: date = date(2033, 12, 31), kind: DutyKind = DutyKind.REPORT
) -> Catalogue:
    """A catalogue of one programme whose duties X-1, X-2 … follow these rules."""
    text = Document("01/CTr", "Chương trình", "Công an Tỉnh", date=signed, certain_on=signed)
    audience = (Audience((Tree.POLICE,), (Level.COMMUNE,)),)
    duties = {
        f"X-{n}": Duty(f"X-{n}", "x", kind, "Báo cáo", "1", "trước ngày", text, rule, audience=audience)
        for n, rule in enumerate(rules, 1)
    }
    programme = Programme(
        "x", "X", "X", "01/CTr", (text,), signed, ends, (signed.year, ends.year), "", (), (), duties=duties
    )
    return Catalogue(programmes={"x": programme}, calendar=CALENDAR, tables=BUILTIN.tables)


def deadlines_of(text: str, **when: date) -> list[Deadline]:
    """Every deadline of one rule."""
    return deadlines(programme_of(rule_of(text), **when))


def the_deadline(text: str, period: str = "", **when: date) -> Deadline:
    """The one deadline of a rule, or that of a period."""
    found = [d for d in deadlines_of(text, **when) if period in ("", d.period)]
    assert len(found) == 1, [d.period for d in found]
    return found[0]
