"""At DEBUG nothing that opens a door stands in a log, an exception, a page shown again or the journal."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest

from models.errors import Refused
from tasks.backup import back_up
from tasks.restore import restore
from tests.portal.people import PASSWORD, Portal, seal_in
from tests.portal.test_coming_in import bring, enter, set_up
from tests.portal.test_secret_duties import everything_in

NOT_OURS = ("sqlalchemy", "httpx", "httpcore")
PASSPHRASE, WRONG, TYPED_WRONG = "cau-mat-khau-sao-luu-27", "cau-khac-han-31", "mat-khau-go-nham-55"


@pytest.fixture
def everything_said(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What every logger says at DEBUG, but for the browser of these tests and statements with their values."""
    loggers = [logging.getLogger(), *map(logging.getLogger, list(logging.root.manager.loggerDict))]
    before = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING if logger.name.startswith(NOT_OURS) else logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    yield caplog
    for logger, level in before:
        logger.setLevel(level)


def test_login_second_factor_links_and_backup_tell_nobody_what_opens_a_door(
    portal: Portal, everything_said: pytest.LogCaptureFixture, capfd, tmp_path
) -> None:
    home, shown = portal.home, []
    client, _ = enter(portal)
    key, codes = set_up(portal, client)
    portal.clock.now += timedelta(minutes=1)
    again = portal.stranger()
    for typed in (TYPED_WRONG, PASSWORD):
        answer = enter(portal, password=typed, client=again)[1]
        shown.append(answer.text)
    wrong = bring(again, "000000")
    shown.append(wrong.text)
    now_code = pyotp.TOTP(key).at(portal.clock.now)
    assert bring(again, now_code).status_code == 303
    paper = portal.stranger()
    enter(portal, client=paper)
    assert bring(paper, codes[0]).status_code == 303
    link = portal.link(portal.units[0])
    visitor = portal.stranger()
    assert visitor.get(link).status_code == 303
    shown.append(visitor.get("/n/khong-co").text)
    shown.append(again.post("/tai-khoan/hai-buoc", data={"seal": seal_in(again.get("/tai-khoan").text)}).text)

    done = back_up(home, tmp_path / "kho", passphrase=PASSPHRASE, by="đêm", now=portal.clock.now)
    with pytest.raises(Refused) as no:
        restore(done.path, type(home)(tmp_path / "moi"), passphrase=WRONG, now=portal.clock.now)
    failed = f"{no.value!r} {no.value} {no.value.__cause__!r} {no.value.__context__!r}"
    with portal.session() as session:
        stored = everything_in(session)

    told = everything_said.text + "".join(capfd.readouterr()) + "".join(shown) + failed + repr(done) + repr(home)
    assert everything_said.records
    cookies = {value for browser in (client, again, paper, visitor) for value in browser.cookies.values()}
    secrets = {PASSWORD, TYPED_WRONG, PASSPHRASE, WRONG, key, *codes, home.secret(), link.rpartition("/")[2], *cookies}
    assert {secret for secret in secrets if len(secret) > 5 and secret in told} == set()
    assert {secret for secret in secrets if len(secret) > 5 and secret in stored} == set()
    assert not [file for file in done.path.parent.rglob("*") if home.secret().encode() in file.read_bytes()]
