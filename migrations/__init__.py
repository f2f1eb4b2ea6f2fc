"""The history of our tables. Ten years of data move forward through here, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
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
