"""The whole way over a real IMAP server: marked as read once the filing is durable, and an alarm when it is gone."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models.alarms import open_alarms
from models.facts import Submission
from models.inbound import InboundMail
from models.settings import Settings
from models.vocabulary import AlarmCode
from notifications.emulators.replying import reply_to
from notifications.replies.boxes import ImapBox
from tasks import inbound
from tasks.inbound import poll_inbound
from tasks.session import open_session
from tests.imap_server import ImapServer, imap_server
from tests.tasks.test_inbound import MONDAY, Correspondence


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    yield from imap_server(tmp_path_factory.mktemp("imap"))


@pytest.fixture
def unit(province, running: ImapServer) -> Correspondence:
    running.empty()
    unit = Correspondence(province)
    unit.home.save(Settings(**{**unit.home.settings().model_dump(), **running.given()}))
    return unit


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def alarms(unit: Correspondence) -> set[str]:
    with open_session(unit.home) as s:
        return {alarm.code for alarm in open_alarms(s)}


def count(unit: Correspondence, kind) -> int:
    with open_session(unit.home) as s:
        return len(s.exec(select(kind)).all())


def test_a_workbook_over_imap_is_filed_and_its_mail_marked(unit, running):
    running.put(reply_to(unit.reminder, "", [unit.workbook()], MONDAY))
    assert [line.state for line in poll_inbound(unit.home, MONDAY, tls=running.trusted()).lines] == ["filed"]
    assert (count(unit, Submission), running.unseen()) == (1, 0)
    assert poll_inbound(unit.home, MONDAY, tls=running.trusted()).lines == []


def test_a_crash_before_the_filing_is_durable_leaves_the_mail_unread(unit, running, monkeypatch):
    running.put(reply_to(unit.reminder, "", [unit.workbook()], MONDAY))
    with monkeypatch.context() as broken:
        broken.setattr(inbound, "take_in", killed)
        with pytest.raises(KeyboardInterrupt):
            poll_inbound(unit.home, MONDAY, tls=running.trusted())
    assert (count(unit, InboundMail), running.unseen()) == (0, 1)
    assert [line.state for line in poll_inbound(unit.home, MONDAY, tls=running.trusted()).lines] == ["filed"]


def test_a_crash_after_it_is_durable_files_nothing_twice(unit, running, monkeypatch):
    running.put(reply_to(unit.reminder, "", [unit.workbook()], MONDAY))
    with monkeypatch.context() as broken:
        broken.setattr(ImapBox, "done", killed)
        with pytest.raises(KeyboardInterrupt):
            poll_inbound(unit.home, MONDAY, tls=running.trusted())
    assert (count(unit, Submission), running.unseen()) == (1, 1)
    assert poll_inbound(unit.home, MONDAY, tls=running.trusted()).known == 1
    assert (count(unit, Submission), running.unseen()) == (1, 0)


def test_a_box_that_cannot_be_read_is_an_alarm_until_it_can(unit, running):
    assert poll_inbound(unit.home, MONDAY).closed, "nobody vouches for its certificate"
    assert AlarmCode.INBOUND_DOWN in alarms(unit)
    assert poll_inbound(unit.home, MONDAY, tls=running.trusted()).closed == ""
    assert AlarmCode.INBOUND_DOWN not in alarms(unit)
