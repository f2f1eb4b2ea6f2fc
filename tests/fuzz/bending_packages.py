"""Zips and the XML inside them bent a little: workbooks, Word documents, packs, bundles of rules."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from random import Random
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

from tests.fuzz import bending

NAMES = (
    "../evil.xml", "/etc/passwd", "xl/workbook.xml", "XL/WORKBOOK.XML", "word/document.xml", "[Content_Types].xml",
    "a\\b.xml", "con", "xl/vbaProject.bin", "danh-muc.json", "ban-giao.json", "__MACOSX/a.yaml", "x/programme.yaml", "",
    "x" * 300, "đ.yaml", "forms/x.yaml",
)  # fmt: skip
_WAYS = (ZIP_STORED, ZIP_DEFLATED, ZIP_DEFLATED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA)
_ATTRIBUTE = re.compile(rb'="([^"]*)"')
_WORDS = re.compile(rb">([^<>]+)<")
_ELEMENT = re.compile(rb"<([A-Za-z][\w:]*)[^<>]*?(?:/>|>[^<>]*</\1>)")
_TAG = re.compile(rb"<(/?)([A-Za-z][\w:]*)")


def parts_of(package: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(parts: Mapping[str, bytes], way: int = ZIP_DEFLATED) -> bytes:
    """The parts as one zip, stamped with no day, so that the same parts give the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name or "x")
            entry.compress_type = way
            package.writestr(entry, content)
    return out.getvalue()


def package(rng: Random, parts: Mapping[str, bytes], *, whole: bytes, weight: Sequence[str] = ()) -> bytes:
    """A package with a part, its list or its bytes bent. `weight`: the parts that matter, bent more often."""
    way = rng.random()
    if way < 0.08:
        return bending.data(rng, whole)
    held = dict(parts)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        chosen = [name for name in weight if name in held] if rng.random() < 0.7 else []
        name = rng.choice(chosen or list(held) or ["x"])
        if way < 0.8:
            held[name] = xml(rng, held.get(name, b""))
        else:
            _list(rng, held, name)
    zipped = packed(held, rng.choice(_WAYS) if rng.random() < 0.2 else ZIP_DEFLATED)
    if rng.random() < 0.06:
        zipped = _lying(rng, zipped)
    return zipped


def xml(rng: Random, content: bytes) -> bytes:
    """XML with a value, a word, an element or its bytes changed; sometimes with what no honest program writes."""
    way = rng.randrange(10)
    new = bending.plain(bending.text(rng)).encode()
    if rng.random() < 0.8:
        new = new.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b'"', b"&quot;")
        new = bytes(b for b in new if b >= 32)
    if way < 4:
        return _one(rng, content, _ATTRIBUTE, lambda m: b'="' + new + b'"')
    if way < 6:
        return _one(rng, content, _WORDS, lambda m: b">" + new + b"<")
    if way == 6:
        return _one(rng, content, _ELEMENT, lambda m: rng.choice((b"", m[0] * 2, m[0] * 40)))
    if way == 7:
        return _one(rng, content, _TAG, lambda m: b"<" + m[1] + rng.choice((b"x", b"w:p", b"c", b"row")))
    if way == 8:
        doctype = rng.choice((_ENTITIES, b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>", b"<?x y?>", b"\xff\xfe"))
        at = content.find(b"?>") + 2 if b"?>" in content else 0
        return content[:at] + doctype + content[at:]
    return bending.data(rng, content)


_ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8)
) + b"]>"  # fmt: skip


def _one(rng: Random, content: bytes, pattern: re.Pattern[bytes], put) -> bytes:
    found = [m.start() for m in pattern.finditer(content[:200_000])]
    if not found:
        return content + b"<x/>"
    match = pattern.match(content, rng.choice(found))
    return content[: match.start()] + put(match) + content[match.end() :] if match else content


def _list(rng: Random, held: dict[str, bytes], name: str) -> None:
    """Parts that are missing, called otherwise, doubled, empty, or of another part's content."""
    way = rng.randrange(6)
    if way == 0:
        held.pop(name, None)
    elif way == 1:
        held[rng.choice(NAMES)] = held.pop(name, b"")
    elif way == 2:
        held[rng.choice(NAMES)] = held.get(name, b"")
    elif way == 3:
        held[name] = b""
    elif way == 4:
        held[name] = held[rng.choice(list(held))] if held else b""
    else:
        held[rng.choice(NAMES)] = b"\x00" * rng.choice((10, 100_000, 2_000_000))


def _lying(rng: Random, zipped: bytes) -> bytes:
    """A directory that tells another size, another method, another flag or another place than there is."""
    held = bytearray(zipped)
    at = zipped.find(b"PK\x01\x02")
    if at >= 0:
        place = at + rng.choice((8, 9, 10, 11, 16, 20, 24, 28, 30, 32, 42))
        held[place : place + 2] = rng.randbytes(2)
    return bytes(held)
