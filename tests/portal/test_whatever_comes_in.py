"""Whatever comes in by HTTP gets an answer below 500: odd addresses, odd numbers, odd fields, odd cookies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from portal import cookies
from tests.portal.people import KEY, Portal, seal_in

ODD = ["%00", "\x00", "../..", "'; DROP TABLE unit;--", "9" * 40, "-1", "0", "NaN", "{{7*7}}"]
TEXT = st.text(max_size=60) | st.sampled_from(ODD)
FIELDS = ["f.B01", "f.B02", "f.D01.tu_so", "f.X99", "f.", "note", "document_on", "document_number", "kind", "token"]
FIELDS += ["d.place", "d.held_on", "k.1.text", "k.1.due", "k.99.unit", "nil_sure", "paper_on", "paper_number"]
PLACES = (
    "/{0}", "/n/{0}", "/don-vi/{0}/{1}/{2}", "/don-vi/bieu/{0}/{1}/{2}", "/don-vi/bien-nhan/{0}",
    "/can-bo?don_vi={0}&chuong_trinh={1}", "/can-bo/chuong-trinh/{0}", "/can-bo/han/{0}/{1}/{2}",
    "/can-bo/tong-hop/05-ctrph-cat-mttq/{0}/{1}?dia_ban={2}", "/can-bo/bai-nop/{0}", "/can-bo/tep/{0}",
    "/can-bo/tin?tu={0}&tinh_trang={1}", "/can-bo/tin/{0}", "/can-bo/don-vi?tim={0}&he={1}&cap={2}",
    "/can-bo/don-vi/{0}?sua={1}", "/can-bo/thay-doi/{0}", f"/can-bo/han/{KEY}?tinh_trang={{0}}",
    "/lich/{0}.ics", "/can-bo/lich/treo-tuong.docx?nam={0}&chuong_trinh={1}&don_vi={2}&kho=A4",
    "/don-vi/lich/treo-tuong.docx?nam={0}&kho={1}", "/can-bo/lich?xong={0}",
)  # fmt: skip
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def inside(make_portal: Callable[[Path], Portal], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Somebody who carries both a unit's and an officer's cookie: nothing is shut to them."""
    made = make_portal(tmp_path_factory.mktemp("fuzz") / "portal")
    client = made.officer("vanhanh")
    client.get(made.link(made.units[0]))
    yield client
    for each in made.clients:
        each.close()


@pytest.fixture(scope="module")
def outside(make_portal: Callable[[Path], Portal], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    made = make_portal(tmp_path_factory.mktemp("doorstep") / "portal")
    yield made.stranger()
    for each in made.clients:
        each.close()


@QUICK
@given(st.sampled_from(PLACES), TEXT, TEXT, TEXT)
def test_no_address_breaks_a_page(inside: TestClient, place: str, a: str, b: str, c: str) -> None:
    parts = [quote(part.encode("utf-8", "replace"), safe="/" if len(part) % 2 else "") for part in (a, b, c)]
    assert inside.get(place.format(*parts)).status_code < 500


@QUICK
@given(st.dictionaries(st.sampled_from(FIELDS), TEXT, max_size=8))
def test_no_field_breaks_the_filing(inside: TestClient, fields: dict[str, str]) -> None:
    clean = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    seal = seal_in(inside.get(f"/don-vi/{KEY}").text)
    assert inside.post(f"/don-vi/{KEY}", data=clean | {"seal": seal}).status_code in (303, 422)


@QUICK
@given(st.binary(max_size=200))
def test_no_body_breaks_the_door(inside: TestClient, body: bytes) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", ""):
        answer = inside.post(f"/don-vi/{KEY}", content=body, headers={"content-type": kind})
        assert answer.status_code in (400, 403, 422)


@QUICK
@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\'), max_size=120))
def test_no_cookie_breaks_the_door(outside: TestClient, value: str) -> None:
    for name, path in ((cookies.OFFICER, "/can-bo"), (cookies.UNIT, "/don-vi")):
        outside.cookies.clear()
        assert outside.get(path, headers={"cookie": f"{name}={value}"}).status_code == 401
