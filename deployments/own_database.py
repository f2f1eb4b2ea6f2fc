"""Cơ sở dữ liệu còn trống: whether a database on a server may become that of a new home.

A folder shows what lies in it; an address on a server may be that of an installation at work, and a demo or a second
first start would mix with its rows.
"""

from __future__ import annotations

from models.errors import Refused
from models.settings import Home

LIVED_IN = ("officer", "unit", "audit")  # no installation is without rows in one of these


def refuse_lived_in_database(home: Home) -> None:
    """Errors: `Refused` when the PostgreSQL these settings name holds rows of an installation, or cannot hold every
    Vietnamese letter.
    """
    from sqlalchemy import inspect, text

    from models.database import engine_for

    url = home.database_url()
    if url.startswith("sqlite"):
        return
    engine = engine_for(url)
    with engine.connect() as connection:
        encoding = connection.execute(text("SHOW server_encoding")).scalar()
        there = [name for name in LIVED_IN if name in inspect(connection).get_table_names()]
        held = [name for name in there if connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first()]  # noqa: S608
    engine.dispose()
    if encoding != "UTF8":
        raise Refused(
            f"Cơ sở dữ liệu dùng bảng mã {encoding}, không ghi được tiếng Việt. Tạo lại: CREATE DATABASE … ENCODING "
            "'UTF8' TEMPLATE template0."
        )
    if held:
        raise Refused(
            "Cơ sở dữ liệu mà database_url chỉ tới đã có dữ liệu của một bản cài đặt. Tạo một cơ sở dữ liệu mới, trống "
            "cho thư mục nhà này; dữ liệu đang có thì mở bằng thư mục nhà của nó, hoặc dondoc restore."
        )
