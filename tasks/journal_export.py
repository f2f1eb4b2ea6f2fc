"""Xuất và kiểm tra sổ nhật ký: the chain as plain files that can be read and verified without this program.

A year is a file of JSON lines; the verifier, the head of the chain and the last line of each file lie beside it. Needs
nothing of Prefect.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlmodel import Session

from models.audit_chain import Head, head, lines_without_seal, sealed_lines
from models.canonical import canonical
from models.errors import Refused
from models.quiet_hours import HANOI
from models.settings import Home
from tasks import verify_journal
from tasks.session import open_session

VERIFIER = "verify_journal.py"
HEAD = verify_journal.ENDS
_SHORTEST = 8  # digits of a seal that tell it from others


@dataclass(frozen=True)
class Exported:
    """What was written. `last`: the line that was written last, and its seal."""

    files: list[Path]
    lines: int
    last: tuple[int, str]


@dataclass
class Verified:
    """What a look at the whole chain found; whole where `faults` is empty."""

    lines: int = 0
    head: Head | None = None
    faults: list[str] = field(default_factory=list)


def export_journal(home: Home, to: Path, *, year: int | None = None, now: datetime) -> Exported:
    """The whole journal, or one year of it (in Hanoi), into a folder. Files of an earlier export are replaced whole.

    Errors: `Refused` for a target that is a file, or a journal without a line to write.
    """
    if to.exists() and not to.is_dir():
        raise Refused(f"{to} là một tệp. Đề nghị chọn một thư mục.")
    to.mkdir(parents=True, exist_ok=True)
    drafts: dict[Path, Path] = {}
    ends: dict[str, tuple[int, str]] = {}
    count = 0
    try:
        with open_session(home) as session, ExitStack() as open_files:
            last = head(session)
            files: dict[int, IO[str]] = {}
            of = 0  # never goes back, so that a file has no gaps: a line from the last second of a year may come late
            for line in sealed_lines(session, last=last.n if last else 0):
                of = max(of, _year(line))
                if year in (None, of):
                    name = f"nhat-ky-{of}.jsonl"
                    if of not in files:
                        file = to / name
                        drafts[file] = file.with_suffix(".jsonl.new")
                        files[of] = open_files.enter_context(drafts[file].open("w", encoding="utf-8", newline="\n"))
                    files[of].write(canonical(line) + "\n")
                    ends[name] = line["n"], line["sha256"]
                    count += 1
        if not count:
            raise Refused("Nhật ký chưa có dòng nào" + (f" của năm {year}." if year else "."))
        for file, draft in drafts.items():
            draft.replace(file)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    assert last is not None
    about: dict[str, Any] = {"n": last.n, "sha256": last.sha256, "at": last.at.isoformat()}
    about |= {"exported_at": now.isoformat(), "files": {f: {"n": n, "sha256": s} for f, (n, s) in ends.items()}}
    (to / HEAD).write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    (to / VERIFIER).write_bytes(Path(verify_journal.__file__).read_bytes())
    return Exported([*drafts, to / HEAD, to / VERIFIER], count, max(ends.values()))


def verify(home: Home, known: tuple[int, str] | None = None) -> Verified:
    """Look at every line of the database. `known`: a line and (the first digits of) its seal, kept elsewhere."""
    with open_session(home) as session:
        return verified(session, known)


def verified(session: Session, known: tuple[int, str] | None = None) -> Verified:
    """As `verify`, of rows that are no home yet."""
    found = Verified(head=head(session))

    def counted() -> Iterator[dict[str, Any]]:
        for line in sealed_lines(session):
            found.lines += 1
            yield line

    found.faults = list(verify_journal.faults(counted(), known))
    if loose := lines_without_seal(session):
        ids = ", ".join(map(str, loose[:10])) + ("…" if len(loose) > 10 else "")
        found.faults.append(f"{len(loose)} dòng không có dấu niêm phong (số {ids}): được ghi ngoài chương trình.")
    return found


def read_head(text: str) -> tuple[int, str]:
    """`1234:9f3a01c2` as a line and its seal. Errors: `Refused`."""
    n, _, seal = text.replace(" ", "").lower().partition(":")
    if (
        not (n.isascii() and n.isdigit() and len(n) < 19 and int(n))
        or len(seal) < _SHORTEST
        or not set(seal) <= set("0123456789abcdef")
    ):
        raise Refused(f"Dấu đã biết ghi là SỐ_DÒNG:DẤU, ít nhất {_SHORTEST} chữ số đầu của dấu, ví dụ 1234:9f3a01c2.")
    return int(n), seal


def _year(line: dict[str, Any]) -> int:
    """The year in Hanoi a line was written in; 0 for a seal whose line is gone."""
    return datetime.fromisoformat(line["at"]).astimezone(HANOI).year if "at" in line else 0
