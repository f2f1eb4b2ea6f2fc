"""A PostgreSQL of the operating system for the tests in which Prefect's own tables lie on one.

The server embedded in the tests comes without pg_trgm, which Prefect's tables ask for; the packaged one has it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _programs() -> Path | None:
    """Where initdb and postgres lie, newest first; None: no such package here."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: float(found.parts[4]))
    found = homes[-1] if homes else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def system_postgres() -> Iterator[str]:
    """Its address, on a socket in a folder of its own; thrown away with its data. Skips where none is installed."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is missing: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="dondoc-pg-") as name:
        folder = Path(name)
        user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
        if user:
            shutil.chown(folder, user)
        quiet = {"user": user, "cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
        made = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(made, check=True, **quiet)  # type: ignore[call-overload]
        options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", f"unix_socket_directories={folder}"]
        server = subprocess.Popen([programs / "postgres", "-D", folder / "data", *options], **quiet)  # type: ignore[call-overload]
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            server.terminate()
            server.wait(30)
