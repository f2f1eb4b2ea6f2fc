"""Thừa kế nhiệm vụ: what a person's word changes in who holds what after a succession. Pure.

Without a word the successions alone decide. A duty handed to somebody is held from the day the word names; whoever held
it only as heir of a unit whose duty ended, or went to another, holds it up to that day; where the word is to wait, the
heir is kept and nothing it owes can be overdue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from models.disposition_words import Word
from models.heirs import Link
from models.vocabulary import DispositionKind
from models.workdays import DAY

HANDED_ON = (DispositionKind.PASSED, DispositionKind.SHARED)
SUCCESSION, WAITING = "succession", "waiting"

Key = tuple[str, str, str]  # programme, duty, unit


class Holding(NamedTuple):
    """A duty that falls on a unit: from when (None: from the start) and why."""

    programme: str
    duty: str
    unit_id: str
    valid_from: date | None
    reason: str
    valid_to: date | None = None

    @property
    def key(self) -> Key:
        return self.programme, self.duty, self.unit_id


def obeyed(
    held: Mapping[Key, Holding], word_on: Callable[[str, str, str], Word | None], links: Mapping[str, list[Link]]
) -> dict[Key, Holding]:
    """The holdings after every word was heard; `held` are those the successions alone give."""
    found = dict(held)
    into: dict[str, list[Link]] = defaultdict(list)
    for of_giver in links.values():
        for link in of_giver:
            into[link.to_id].append(link)
    spoken = {key: word for key in held if (word := word_on(*key))}
    for (programme, duty, unit_id), word in spoken.items():
        if word.kind not in HANDED_ON:
            continue
        to = [(heir, word.effective_on) for heir in word.to]
        if not to and held[programme, duty, unit_id].reason == "request":  # nobody inherits a request by itself
            to = [(link.to_id, max(link.on, word.effective_on)) for link in links.get(unit_id, ())]
        for given in _handed_down(programme, duty, to, word_on, links):
            _give(found, given)
    heirs = _downstream(spoken, held, links)
    for _ in heirs:  # a generation a round at most; a circle of takeovers does not keep us here
        before = dict(found)
        for key in heirs:
            if after := _claimed(key, held, found, spoken, into[key[2]]):
                found[key] = after
            else:
                found.pop(key, None)
        if found == before:
            break
    return found


def _handed_down(
    programme: str,
    duty: str,
    to: list[tuple[str, date]],
    word_on: Callable[[str, str, str], Word | None],
    links: Mapping[str, list[Link]],
) -> Iterator[Holding]:
    """Those a word names and, where they came to their end in turn, whoever took over from them."""
    queue, seen = list(to), set()
    while queue:
        unit_id, since = queue.pop()
        if unit_id in seen:
            continue
        seen.add(unit_id)
        yield Holding(programme, duty, unit_id, since, SUCCESSION)
        word = word_on(programme, duty, unit_id)
        if word is None or (word.kind in HANDED_ON and not word.to):
            begins = max(since, word.effective_on) if word else since
            queue += [(link.to_id, max(begins, link.on)) for link in links.get(unit_id, ())]
        elif word.kind in HANDED_ON:
            queue += [(heir, word.effective_on) for heir in word.to]


def _downstream(spoken: Mapping[Key, Word], held: Mapping[Key, Holding], links: Mapping[str, list[Link]]) -> list[Key]:
    """Everybody who holds a duty as heir, at whatever remove, of a unit of whose duty something was said; by day."""
    found: set[Key] = set()
    queue = list(spoken)
    while queue:
        programme, duty, unit_id = queue.pop()
        for link in links.get(unit_id, ()):
            key = programme, duty, link.to_id
            if key not in found and key in held and held[key].reason == SUCCESSION:
                found.add(key)
                queue.append(key)
    return sorted(found, key=lambda key: (held[key].valid_from or date.min, key))


def _claimed(
    key: Key,
    held: Mapping[Key, Holding],
    found: Mapping[Key, Holding],
    spoken: Mapping[Key, Word],
    into: list[Link],
) -> Holding | None:
    """What one heir still holds, given what became of the duty of each unit it took over from."""
    programme, duty, heir = key
    claims = [word.effective_on for (p, d, _), word in spoken.items() if (p, d) == key[:2] and heir in word.to]
    until: list[tuple[date, date]] = []  # held as heir for a while, until a word took it away
    waits, has_giver = [], False
    for link in into:
        giver = programme, duty, link.from_id
        if giver not in held:
            continue
        has_giver = True
        word, now = spoken.get(giver), found.get(giver)
        if now is None or (now.valid_to and now.valid_to < link.on - DAY):  # it held the duty no longer
            continue
        if word.kind is DispositionKind.WAITING if word else now.reason == WAITING:
            waits.append(link.on)
        elif word is None:
            claims.append(link.on)
        elif word.kind in HANDED_ON and not word.to:
            claims.append(max(link.on, word.effective_on))
        elif word.effective_on > link.on:
            until.append((link.on, word.effective_on - DAY))
    if not has_giver:
        return held[key]
    ends = held[key].valid_to
    if claims:
        return Holding(programme, duty, heir, min([*claims, *(first for first, _ in until)]), SUCCESSION, ends)
    if waits:
        return Holding(programme, duty, heir, min(waits), WAITING, ends)
    if until:
        last = max(last for _, last in until)
        return Holding(programme, duty, heir, min(first for first, _ in until), SUCCESSION, min(last, ends or last))
    return None


def _give(found: dict[Key, Holding], given: Holding) -> None:
    """Whoever holds it already from an earlier day keeps that day."""
    had = found.get(given.key)
    if had is None or (had.valid_from is not None and given.valid_from and given.valid_from < had.valid_from):
        found[given.key] = given
