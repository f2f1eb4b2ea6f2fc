"""Every address in a mail to an officer is a page of the portal."""

import re
from urllib.parse import unquote

import pytest
from starlette.routing import Match

from portal.routes import ROUTERS
from tests.golden import briefs


@pytest.mark.parametrize("name", ["day-full", "day-quiet", "week-full", "week-quiet"])
def test_every_address_of_a_brief_is_a_page(catalogue, name):
    routes = [route for router in ROUTERS for route in router.routes]
    text = briefs.all_of(catalogue)[name].text
    paths = {unquote(path) for path in re.findall(rf"{briefs.READER.base}([^\s?]+)", text)}
    assert paths
    for path in paths:
        scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
        assert any(route.matches(scope)[0] is Match.FULL for route in routes), f"{path} is nowhere"
