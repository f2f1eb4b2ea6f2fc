"""The keys of the official account: spent once whoever needs them, kept sealed, and never lost without an alarm."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlmodel import select

from models.alarms import Alarm, open_alarms, raise_alarm
from models.errors import Refused
from models.quiet_hours import day_in_hanoi
from models.sealed import CannotOpen, Seal
from models.settings import Home, Settings
from models.vocabulary import AlarmCode, Channel, ZaloState
from models.zalo_account import TURN, ZaloAccount, take_turn, the_account
from notifications.channels import Letter
from notifications.emulators.zalo import Order
from notifications.zalo import wire
from notifications.zalo.addresses import DEMO_APP_SECRET
from notifications.zalo.tokens import FixedToken, NoToken
from tasks.post_office import open_post_office
from tasks.session import engine_of, open_session
from tasks.zalo_consent import begin_connection, finish_connection
from tasks.zalo_keys import keep_fresh
from tasks.zalo_tokens import AccountTokens, tokens_of
from tests.province import Province

AT_THE_KEYS = "access_token"  # the part of the address where keys are asked for


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: datetime.now(UTC)


@pytest.fixture
def keys(province: Province) -> AccountTokens:
    """The account of a demo that has connected itself."""
    made = tokens_of(province.home)
    assert isinstance(made, AccountTokens)
    made.current()
    return made


def letter(n: int = 1) -> Letter:
    return Letter(
        str(Channel.ZALO), f"0912345{n:03}", "", "", f"<dondoc.{n}@x>",
        body_short=f"Công an tỉnh: Đề nghị đơn vị số {n} gửi báo cáo.", recipient_name="Công an xã",
    )  # fmt: skip


def account(home: Home) -> ZaloAccount:
    with open_session(home) as session:
        return the_account(session)


def alarms(home: Home) -> set[str]:
    with open_session(home) as session:
        return {alarm.code for alarm in open_alarms(session)}


def kill_access(province: Province) -> None:
    province.zalo.grants.forget(access=True)


def test_a_demo_connects_itself_when_it_first_has_something_to_say(province: Province) -> None:
    with open_post_office(province.home) as office:
        assert office.deliver(letter()).status == "sent"
    kept = account(province.home)
    assert (kept.state, kept.version, kept.connected_by) == ("ok", 1, "demo")
    assert len(province.zalo.received) == 1


@pytest.mark.sqlite
def test_the_keys_are_kept_sealed(province: Province, keys: AccountTokens) -> None:
    token, kept = keys.current(), account(province.home)
    assert token not in repr(kept) + repr(keys.held()) + repr(keys) + kept.access_sealed
    database = (province.home.path / "dondoc.db").read_bytes() + (province.home.path / "dondoc.db-wal").read_bytes()
    assert token.encode() not in database
    assert Seal(province.home.secret(), "zalo").open(kept.access_sealed) == token
    with pytest.raises(CannotOpen):
        Seal("khóa của bản cài đặt khác", "zalo").open(kept.access_sealed)
    with pytest.raises(CannotOpen):
        Seal(province.home.secret(), "việc khác").open(kept.access_sealed)


def test_a_dead_token_is_changed_once_and_the_message_still_goes(province: Province, keys: AccountTokens) -> None:
    kill_access(province)
    with open_post_office(province.home) as office:
        assert [office.deliver(letter(n)).status for n in (1, 2, 3)] == ["sent"] * 3
    assert province.zalo.grants.spent == 1
    assert len(province.zalo.received) == 3


def test_twelve_threads_with_a_dead_token_spend_one_refresh_token(province: Province, keys: AccountTokens) -> None:
    kill_access(province)
    together = threading.Barrier(12)

    def send(n: int) -> str:
        with open_post_office(province.home) as office:
            together.wait()
            return office.deliver(letter(n)).status

    with ThreadPoolExecutor(12) as threads:
        assert list(threads.map(send, range(12))) == ["sent"] * 12
    assert province.zalo.grants.spent == 1
    assert len({m.tracking_id for m in province.zalo.received}) == len(province.zalo.received) == 12


def tell_children(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the rows lie, for processes that do not know whose test they belong to."""
    monkeypatch.setenv("DONDOC_DATABASE_URL", province.home.database_url())


def _send_from_elsewhere(path: str, n: int, together, said) -> None:
    with open_post_office(Home(path)) as office:
        together.wait()
        said.put(office.deliver(letter(n)).status)


