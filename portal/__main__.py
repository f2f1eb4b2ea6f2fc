"""`python -m portal --home D --host H --port P`: serve the portal of one home until interrupted.

No access log: the path of a unit's link is a secret.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

import uvicorn

from models.settings import Home
from portal.app import create_app


def main() -> None:
    parser = argparse.ArgumentParser(prog="portal", description="Cổng nộp báo cáo của Đôn Đốc")
    parser.add_argument("--home", help="thư mục của bản cài đặt (mặc định: DONDOC_HOME)")
    parser.add_argument("--host", help="địa chỉ mạng lắng nghe")
    parser.add_argument("--port", type=int, help="cổng mạng")
    asked = parser.parse_args()
    home = Home(asked.home)
    settings = home.settings()
    uvicorn.run(
        create_app(home, datetime.now(UTC)),
        host=asked.host or settings.bind,
        port=asked.port or settings.portal_port,
        access_log=False,
        log_level="warning",
        server_header=False,
    )


if __name__ == "__main__":
    main()
