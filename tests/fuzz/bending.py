"""Well-formed things bent a little: texts, trees, bytes. Every bend follows from the `Random` handed in.

A reader is not broken by noise, which it refuses at the first byte, but by a thing that is almost right.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import yaml

ODD = (
    "", " ", "\x00", "a\x00b", "\ud800", "\x1b[31mđỏ\x1b[0m", "\u202eđảo", "\u200b", "\ufeff", "e\u0302\u0301", "ﬁ",
    "😀",
    "0", "-0", "-1", "1", "00", "9" * 20, "9" * 400, "1e9", "1e999", "-1e400", "NaN", "inf", "Infinity", "0x10",
    "1_000",
    "1.234", "1,5", "1.234,5", "1.5", ".5", "5.", "１２３", "²", "٣", "½", "1/0", "0/0", "7/20", "101%", "+5", "--5",
    "true", "false", "null", "~", "yes", "on", "có", "không", "None", "undefined",
    "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-12-31", "2025-07-01", "30/02/2026",
    "31/12/9999", "01/01/0001", "2026-H1", "2026-Q5", "2026-13", "2026", "24:00", "23:59", "08:30", "00:00",
    "2026-06-15..2026-06-14", "2026-01-01T25:00:00Z", "1970-01-01T00:00:00+99:99",
    "../../etc/passwd", "..\\..\\x", "/etc/passwd", "C:\\con", ".", "..", "a/b/c/d/e/f", "x" * 300, "x" * 5000,
    "'; DROP TABLE unit;--", '" OR 1=1 --', "{{7*7}}", "{% for x in y %}", "{{ a.__class__ }}", "${7*7}",
    "%s%n%(x)s", "{0}",
    "<script>alert(1)</script>", "]]>", "&lt;", "<!DOCTYPE x>", "=HYPERLINK(\"http://x.example\")", "@SUM(A1)", "+cmd",
    "javascript:alert(1)", "//x.example", "http://[", "http://x.example\r\nX: y", "a@b.example", "@", "a@", "<>",
    "\r\n", "\t",
    "012345678901", "0912 345 678", "đơn vị", "Đồng Tháp", "S000-16", "05-ctrph-cat-mttq", "police/2025-07/82", "*",
    "?", "[",
    "A01", "B02", "A01.x", "it", "last.A01", "sum(A01)", "A01 + B02 <= C03", "period", "xa", "tinh", "email", "zalo",
)  # fmt: skip
NUMBERS = (
    0,
    -1,
    1,
    2,
    7,
    12,
    13,
    31,
    32,
    99,
    366,
    2**31,
    2**63,
    -(2**63),
    10**30,
    0.5,
    1e308,
    float("nan"),
    float("inf"),
)


def text(rng: Random) -> str:
    """Something nobody expects in a box: mostly from the list, sometimes pieces of it, sometimes any letters."""
    way = rng.random()
    if way < 0.75:
        return rng.choice(ODD)
    if way < 0.9:
        return rng.choice(ODD)[:40] + rng.choice((" ", ",", "-", "/", "")) + rng.choice(ODD)[:40]
    return "".join(chr(rng.choice((rng.randrange(32, 127), rng.randrange(0x20000)))) for _ in range(rng.randrange(12)))


def plain(said: str) -> str:
    """The same without halves of letters, which no file in UTF-8 can hold."""
    return said.encode("utf-8", "replace").decode()


def slips(rng: Random, whole: str, *, tokens: Sequence[str] = (), most: int = 4) -> str:
    """A hand slips one to four times: letters lost, doubled or replaced; words of the file's own kind in between."""
    for _ in range(rng.randint(1, most)):
        at, cut = rng.randrange(len(whole) + 1), rng.choice((0, 0, 1, 2, 8, 40))
        new = rng.choice(tokens) if tokens and rng.random() < 0.6 else text(rng)
        whole = whole[:at] + rng.choice((new, "", whole[at : at + cut] * 2)) + whole[at + cut :]
    return whole


def lines(rng: Random, whole: str) -> str:
    """Lines lost, doubled, changed places, pushed in or out; a value taken over from another line."""
    rows = whole.split("\n")
    for _ in range(rng.randint(1, 3)):
        a, b = rng.randrange(len(rows)), rng.randrange(len(rows))
        way = rng.randrange(6)
        if way == 0:
            del rows[a]
            rows = rows or [""]
        elif way == 1:
            rows.insert(b, rows[a])
        elif way == 2:
            rows[a], rows[b] = rows[b], rows[a]
        elif way == 3:
            rows[a] = rng.choice(("  ", "    ", "\t", "- ")) + rows[a]
        elif way == 4:
            rows[a] = rows[a].strip()
        else:
            rows[a] = f"{rows[a].partition(':')[0]}: {rows[b].partition(':')[2].strip() or text(rng)}"
    return "\n".join(rows)


