"""One process tree: a child lives only as long as the pipe from its parent stays open.

Closing the pipe is how the parent asks a child to stop, and what the system does when the parent is killed: one way for
both, on Linux, macOS and Windows. Knows nothing of what the children do.

    python -m deployments.processes MODULE [ARGUMENTS]     the child's side: run MODULE, leave when the pipe closes
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from deployments.log_files import turn_over

ROOT = Path(__file__).resolve().parent.parent
GRACE = 25.0  # seconds a child may use to finish what it has in hand
POSIX = os.name == "posix"


@dataclass
class Child:
    """A running child: its name in the logs, its process and the pipe it holds on to. `log_from`: the byte of its log
    where this start begins.
    """

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    log_from: int = 0
    asked_at: float | None = field(default=None)

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        if self.process.stdin and not self.process.stdin.closed:
            self.asked_at = time.monotonic()
            self.process.stdin.close()

    def wait(self) -> None:
        """Wait until it has gone; after the grace it and everything it started are killed."""
        left = GRACE + 5 - (time.monotonic() - (self.asked_at or time.monotonic()))
        try:
            self.process.wait(max(left, 0.1))
        except subprocess.TimeoutExpired:
            pass
        _kill_group(self.process.pid)
        self.process.wait()

    @property
    def was_killed(self) -> bool:
        """Whether it was ended from outside, before it could say a word: what it wrote before is not the reason."""
        return POSIX and self.process.returncode == -signal.SIGKILL

    @property
    def end(self) -> str:
        """How it ended, once it has: by a signal (somebody or the system killed it) or with an exit code."""
        code = self.process.returncode
        if POSIX and code < 0:
            known = {int(one): one.name for one in signal.Signals}
            return f"bị kết thúc bằng tín hiệu {known.get(-code, -code)}"
        return f"tự dừng, mã thoát {code}"

    def last_words(self, lines: int = 8) -> str:
        """The last lines of its log since this start; a log turned over meanwhile holds nothing older."""
        written = self.log.read_bytes()
        since = written[self.log_from :] if len(written) >= self.log_from else written
        return "\n".join(since.decode("utf-8", errors="replace").splitlines()[-lines:])


def start(name: str, module: str, *arguments: str, logs: Path, env: dict[str, str] | None = None) -> Child:
    """Start `python -m module arguments` as a child with its own log file."""
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{name}.log"
    turn_over(log)
    log_from = log.stat().st_size if log.exists() else 0
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "deployments.processes", module, *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **(env or {})},
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=POSIX,
            creationflags=0 if POSIX else subprocess.CREATE_NEW_PROCESS_GROUP,  # type: ignore[attr-defined]
        )
    return Child(name, process, log, log_from)


def stop(children: list[Child]) -> None:
    """Stop in the given order, each only when the one before has gone."""
    for child in children:
        child.ask_to_stop()
        child.wait()


def hold_on_to_parent() -> None:
    """In the child: leave when the parent's pipe closes: politely first, by force after the grace."""
    pipe = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)  # nobody else reads the pipe, no grandchild inherits it
    os.close(nothing)

    def watch() -> None:
        while os.read(pipe, 1024):
            pass
        signal.raise_signal(signal.SIGINT) if not POSIX else os.kill(os.getpid(), signal.SIGINT)
        time.sleep(GRACE)
        _kill_group(os.getpid())

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _kill_group(pid: int) -> None:
    """End a child and all it started. On POSIX each child leads a group of its own."""
    if not POSIX:
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(pid)], capture_output=True, check=False)
        return
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def main() -> None:
    hold_on_to_parent()
    module, sys.argv = sys.argv[1], sys.argv[1:]
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
