"""Other engines at the same work: what one timer costs them, each in a process of its own.

APScheduler, huey and procrastinate keep a job for every reminder; plain Prefect keeps a scheduled flow run. Each does
it in the quickest durable way it documents, and its jobs do nothing, so all that is measured is the engine. By the
processor's clock the work of a server of theirs (PostgreSQL, Prefect's own) is not counted.
Run by `python -m nation.peers NAME JOBS [DATABASE]`, which prints JSON.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock
from time import sleep
from typing import Any

from _nation import clock
from nation.figures import Peer

YEAR = timedelta(days=365)
PREFECT_JOBS, PREFECT_RUNS = 300, 40  # a run costs a tenth of a second: a few are enough


def measured(name: str, jobs: int, database: str = "") -> Peer:
    """One peer measured in a process of its own."""
    asked = [sys.executable, "-m", "nation.peers", name, str(jobs), database]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
    return Peer(**json.loads(done.stdout.splitlines()[-1]))


def nothing(_unit: int = 0) -> None:
    """The body of a job."""


class _Countdown:
    """Tells when so many jobs have run."""

    def __init__(self, jobs: int):
        self.left, self.lock, self.over = jobs, Lock(), Event()

    def one(self, _event: Any = None) -> None:
        with self.lock:
            self.left -= 1
            if not self.left:
                self.over.set()


def apscheduler(jobs: int, database: str) -> Peer:
    """APScheduler 3 with its SQLAlchemy job store; ten threads run what is due."""
    from apscheduler.events import EVENT_JOB_EXECUTED
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    def opened(url: str) -> Any:
        scheduler = BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url)}, timezone=UTC)
        scheduler.start(paused=True)
        return scheduler

    with _folder() as folder:
        url, later = database or f"sqlite:///{folder}/jobs.db", datetime.now(UTC) + YEAR
        scheduler = opened(url)
        keep: dict[str, Any] = {"misfire_grace_time": None, "replace_existing": True}

        def put(n: int, at: datetime = later) -> None:
            scheduler.add_job(nothing, "date", run_date=at, args=(n,), id=str(n), **keep)

        put_s, again_s = _each(jobs, put), _each(jobs, put)
        move_s = _each(jobs, lambda n: scheduler.reschedule_job(str(n), trigger="date", run_date=later + YEAR))
        scheduler.shutdown()
        began = clock()
        scheduler = opened(url)
        scheduler.resume()
        start_s = clock() - began
        scheduler.pause()
        drop_s = _each(jobs, lambda n: scheduler.remove_job(str(n)))
        for n in range(jobs):
            put(n, datetime.now(UTC))
        done = _Countdown(jobs)
        scheduler.add_listener(done.one, EVENT_JOB_EXECUTED)
        began = clock()
        scheduler.resume()
        done.over.wait(600)
        run_s = (clock() - began) / jobs
        scheduler.shutdown()
    kind = "postgres" if database else "sqlite"
    return Peer("APScheduler", kind, jobs, start_s, put_s, again_s, move_s, drop_s, run_s)


def huey(jobs: int, database: str) -> Peer:
    """huey on SQLite, durable; its scheduler's and its worker's steps in one thread, without their sleeping."""
    from huey import SqliteHuey

    with _folder() as folder:
        queue = SqliteHuey(filename=f"{folder}/huey.db", fsync=True, results=False, utc=True)
        work = queue.task()(nothing)
        later = datetime.now(UTC).replace(tzinfo=None) + YEAR
        put_s = _each(jobs, lambda n: work.schedule(args=(n,), eta=later, id=str(n)))

        def move(n: int) -> None:
            queue.revoke_by_id(str(n))
            work.schedule(args=(n,), eta=later + YEAR)

        move_s = _each(jobs, move)
        drop_s = _each(jobs, lambda n: queue.revoke_by_id(f"x{n}"))
        began = clock()
        SqliteHuey(filename=f"{folder}/huey.db", fsync=True).read_schedule(datetime(2020, 1, 1))
        start_s = clock() - began
        queue.flush()
        for n in range(jobs):
            work.schedule(args=(n,), eta=datetime(2020, 1, 1))
        began = clock()
        for task in queue.read_schedule(datetime(2021, 1, 1)):
            queue.enqueue(task)
        while (task := queue.dequeue()) is not None:
            queue.execute(task)
        run_s = (clock() - began) / jobs
    return Peer(
        "huey", "sqlite", jobs, start_s, put_s, None, move_s, drop_s, run_s, "no unique key: put twice, run twice"
    )


def procrastinate(jobs: int, database: str) -> Peer:
    """procrastinate on PostgreSQL: jobs put a thousand at once, one worker running eight side by side."""
    from procrastinate import App, PsycopgConnector
    from procrastinate.exceptions import AlreadyEnqueued

    async def play() -> Peer:
        app = App(connector=PsycopgConnector(conninfo=database))

        @app.task(name="nothing")
        async def work(unit: int) -> None:
            nothing(unit)

        async with app.open_async():
            await app.schema_manager.apply_schema_async()
            later = datetime.now(UTC) + YEAR

            async def put(at: datetime) -> list[int]:
                ids = []
                for n in range(0, jobs, 1000):
                    some = [{"unit": k} for k in range(n, min(n + 1000, jobs))]
                    ids += await work.configure(schedule_at=at).batch_defer_async(*some)
                return ids

            began = clock()
            ids = await put(later)
            put_s = (clock() - began) / jobs
            locked, again = min(jobs, 500), 0
            for n in range(locked):
                await work.configure(schedule_at=later, queueing_lock=str(n)).defer_async(unit=n)
            began = clock()
            for n in range(locked):
                try:
                    await work.configure(schedule_at=later, queueing_lock=str(n)).defer_async(unit=n)
                except AlreadyEnqueued:
                    again += 1
            assert again == locked
            again_s = (clock() - began) / locked
            began = clock()
            for id in ids:
                await app.job_manager.cancel_job_by_id_async(id, delete_job=True)
            drop_s = (clock() - began) / jobs
            await put(datetime.now(UTC) - YEAR)
            began = clock()
            await app.run_worker_async(wait=False, concurrency=8, install_signal_handlers=False)
            run_s = (clock() - began) / jobs
            began = clock()
            await app.run_worker_async(wait=False, install_signal_handlers=False)
            start_s = clock() - began
        note = "a job is moved by dropping it and putting another"
        return Peer("procrastinate", "postgres", jobs, start_s, put_s, again_s, drop_s + put_s, drop_s, run_s, note)

    return asyncio.run(play())


def prefect(jobs: int, database: str) -> Peer:
    """Plain Prefect: one scheduled flow run a reminder on a real server, ten requests at once; flows run in process."""
    jobs = min(jobs, PREFECT_JOBS)
    with _folder() as folder, _prefect_server(folder) as start_s:
        from prefect import flow
        from prefect.client.orchestration import get_client
        from prefect.states import Scheduled

        @flow(name="nothing", log_prints=False)
        async def work(unit: int) -> None:
            nothing(unit)

        async def play() -> Peer:
            async with get_client() as client:
                deployment = await client.create_deployment(await client.create_flow(work), "reminder")
                later = datetime.now(UTC) + YEAR

                async def put(n: int) -> Any:
                    return await client.create_flow_run_from_deployment(
                        deployment,
                        state=Scheduled(scheduled_time=later),
                        idempotency_key=str(n),
                        parameters={"unit": n},
                    )

                async def timed(one: Callable[[Any], Any], over: list[Any]) -> tuple[float, list[Any]]:
                    gate, began = asyncio.Semaphore(10), clock()

                    async def guarded(each: Any) -> Any:
                        async with gate:
                            return await one(each)

                    found = await asyncio.gather(*map(guarded, over))
                    return (clock() - began) / len(over), found

                numbers: list[Any] = list(range(jobs))
                put_s, runs = await timed(put, numbers)
                again_s, same = await timed(put, numbers)
                assert {run.id for run in same} == {run.id for run in runs}
                to = Scheduled(scheduled_time=later + YEAR)
                move_s, _ = await timed(lambda run: client.set_flow_run_state(run.id, to, force=True), runs)
                drop_s, _ = await timed(lambda run: client.delete_flow_run(run.id), runs)
            await work(0)
            began = clock()
            for n in range(PREFECT_RUNS):
                await work(n)
            run_s = (clock() - began) / PREFECT_RUNS
            note = f"runs: {PREFECT_RUNS}, in one process; a runner would start a process for each"
            return Peer("plain Prefect", "sqlite", jobs, start_s, put_s, again_s, move_s, drop_s, run_s, note)

        return asyncio.run(play())


@contextmanager
def _prefect_server(folder: Path) -> Iterator[float]:
    """A server on a free port; gives the seconds until it answered a second start (the first makes its tables)."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    os.environ |= {
        "PREFECT_HOME": str(folder), "PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }  # fmt: skip
    seconds = 0.0
    for is_last in (False, True):
        began = clock()
        asked = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
        server = subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _until_it_answers(port, server)
            seconds = clock() - began
            if is_last:
                yield seconds
        finally:
            server.terminate()
            server.wait(30)


def _until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    from urllib.error import URLError
    from urllib.request import urlopen

    for _ in range(600):
        try:
            urlopen(f"http://127.0.0.1:{port}/api/health", timeout=1).close()
            return
        except (URLError, OSError):
            assert server.poll() is None, "the Prefect server went away"
            sleep(0.1)
    raise TimeoutError("the Prefect server does not answer")


def _each(jobs: int, work: Callable[[int], Any]) -> float:
    """Seconds a job."""
    began = clock()
    for n in range(jobs):
        work(n)
    return (clock() - began) / jobs


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)


PEERS = {each.__name__: each for each in (apscheduler, huey, procrastinate, prefect)}


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    from nation import peers  # under this name job stores find `nothing` again

    print(json.dumps(asdict(peers.PEERS[sys.argv[1]](int(sys.argv[2]), *(sys.argv[3:] or [""])))))
