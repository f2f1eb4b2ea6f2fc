"""Kiểm tra sổ nhật ký: whether exported journals are whole. One file, nothing but Python's own library, no database.

    python verify_journal.py nhat-ky-2026.jsonl [nhat-ky-2027.jsonl …] [--head 1234:9f3a…]

Each line of a journal is JSON; its `sha256` is the SHA-256 of the line without it, written with sorted keys, without
spaces, letters as they are, in UTF-8. `prev` is the seal of the line before, `n` counts from 1 without gaps. `--head`
names a line and its seal (or the first digits of it) as printed in a digest or in the manifest of a backup: what was
cut off since then is found out. What `dau-cuoi.json` beside a journal says of its last line is held against it, too;
that file can be changed together with the journal, a printed head cannot. Exit code 0: whole; 1: not; 2: cannot be
read.
"""

from __future__ import annotations

import glob
import hashlib
import heapq
import json
import os
import sys
from typing import Any, Dict, Iterable, Iterator, List, Optional, Tuple  # noqa: UP035 - runs on old Pythons, too

Line = Dict[str, Any]  # noqa: UP006
Head = Tuple[int, str]  # noqa: UP006 - a line and its seal, or the first digits of it
ENDS = "dau-cuoi.json"
USAGE = """Kiểm tra sổ nhật ký đã xuất còn nguyên vẹn.

    python verify_journal.py nhat-ky-2026.jsonl [nhat-ky-2027.jsonl …] [--head SỐ_DÒNG:DẤU]

Dòng cuối của mỗi tệp được đối chiếu với dau-cuoi.json nằm cùng thư mục. --head: dấu đã in trong bản tin buổi sáng
hoặc khi phục hồi, cất ở nơi khác nên không ai sửa cùng với sổ. Mã thoát 0: nguyên vẹn; 1: có sai lệch; 2: không đọc
được."""


def seal_of(line: Line) -> str:
    """The seal that belongs on a line."""
    said = {name: value for name, value in line.items() if name != "sha256"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def faults(lines: Iterable[Line], *heads: Optional[Head]) -> Iterator[str]:  # noqa: UP045
    """What is wrong, in words; nothing where the journal is whole. The first line may be any, later ones follow it.
    `heads`: lines whose seals are known from elsewhere.
    """
    n, before = 0, ""
    known: Dict[int, List[str]] = {}  # noqa: UP006
    for head in heads:
        if head:
            known.setdefault(head[0], []).append(head[1].replace(" ", "").lower())
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
        if not all(line["sha256"].startswith(seal) for seal in known.pop(at, [])):
            yield "Dòng {}: dấu khác với dấu đã biết.".format(at)  # noqa: UP032
        n, before = at, line["sha256"]
    for missed in sorted(known):
        until = "Sổ chỉ có đến dòng {}, thiếu".format(n) if missed > n else "Thiếu"  # noqa: UP032
        yield "{} dòng {} đã biết dấu.".format(until, missed)  # noqa: UP032


def read(path: str) -> Iterator[Line]:
    """The lines of one file."""
    with open(path, encoding="utf-8") as file:
        for text in file:
            if text.strip():
                yield json.loads(text, object_pairs_hook=_each_once)


def end_of(path: str) -> Optional[Head]:  # noqa: UP045
    """The last line of this file, as the file that was exported beside it says; None where it says nothing."""
    beside = os.path.join(os.path.dirname(path), ENDS)
    if not os.path.exists(beside):
        return None
    with open(beside, encoding="utf-8") as file:
        said = json.load(file).get("files", {}).get(os.path.basename(path))
    return (int(said["n"]), str(said["sha256"])) if said else None


def _each_once(pairs: List[Tuple[str, Any]]) -> Line:  # noqa: UP006
    """A line may not say a thing twice: one is read by the eye, the other by the seal."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("một dòng ghi hai lần cùng một tên")
    return dict(pairs)


def main(words: List[str]) -> int:  # noqa: UP006
    heads: List[Optional[Head]] = []  # noqa: UP006, UP045
    if "--head" in words:
        at = words.index("--head")
        n, _, seal = "".join(words[at + 1 : at + 2]).partition(":")
        if not n.isdecimal() or len(n) > 18 or not int(n) or len(seal) < 8:
            print("Dấu đã biết ghi là SỐ_DÒNG:DẤU, ít nhất 8 chữ số đầu của dấu.")  # noqa: T201
            return 2
        heads, words = [(int(n), seal)], words[:at] + words[at + 2 :]
    if not words:
        print(USAGE)  # noqa: T201
        return 2
    paths = [path for word in words for path in sorted(glob.glob(word)) or [word]]  # not every shell does it
    count = [0]

    def counted() -> Iterator[Line]:
        for line in heapq.merge(*(read(path) for path in paths), key=lambda line: line["n"]):
            count[0] += 1
            yield line

    try:
        ends = [end_of(path) for path in paths]
        wrong = list(faults(counted(), *heads, *ends))
    except OSError as e:
        why = "không có tệp này" if isinstance(e, FileNotFoundError) else "tệp hỏng hoặc không có quyền đọc"
        print("Không mở được {}: {}.".format(e.filename, why))  # noqa: T201, UP032
        return 2
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        print("Không đọc được sổ nhật ký: {}: {}".format(type(e).__name__, e))  # noqa: T201, UP032
        return 2
    for fault in wrong:
        print(fault)  # noqa: T201
    lines = "{:,}".format(count[0]).replace(",", ".")  # noqa: UP032
    print("{} dòng, {}.".format(lines, "có sai lệch" if wrong else "nguyên vẹn"))  # noqa: T201
    if not heads and None in ends:
        print("Chưa biết dòng cuối: thêm --head SỐ_DÒNG:DẤU để biết sổ có bị cắt bớt đoạn cuối.")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
