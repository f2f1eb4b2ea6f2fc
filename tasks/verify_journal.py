"""Kiểm tra sổ nhật ký: whether exported journals are whole. One file, nothing but Python's own library, no database.

    python verify_journal.py nhat-ky-2026.jsonl [nhat-ky-2027.jsonl …] [--head 1234:9f3a…]

Each line of a journal is JSON; its `sha256` is the SHA-256 of the line without it, written with sorted keys, without
spaces, letters as they are, in UTF-8. `prev` is the seal of the line before, `n` counts from 1 without gaps. `--head`
names a line and its seal (or the first digits of it) as printed in a digest or in the manifest of a backup: what was
cut off since then is found out. Exit code 0: whole; 1: not; 2: cannot be read.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import sys
from typing import Any, Dict, Iterable, Iterator, List, Optional, Tuple  # noqa: UP035 - runs on old Pythons, too

Line = Dict[str, Any]  # noqa: UP006


def seal_of(line: Line) -> str:
    """The seal that belongs on a line."""
    said = {name: value for name, value in line.items() if name != "sha256"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def faults(lines: Iterable[Line], head: Optional[Tuple[int, str]] = None) -> Iterator[str]:  # noqa: UP006, UP045
    """What is wrong, in words; nothing where the journal is whole. The first line may be any, later ones follow it."""
    n, before, met = 0, "", False
    known, seal = (head[0], head[1].replace(" ", "").lower()) if head else (0, "")
    for line in lines:
        at = line["n"]
        if at < 1:
            yield "Dòng {}: không có dòng mang số này.".format(at)  # noqa: UP032
            continue
        if n and at <= n:
            yield "Dòng {}: lặp lại hoặc sai thứ tự.".format(at)  # noqa: UP032
            continue
        if n and at == n + 2:
            yield "Thiếu dòng {}.".format(n + 1)  # noqa: UP032
        elif n and at > n + 2:
            yield "Thiếu các dòng {}–{}.".format(n + 1, at - 1)  # noqa: UP032
        if "actor" not in line:
            yield "Dòng {}: chỉ còn dấu niêm phong, mất nội dung.".format(at)  # noqa: UP032
        else:
            if n == at - 1 and line["prev"] != before:
                yield "Dòng {}: không nối với dòng trước.".format(at)  # noqa: UP032
            if seal_of(line) != line["sha256"]:
                yield "Dòng {}: nội dung không khớp dấu niêm phong.".format(at)  # noqa: UP032
        if at == known:
            met = True
            if not line["sha256"].startswith(seal):
                yield "Dòng {}: dấu khác với dấu đã biết.".format(at)  # noqa: UP032
        n, before = at, line["sha256"]
    if known and not met:
        yield "Sổ chỉ có đến dòng {}, thiếu dòng {} đã biết dấu.".format(n, known)  # noqa: UP032


def read(path: str) -> Iterator[Line]:
    """The lines of one file."""
    with open(path, encoding="utf-8") as file:
        for text in file:
            if text.strip():
                yield json.loads(text, object_pairs_hook=_each_once)


def _each_once(pairs: List[Tuple[str, Any]]) -> Line:  # noqa: UP006
    """A line may not say a thing twice: one is read by the eye, the other by the seal."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("một dòng ghi hai lần cùng một tên")
    return dict(pairs)


def main(words: List[str]) -> int:  # noqa: UP006
    head = None
    if "--head" in words:
        at = words.index("--head")
        n, _, seal = "".join(words[at + 1 : at + 2]).partition(":")
        if not n.isdecimal() or len(n) > 18 or not int(n) or len(seal) < 8:
            print("Dấu đã biết ghi là SỐ_DÒNG:DẤU, ít nhất 8 chữ số đầu của dấu.")  # noqa: T201
            return 2
        head, words = (int(n), seal), words[:at] + words[at + 2 :]
    if not words:
        print(__doc__)  # noqa: T201
        return 2
    count = [0]

    def counted() -> Iterator[Line]:
        for line in heapq.merge(*(read(path) for path in words), key=lambda line: line["n"]):
            count[0] += 1
            yield line

    try:
        wrong = list(faults(counted(), head))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        print("Không đọc được sổ nhật ký: {}: {}".format(type(e).__name__, e))  # noqa: T201, UP032
        return 2
    for fault in wrong:
        print(fault)  # noqa: T201
    print("{} dòng, {}.".format(count[0], "có sai lệch" if wrong else "nguyên vẹn"))  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
