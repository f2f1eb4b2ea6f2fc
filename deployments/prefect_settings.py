"""How the Prefect of one home is set up, as environment: its own folder, this machine only, a password, no telemetry.

Prefect reads its settings when it is imported; so they are given to the children, never set in this process.
"""

from __future__ import annotations

import secrets

from models.database import postgres_address
from models.errors import Refused
from models.settings import Home, Settings

# A relative address: with an absolute one the pages would call port 4200 whatever the port is.
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_API_URL": "/api",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",  # the older pages contact no outside host and draw no random chart
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "INFO",  # what a run says stands on its page,
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "WARNING",  # not in the log files, which nobody turns over
    "PREFECT_CLI_COLORS": "false",
    "PREFECT_RUNNER_SERVER_ENABLE": "false",
    "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "5",  # of a run that waits for another of its flow
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",  # by itself it would keep every run for ever
    # Task runs are written down once a second, together, instead of each event at once by two writers.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}


def prefect_environment(home: Home, settings: Settings) -> dict[str, str]:
    """The environment of the server and of everything that talks to it."""
    login = f"{settings.ui_user}:{settings.ui_password}"
    own_address = f"http://{reachable(settings.bind)}:{settings.prefect_port}/api"
    return {
        **QUIET,
        **_engines(settings),
        "DONDOC_HOME": str(home.path.resolve()),
        "PREFECT_HOME": str(home.prefect.resolve()),
        "PREFECT_PROFILES_PATH": str((home.prefect / "profiles.toml").resolve()),
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str((home.prefect / "ui").resolve()),
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(settings.prefect_keep_days * 86_400),  # seconds
        "PREFECT_SERVER_API_HOST": settings.bind,
        "PREFECT_SERVER_API_PORT": str(settings.prefect_port),
        "PREFECT_API_URL": settings.prefect_api_url.rstrip("/") or own_address,
        "PREFECT_SERVER_API_AUTH_STRING": login,
        "PREFECT_API_AUTH_STRING": login,
    }


def _engines(settings: Settings) -> dict[str, str]:
    """PostgreSQL and Redis behind Prefect, where they are named. Errors: `Refused` for Redis without PostgreSQL.

    Source: docs.prefect.io, "How to scale self-hosted Prefect". Without Redis for docket, too, every process with
    services would make the scheduled runs once more.
    """
    found: dict[str, str] = {}
    if settings.prefect_database_url:
        url = postgres_address(settings.prefect_database_url, "asyncpg")
        found["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = url.render_as_string(hide_password=False)
        # deployments.prefect_tables does both, one process at a time
        found["PREFECT_SERVER_DATABASE_MIGRATE_ON_START"] = "false"
        found["PREFECT_SERVER_REGISTER_BLOCKS_ON_START"] = "false"
    if settings.redis_url:
        if not settings.prefect_database_url:
            raise Refused(
                "Có redis_url thì Prefect cũng phải dùng PostgreSQL: đặt prefect_database_url, hoặc bỏ redis_url."
            )
        found |= {
            "PREFECT_MESSAGING_BROKER": "prefect_redis.messaging",
            "PREFECT_MESSAGING_CACHE": "prefect_redis.messaging",
            "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
            "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
            "PREFECT_REDIS_MESSAGING_URL": settings.redis_url,
            "PREFECT_SERVER_DOCKET_URL": settings.redis_url,
        }
    return found


def reachable(bind: str) -> str:
    """The host by which this machine reaches itself when it listens on `bind`."""
    if bind in ("0.0.0.0", "::", ""):  # noqa: S104
        return "127.0.0.1"
    return f"[{bind}]" if ":" in bind else bind


def with_password(home: Home) -> Settings:
    """The home's settings; a password for the Prefect pages is made at the first start (ASCII, as Prefect demands)."""
    kept = home.settings_in_file()
    if not home.settings().ui_password:
        alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
        made = "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(4))
        home.save(kept.model_copy(update={"ui_password": made}))
    return home.settings()
