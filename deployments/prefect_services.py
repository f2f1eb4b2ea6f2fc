"""What a Prefect server does beside answering, as a process of its own: make scheduled runs, see late ones, react.

Any number of API servers stand beside it; a second one of these shares its work through Redis.
"""

from __future__ import annotations

import asyncio


def main() -> None:
    from prefect.cli._server_utils import _run_all_services

    from deployments.prefect_tables import upgrade_prefect_tables

    upgrade_prefect_tables()
    try:
        asyncio.run(_run_all_services())
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