@pytest.mark.parametrize("where", ["province", pytest.param("province_on_postgres", marks=pytest.mark.postgres)])
def test_four_processes_with_a_dead_token_spend_one_refresh_token(
    where: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    province: Province = request.getfixturevalue(where)
    tell_children(province, monkeypatch)
    tokens = tokens_of(province.home)
    assert tokens is not None
    tokens.current()
    kill_access(province)
    fresh = multiprocessing.get_context("spawn")
    together, said = fresh.Barrier(4), fresh.Queue()
    others = [
        fresh.Process(target=_send_from_elsewhere, args=(str(province.home.path), n, together, said)) for n in range(4)
    ]
    for other in others:
        other.start()
    assert [said.get(timeout=120) for _ in others] == ["sent"] * 4
    for other in others:
        other.join(30)
    assert province.zalo.grants.spent == 1


def test_keys_whose_answer_was_lost_are_uncertain_and_an_operator_hears(
    province: Province, keys: AccountTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "TIMEOUT", 0.5)
    province.zalo.orders.append(Order("lost", seconds=2, at=AT_THE_KEYS))
    with pytest.raises(NoToken) as lost:
        keys.renewed(keys.current())
    assert lost.value.outcome.alarm == AlarmCode.TOKEN_UNCERTAIN
    assert (account(province.home).state, alarms(province.home)) == ("uncertain", {"token-uncertain"})
    token = keys.current()  # what is in hand still opens the door
    assert province.zalo.grants.knows(token, province.zalo.now())
    with pytest.raises(NoToken):  # the service had spent it
        keys.renewed(token)
    assert (account(province.home).state, alarms(province.home)) == ("dead", {"token-uncertain", "token-dead"})


def test_keys_asked_for_in_vain_are_good_when_the_service_had_not_spent_them(
    province: Province, keys: AccountTokens
) -> None:
    province.zalo.orders.append(Order("http", status=502, at=AT_THE_KEYS))
    before = keys.current()
    with pytest.raises(NoToken):
        keys.renewed(before)
    assert account(province.home).state == "uncertain"
    assert keys.renewed(before) != before
    assert (account(province.home).state, alarms(province.home)) == ("ok", set())


def test_a_service_that_is_not_there_leaves_everything_as_it_was(province: Province, keys: AccountTokens) -> None:
    before, version = keys.current(), account(province.home).version
    nowhere = province.home.settings().model_copy(update={"zalo_oauth_url": "http://127.0.0.1:9"})
    province.home.save(nowhere)
    away = tokens_of(province.home)
    assert away is not None
    with pytest.raises(NoToken) as gone:
        away.renewed(before)
    assert (gone.value.outcome.status, gone.value.outcome.stage) == ("defer", "connect")
    kept = account(province.home)
    assert (kept.state, kept.version, kept.refreshing_by, alarms(province.home)) == ("ok", version, "", set())


def test_a_dead_refresh_token_stops_all_asking_until_somebody_connects_again(
    province: Province, keys: AccountTokens, clock
) -> None:
    province.zalo.grants.forget(access=True, refresh=True)
    with open_post_office(province.home) as office:
        outcome = office.deliver(letter())
        assert (outcome.status, outcome.stage, outcome.alarm) == ("defer", "auth", AlarmCode.TOKEN_DEAD)
        assert "Kết nối Zalo" in outcome.detail
        trap = Order("http", at=AT_THE_KEYS)
        province.zalo.orders.append(trap)
        assert office.deliver(letter(2)).status == "defer"
    assert province.zalo.orders == [trap]  # nobody came by
    assert alarms(province.home) == {"token-dead"}


def test_a_turn_taken_by_a_process_that_died_runs_out_and_an_operator_hears(
    province: Province, keys: AccountTokens
) -> None:
    now = datetime.now(UTC)
    with open_session(province.home) as session:
        assert take_turn(session, account(province.home).version, "đã chết", now - TURN - timedelta(seconds=1))
    before = keys.current()
    assert keys.renewed(before) != before  # it had died before it spent the token
    with open_session(province.home) as session:
        rung = session.exec(select(Alarm)).all()
    assert [(alarm.code, alarm.cleared_at is not None) for alarm in rung] == [("token-uncertain", True)]


def test_a_turn_taken_on_a_clock_that_has_gone_back_binds_nobody(province: Province, keys: AccountTokens) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with open_session(province.home) as session:
        assert take_turn(session, account(province.home).version, "đã chết", tomorrow)
    before = keys.current()
    assert keys.renewed(before) != before


def test_keys_changed_on_a_clock_that_has_gone_back_are_changed_again(province: Province, keys: AccountTokens) -> None:
    now = datetime.now(UTC)
    assert keep_fresh(province.home, now + timedelta(days=30)).renewed
    back = keep_fresh(province.home, now)
    assert (back.renewed, back.consent_ends_on) == (True, day_in_hanoi(now + timedelta(days=90)))
    assert not keep_fresh(province.home, now - timedelta(minutes=1)).renewed


def test_a_turn_that_is_taken_is_waited_for(
    province: Province, keys: AccountTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.zalo_tokens.PATIENCE", 0.3)
    with open_session(province.home) as session:
        assert take_turn(session, account(province.home).version, "ai đó", datetime.now(UTC))
    with pytest.raises(NoToken) as busy:
        keys.renewed(keys.current())
    assert (busy.value.outcome.code, province.zalo.grants.spent) == ("turn", 0)


def test_a_home_with_another_secret_must_be_connected_again(province: Province, keys: AccountTokens, clock) -> None:
    keys.current()
    (province.home.path / "secret.key").write_text("0" * 64)
    other = tokens_of(province.home)
    assert isinstance(other, AccountTokens)
    assert other.held().state is ZaloState.NONE


def test_twice_a_day_the_keys_are_changed_and_a_second_run_leaves_them(province: Province, keys: AccountTokens) -> None:
    now = datetime.now(UTC)
    first = keep_fresh(province.home, now + timedelta(hours=1))
    assert (first.renewed, first.state) == (False, ZaloState.OK)
    later = keep_fresh(province.home, now + timedelta(hours=12))
    again = keep_fresh(province.home, now + timedelta(hours=12, minutes=1))
    assert (later.renewed, again.renewed) == (True, False)
    assert province.zalo.grants.spent == 1
    assert later.consent_ends_on == day_in_hanoi(now + timedelta(days=90, hours=12))
    assert later.quota is not None
    assert (later.quota.left, later.quota.daily) == (5000, 5000)
    assert alarms(province.home) == set()


def test_an_operator_hears_two_weeks_before_the_consent_ends(province: Province, keys: AccountTokens) -> None:
    now = datetime.now(UTC)
    province.zalo.orders.append(Order("http", status=503, times=9, at=AT_THE_KEYS))
    keep_fresh(province.home, now + timedelta(days=75))
    assert "token-ageing" not in alarms(province.home)
    keep_fresh(province.home, now + timedelta(days=77))
    assert {"token-ageing", "token-uncertain"} <= alarms(province.home)
    province.zalo.orders.clear()
    assert keep_fresh(province.home, now + timedelta(days=77)).renewed
    assert alarms(province.home) == set()


def test_a_quota_that_runs_low_rings_and_falls_silent(province: Province, keys: AccountTokens) -> None:
    province.zalo.daily = 0
    keep_fresh(province.home, datetime.now(UTC))
    assert alarms(province.home) == {"quota"}
    province.zalo.daily = 5000
    keep_fresh(province.home, datetime.now(UTC))
    assert alarms(province.home) == set()


def test_a_fixed_token_is_used_as_it_is(province: Province) -> None:
    province.home.save(province.home.settings().model_copy(update={"zalo_token": "demo"}))
    assert isinstance(tokens_of(province.home), FixedToken)
    with open_post_office(province.home) as office:
        assert office.deliver(letter()).status == "sent"
    assert keep_fresh(province.home, datetime.now(UTC)).said == "Đang dùng mã truy cập cố định trong thiết lập."
    assert account(province.home).version == 0


def test_a_home_without_zalo_has_no_keys_to_keep(tmp_path) -> None:
    home = Home(tmp_path / "live")
    home.save(Settings(mode="live", sender_email="nhac@tinh.example", smtp_host="thu.tinh.example"))
    assert tokens_of(home) is None
    assert keep_fresh(home, datetime.now(UTC)).said == "Chưa dùng Zalo."


def consent(province: Province, url: str) -> dict[str, str]:
    """What the browser carries back from the service's page."""
    address = httpx.URL(url)
    answer = httpx.post(f"{address.scheme}://{address.netloc.decode()}{address.path}?{address.query.decode()}")
    return dict(httpx.URL(answer.headers["location"]).params)


def test_an_operator_connects_the_account(province: Province, clock) -> None:
    now = clock()
    back = consent(province, begin_connection(province.home, now))
    finish_connection(province.home, **back, by="vanhanh", now=now)
    kept = account(province.home)
    assert (kept.state, kept.oa_id, kept.connected_by, kept.pending_state) == (
        "ok", province.zalo.grants.oa_id, "vanhanh", "",
    )  # fmt: skip
    with pytest.raises(Refused, match="không bắt đầu từ trang này"):  # the way back leads nowhere twice
        finish_connection(province.home, **back, by="vanhanh", now=now)


def test_a_way_back_that_nobody_here_was_sent_off_on_is_refused(province: Province, clock) -> None:
    now = clock()
    older = consent(province, begin_connection(province.home, now))
    newer = consent(province, begin_connection(province.home, now))
    for wrong in (older, {**newer, "state": ""}, {**newer, "state": newer["state"] + "x"}):
        with pytest.raises(Refused, match="không bắt đầu từ trang này"):
            finish_connection(province.home, **wrong, by="vanhanh", now=now)
    with pytest.raises(Refused, match="quá thời gian"):
        finish_connection(province.home, **newer, by="vanhanh", now=now + timedelta(minutes=16))
    with pytest.raises(Refused, match="không còn dùng được"):
        finish_connection(province.home, **{**newer, "code": "bịa"}, by="vanhanh", now=now)
    assert account(province.home).state == "none"


def test_only_the_agencys_own_account_can_be_connected(province: Province, clock) -> None:
    province.home.save(province.home.settings().model_copy(update={"zalo_oa": "999"}))
    back = consent(province, begin_connection(province.home, clock()))
    with pytest.raises(Refused, match="không phải OA của cơ quan"):
        finish_connection(province.home, **back, by="vanhanh", now=clock())


def test_connecting_again_ends_the_alarms(province: Province, keys: AccountTokens, clock) -> None:
    province.zalo.grants.forget(access=True, refresh=True)
    with pytest.raises(NoToken):
        keys.renewed(keys.held().access)
    assert alarms(province.home) == {"token-dead"}
    with open_session(province.home) as session:
        raise_alarm(session, AlarmCode.TOKEN_DEAD, "zalo_oa", "-216", clock())
    back = consent(province, begin_connection(province.home, clock()))
    finish_connection(province.home, **back, by="vanhanh", now=clock())
    assert (alarms(province.home), account(province.home).state) == (set(), "ok")
    with open_post_office(province.home) as office:
        assert office.deliver(letter()).status == "sent"


def test_no_connection_of_the_database_is_held_while_the_service_is_asked(
    province: Province, keys: AccountTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, held = engine_of(province.home).pool, []
    asked = wire.ZaloWire.ask

    def watched(self, *a, **kw):
        held.append(pool.checkedout())  # type: ignore[attr-defined]
        return asked(self, *a, **kw)

    monkeypatch.setattr(wire.ZaloWire, "ask", watched)
    kill_access(province)
    with open_post_office(province.home) as office:
        office.deliver(letter())
    keep_fresh(province.home, datetime.now(UTC) + timedelta(hours=12))
    assert held
    assert set(held) == {0}


def _renew_elsewhere(path: str) -> None:
    tokens = tokens_of(Home(path))
    assert isinstance(tokens, AccountTokens)
    tokens.renewed(tokens.held().access)


def test_a_process_killed_with_the_new_keys_on_their_way_loses_them_and_an_operator_hears(
    province: Province, keys: AccountTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_children(province, monkeypatch)
    province.zalo.orders.append(Order("lost", seconds=60, at=AT_THE_KEYS))
    other = multiprocessing.get_context("spawn").Process(target=_renew_elsewhere, args=(str(province.home.path),))
    other.start()
    while not province.zalo.grants.spent:
        assert other.is_alive(), "the other process ended by itself"
        other.join(0.05)
    other.kill()
    other.join()
    with open_post_office(province.home) as office:  # the token in hand goes on serving
        assert office.deliver(letter()).status == "sent"
    later = AccountTokens(province.home, keys.app, lambda: datetime.now(UTC) + TURN + timedelta(seconds=1))
    with pytest.raises(NoToken):
        later.renewed(later.held().access)
    assert (account(province.home).state, alarms(province.home)) == ("dead", {"token-uncertain", "token-dead"})


def test_no_key_is_ever_written_into_a_log(
    province: Province, clock, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(1)
    for name in ("apprise", "httpx", "httpcore", "sqlalchemy.engine"):
        caplog.set_level(1, logger=name)
    url = begin_connection(province.home, clock())
    finish_connection(province.home, **consent(province, url), by="vanhanh", now=clock())
    kill_access(province)
    with open_post_office(province.home) as office:
        assert office.deliver(letter()).status == "sent"
    keep_fresh(province.home, clock() + timedelta(hours=12))
    tokens = tokens_of(province.home)
    assert isinstance(tokens, AccountTokens)
    held, said = tokens.held(), caplog.text + "".join(capfd.readouterr())
    for secret in (held.access, held.refresh, DEMO_APP_SECRET, "0912345001", "84912345001"):
        assert secret not in said
