"""The history of our tables. Ten years of data move forward through here, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine


def config_for(engine: Engine | None = None) -> Config:
    """Alembic's settings, without a file of its own: where the scripts lie and which database they are for."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine) -> None:
    """Bring this database to the newest tables; does nothing where it already is there."""
    command.upgrade(config_for(engine), "head")


def newest() -> str:
    """The revision of the tables this release works with."""
    return ScriptDirectory.from_config(config_for()).get_current_head() or ""


def knows(revision: str) -> bool:
    """Whether this release can bring tables of that revision to its own; False: a later release made them."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(config_for()).walk_revisions())
