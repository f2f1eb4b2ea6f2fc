"""A whole installation as tests start, ask and stop it: `dondoc up` in a home of its own on free ports."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.settings import Home
from tests.prefect_api import PrefectApi
from tests.waiting import free_ports, wait_for

ROOT = Path(__file__).resolve().parents[1]
PORTS = ("PORTAL_PORT", "PREFECT_PORT", "INBOX_PORT", "SMTP_DEMO_PORT", "ZALO_DEMO_PORT")


@dataclass
class Installation:
    """One home and the ports it is started on."""

    home: Home
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    api: PrefectApi | None = None
    addresses: dict[str, str] = field(default_factory=dict)

    def start(self) -> dict[str, str]:
        """Bring it up; the addresses once everything answers."""
        self.launch()
        ready = self.home.path / "addresses.json"
        wait_for(lambda: ready.exists() or self.process.poll() is not None, 240, "everything answers")
        assert self.process.poll() is None, self.process.communicate()[0]
        self.addresses = wait_for(lambda: json.loads(ready.read_text() or "null"), 5, "the addresses are written")
        return self.addresses

    def launch(self) -> None:
        (self.home.path / "addresses.json").unlink(missing_ok=True)  # one that was killed left it behind
        self.api = None
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from deployments.console import main; main()", "up"],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def stop(self, with_signal: int = signal.SIGINT) -> tuple[int, str]:
        """What it answered and said; nothing of it may be left."""
        assert self.process is not None
        family = descendants(self.process.pid)
        self.process.send_signal(with_signal)
        said = self.process.communicate(timeout=90)[0]
        wait_for(lambda: not alive(family), 40, "every child is gone")
        return self.process.returncode, said

    def ask_prefect(self, path: str, body: dict[str, Any] | list[Any] | None = None) -> Any:
        """One question to the API of this start."""
        if self.api is None:
            settings = self.home.settings_in_file()
            address = f"http://127.0.0.1:{self.env['DONDOC_PREFECT_PORT']}/api"
            self.api = PrefectApi(address, f"{settings.ui_user}:{settings.ui_password}")
        return self.api.ask(path, body)

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(f"file:{self.home.path / 'dondoc.db'}?mode=ro", uri=True) as database:
            return database.execute(question).fetchall()

    def completed(self, flow: str) -> list[dict[str, Any]]:
        wanted = {"flows": {"name": {"any_": [flow]}}, "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
        return self.ask_prefect("/flow_runs/filter", {**wanted, "limit": 50})

    def run(self, deployment: str, choices: dict[str, Any]) -> dict[str, Any]:
        """Run one deployment as an operator would from its form, and wait for its end."""
        wanted = {"deployments": {"name": {"like_": deployment}}}
        (page,) = self.ask_prefect("/deployments/filter", wanted)
        made = self.ask_prefect(f"/deployments/{page['id']}/create_flow_run", {"parameters": {"choices": choices}})
        ends = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")

        def ended() -> dict[str, Any] | None:
            found = self.ask_prefect(f"/flow_runs/{made['id']}")
            return found if found["state_type"] in ends else None

        return wait_for(ended, 120, f"the run of {deployment} ends")


def fresh_installation(folder: Path) -> Installation:
    """A home of its own on free ports, with nothing of the surroundings' settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DONDOC_", "PREFECT_"))}
    ports = {f"DONDOC_{name}": str(port) for name, port in zip(PORTS, free_ports(len(PORTS)), strict=True)}
    return Installation(
        Home(folder), {**clean, **ports, "DONDOC_HOME": str(folder), "PYTHONUTF8": "1", "COLUMNS": "120"}
    )


def descendants(pid: int) -> list[int]:
    """Every process below this one, read from the kernel."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parents.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
    found, queue = [], [pid]
    while queue:
        children = parents.get(queue.pop(), [])
        found += children
        queue += children
    return found


def alive(family: list[int]) -> list[int]:
    """Those of the family still there, the dead ones nobody has buried left out."""

    def lives(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return [pid for pid in family if lives(pid)]