def data(rng: Random, whole: bytes, *, other: bytes = b"") -> bytes:
    """Bytes lost, flipped, doubled, taken from another; cut short; something behind the end."""
    held = bytearray(whole)
    for _ in range(rng.choice((1, 1, 2, 6, 20))):
        at, size = rng.randrange(len(held) + 1), rng.choice((1, 1, 2, 4, 16, 200))
        way = rng.randrange(6)
        if way == 0 and at < len(held):
            held[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            del held[at : at + size]
        elif way == 2:
            held[at:at] = held[at : at + size]
        elif way == 3:
            held[at : at + size] = rng.choice((b"\x00", b"\xff", b"\x7f")) * size
        elif way == 4 and other:
            start = rng.randrange(len(other))
            held[at : at + size] = other[start : start + size]
        elif rng.random() < 0.2:
            del held[at:]
    return bytes(held)


def tree(rng: Random, whole: Any, *, spare: Sequence[Any] = ()) -> Any:
    """A tree of lists, mappings and values with one to four places changed; `spare`: other trees to graft from."""
    whole = json.loads(json.dumps(whole))
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        whole = _at_one_place(rng, whole, spare)
    return whole


def as_yaml(whole: Any) -> str:
    """A tree as the YAML a rule file is written in."""
    whole = json.loads(plain(json.dumps(whole, ensure_ascii=False)))
    return yaml.dump(whole, allow_unicode=True, sort_keys=False, Dumper=yaml.CSafeDumper)


def _places(whole: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    ahead = [whole]
    while ahead:
        node = ahead.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            found.append((node, key))
            ahead.append(node[key])
    return found


def _at_one_place(rng: Random, whole: Any, spare: Sequence[Any]) -> Any:
    places = _places(whole)
    if not places or rng.random() < 0.01:
        return _strange(rng)
    node, key = rng.choice(places)
    _CHANGES[rng.randrange(len(_CHANGES))](rng, node, key, [node[k] for node, k in places], spare)
    return whole


def _strange(rng: Random) -> Any:
    """A value of another kind than stood there."""
    deep: Any = text(rng)
    if rng.random() < 0.05:
        for _ in range(rng.choice((3, 20, 300))):
            deep = [deep] if rng.random() < 0.5 else {"a": deep}
    return rng.choice((text(rng), rng.choice(NUMBERS), None, True, [], {}, [text(rng)], {text(rng): text(rng)}, deep))


def _replace(rng: Random, node: Any, key: Any, kept: list[Any], spare: Sequence[Any]) -> None:
    node[key] = _strange(rng)


def _say_oddly(rng: Random, node: Any, key: Any, kept: list[Any], spare: Sequence[Any]) -> None:
    node[key] = text(rng)


def _lose(rng: Random, node: Any, key: Any, kept: list[Any], spare: Sequence[Any]) -> None:
    del node[key]


def _graft(rng: Random, node: Any, key: Any, kept: list[Any], spare: Sequence[Any]) -> None:
    """What stands at another place, of this tree or of another, stands here, too."""
    others = [n[k] for n, k in _places(rng.choice(spare))] if spare and rng.random() < 0.5 else kept
    node[key] = json.loads(json.dumps(rng.choice(others or kept)))


def _double(rng: Random, node: Any, key: Any, kept: list[Any], spare: Sequence[Any]) -> None:
    again = json.loads(json.dumps(node[key]))
    if isinstance(node, list):
        node.insert(key, again)
    else:
        node[text(rng)] = again


def _rename(rng: Random, node: Any, key: Any, kept: list[Any], spare: Sequence[Any]) -> None:
    if isinstance(node, dict):
        node[rng.choice((text(rng), str(key).upper(), f"{key} "))] = node.pop(key)


def _near(rng: Random, node: Any, key: Any, kept: list[Any], spare: Sequence[Any]) -> None:
    """A number off by a little or by much, a text with a slip in it."""
    held = node[key]
    if isinstance(held, bool) or held is None:
        node[key] = not held
    elif isinstance(held, int | float):
        node[key] = rng.choice((held + 1, held - 1, -held, held * 1000, 0, str(held)))
    elif isinstance(held, str):
        node[key] = slips(rng, held, most=2)


_CHANGES: tuple[Callable[..., None], ...] = (
    _replace, _say_oddly, _say_oddly, _lose, _graft, _graft, _double, _rename, _near, _near,
)  # fmt: skip
