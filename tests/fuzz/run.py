"""A million inputs over every door, in one process: `make fuzz N=1000000`.

Each input follows from (door, seed, its number), so that a run can be repeated, and one of its inputs made again. What
is found is told at once, once per fault, and its input kept beside the report.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.doors_kept import kept_doors
from tests.fuzz.doors_keys import key_doors
from tests.fuzz.doors_papers import paper_doors
from tests.fuzz.doors_post import mail_doors
from tests.fuzz.doors_rules import rule_doors
from tests.fuzz.doors_tables import table_doors
from tests.fuzz.doors_web import web_doors
from tests.fuzz.house import House, quick_passwords
from tests.fuzz.oracle import Door, Finding, inputs, judge

SEED = 2033
MOST_MEMORY = 6 * 1024**3  # bytes of address space; an input that asks for more ends in `MemoryError`, a finding
TURNS = 50  # every door has its turn so often: what is found is found early


@dataclass
class Told:
    """What one door said to its inputs."""

    door: Door
    planned: int
    ends: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0  # of the processor, in the product alone
    slowest: float = 0.0
    findings: dict[str, Finding] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)

    @property
    def done(self) -> int:
        return self.ends.total()


@contextmanager
def every_door(folder: Path) -> Iterator[list[Door]]:
    """All doors, on one house in an empty folder."""
    quick_passwords()
    house = House(folder)
    doors = rule_doors(folder) + kept_doors(folder)
    for build in (table_doors, mail_doors, key_doors):
        doors += build(house)
    house.keep()
    doors += paper_doors(house, folder) + web_doors(house)
    yield doors
    house.close()


def shared(doors: Sequence[Door], count: int) -> list[Told]:
    """So many inputs for each door by its share; every door gets one at least."""
    whole = sum(door.share for door in doors)
    told = [Told(door, max(1, count * door.share // whole)) for door in doors]
    told[0].planned += max(0, count - sum(t.planned for t in told))
    return told


def turn(told: Told, seed: int, most: int) -> None:
    """The next inputs of one door."""
    for data in inputs(told.door, seed, min(most, told.planned - told.done), told.done):
        begun = time.process_time()
        ended, finding = judge(told.door, data)
        took = time.process_time() - begun
        told.ends[ended] += 1
        told.seconds += took
        told.slowest = max(told.slowest, took)
        if finding:
            told.met[finding.mark] += 1
            if finding.mark not in told.findings:
                told.findings[finding.mark] = finding


def main(args: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000, help="over all doors together")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--door", action="append", help="only this door; may be given again")
    parser.add_argument("--out", type=Path, help="folder for the report and for the inputs that found something")
    asked = parser.parse_args(args)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    logging.disable(logging.WARNING)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(dir=_quickest()) as folder, every_door(Path(folder)) as doors:
        told = shared([door for door in doors if not asked.door or door.name in asked.door], asked.inputs)
        known: set[str] = set()
        while any(each.done < each.planned for each in told):
            for each in told:
                turn(each, asked.seed, each.planned // TURNS + 1)
                for mark in each.findings.keys() - known:
                    known.add(mark)
                    _tell(each.findings[mark], asked.out)
            _keep(told, asked, time.monotonic() - begun)
    report = _keep(told, asked, time.monotonic() - begun)
    print(json.dumps({key: value for key, value in report.items() if key != "doors"}))
    for row in report["doors"]:
        print(f"{row['door']:16} {row['inputs']:>9,} {row['taken']:>9,} {row['refused']:>9,} {row['ms']:>8.2f} ms")
    return 1 if known else 0


def _quickest() -> str | None:
    """Memory where there is such a disk: the house is written a hundred thousand times."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _tell(finding: Finding, out: Path | None) -> None:
    print(f"{finding.door}: {finding.what} [{finding.mark}]", file=sys.stderr, flush=True)
    if out:
        kept = out / finding.door
        kept.mkdir(parents=True, exist_ok=True)
        (kept / finding.mark).write_bytes(finding.input)
        (kept / f"{finding.mark}.txt").write_text(f"{finding.what}\n{finding.told}", "utf-8", "replace")


def _keep(told: Sequence[Told], asked: argparse.Namespace, seconds: float) -> dict:
    rows = [
        {
            "door": t.door.name, "what": t.door.what, "inputs": t.done, "taken": t.ends["taken"],
            "refused": t.ends["refused"], "found": t.ends["found"], "faults": len(t.findings),
            "ms": round(t.seconds / max(1, t.done) * 1000, 3), "slowest_ms": round(t.slowest * 1000, 1),
        }
        for t in told
    ]  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    report = {
        "seed": asked.seed, "inputs": sum(t.done for t in told), "doors_knocked": len(told),
        "minutes": round(seconds / 60, 1),
        "faults": sum(len(t.findings) for t in told), "peak_mb": peak, "doors": rows,
    }  # fmt: skip
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "fuzz.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return report


if __name__ == "__main__":
    sys.exit(main())
