"""What most commands begin with: this installation's home, its rules, its data, the day at the door."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from models.errors import Refused

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.settings import Home

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PROGRAMME_HELP = "mã chương trình hoặc phần đầu không nhầm lẫn, ví dụ 05"


def home_of(ctx: typer.Context) -> Home:
    """The home named by `--home`, else by DONDOC_HOME, else the platform's."""
    from models.settings import Home

    return Home(ctx.find_root().params.get("home"))


def rules_of(home: Home) -> Any:
    """The catalogue of this home: built-in programmes and imported ones. Needs no database."""
    from models.catalogue import home_catalogue

    return home_catalogue(home)


def filled_home(ctx: typer.Context) -> Home:
    """A home that has data, or a word on how to get some."""
    home = home_of(ctx)
    if not home.exists():
        raise Refused(
            f"Chưa có dữ liệu trong {home.path}. Chạy `dondoc demo load` (dữ liệu thử) hoặc `dondoc init` (dùng thật)."
        )
    return home


@contextmanager
def data_of(home: Home) -> Iterator[Session]:
    """A session for one command: kept if it ends well, undone otherwise."""
    from tasks.session import open_session

    with open_session(home) as session:
        yield session


def programme_of(catalogue: Any, text: str) -> str:
    """The slug a word stands for: the slug itself or an unambiguous beginning of it ("05")."""
    if text in catalogue.programmes:
        return text
    found = sorted(slug for slug in catalogue.programmes if slug.startswith(text.lower()))
    if len(found) == 1:
        return found[0]
    known = ", ".join(found or sorted(catalogue.programmes))
    why = f"“{text}” chỉ nhiều chương trình" if found else f"Không có chương trình “{text}”"
    raise Refused(f"{why}. Chọn một trong: {known}.")


def unit_of(session: Session, text: str, on: date, **more: Any) -> str:
    """The id of the unit a person means."""
    from models.unit_map import find_unit

    return find_unit(session, text, on, **more).id


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Hanoi."""
    return now().astimezone(HANOI).date()
