"""Addresses of databases as operators write them: one driver stands behind each, and a wrong one is told in words."""

from __future__ import annotations

import pytest

from models.database import engine_for, postgres_address
from models.errors import Refused


@pytest.mark.parametrize("kind", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+asyncpg"])
def test_postgresql_is_known_however_it_is_written(kind):
    url = engine_for(f"{kind}://dondoc:m%40t%2Fkhau@may-chu/dondoc?sslmode=require").url
    assert url.render_as_string(hide_password=False) == (
        "postgresql+psycopg://dondoc:m%40t%2Fkhau@may-chu/dondoc?sslmode=require"
    )


def test_what_is_said_of_encryption_reaches_the_other_driver_in_its_own_word():
    url = postgres_address("postgresql://dondoc@may-chu/prefect?sslmode=require", "asyncpg")
    assert str(url) == "postgresql+asyncpg://dondoc@may-chu/prefect?ssl=require"


@pytest.mark.parametrize("url", ["dondoc", "mysql://a:bi-mat@b/c", "postgresql://a:bi-mat@b:cong/c", "postgres//x"])
def test_any_other_address_is_refused_and_not_repeated(url):
    with pytest.raises(Refused, match="database_url") as refused:
        engine_for(url)
    assert "bi-mat" not in refused.value.reason
