"""The outbox and its transitions: planned once, claimed once, finished by the holder, never silently lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, func, select

from models import sending
from models.errors import Refused
from models.interrupted import recover
from models.masking import without_addresses
from models.messages import Attempt, Message, MessageItem
from models.outbox import (
    Draft,
    ItemKey,
    call_list,
    is_stopped,
    items_of,
    keep_only,
    mark_delivered_by_hand,
    message_id,
    plan,
    resend,
    skip,
    supersede,
    suppress,
    suppressed,
    sweep_call_list,
    turn_kill_switch,
    unit_of,
)
from models.outcomes import MOST_ATTEMPTS, Outcome, wait_before
from models.sending import (
    LEASE,
    Ending,
    begin_attempts,
    expire,
    ready,
)
from models.spoken import rungs_spoken
from tests.ready_tables import tables_on

pytestmark = pytest.mark.both

NOW = datetime(2026, 6, 12, 1, 0, tzinfo=UTC)
DAY = date(2026, 6, 12)
ITEM = ItemKey("p", "D1", "2026-H1", "u1", "soon")


def claim(session, id, owner, now) -> bool:
    """One message taken for this owner."""
    return [m.id for m in sending.claim(session, [id], owner, now)] == [id]


def begin_attempt(session, id, owner, now) -> int | None:
    """The number of the attempt begun, None without the lease."""
    return begin_attempts(session, [id], owner, now).get(id)


def finish(session, id, owner, number, outcome, now, retry_at):
    """The state one message ends in, None without the lease."""
    return sending.finish(session, [Ending(id, number, outcome, retry_at)], owner, now).get(id)


def draft(recipient="u1", channel="email", slot="2026-06-12", as_of=DAY, items=(ITEM,), **kw) -> Draft:
    return Draft(
        recipient=recipient,
        channel=channel,
        slot=slot,
        address=f"{recipient}@x.example",
        subject="Nhắc",
        body_text="Nội dung",
        as_of=as_of,
        not_before=kw.pop("not_before", NOW),
        expires_at=kw.pop("expires_at", NOW + timedelta(days=3)),
        items=tuple(items),
        **kw,
    )


def only(session) -> Message:
    session.expire_all()
    return session.exec(select(Message)).one()


def planned(session, **kw) -> int:
    plan(session, [draft(**kw)], NOW)
    return session.exec(select(func.max(Message.id))).one()


def taken(session, owner="a", **kw) -> tuple[int, int]:
    id = planned(session, **kw)
    assert claim(session, id, owner, NOW)
    return id, begin_attempt(session, id, owner, NOW)


def end(session, id, number, status, owner="a", now=NOW, retry_at=None, **kw):
    return finish(session, id, owner, number, Outcome(status, **kw), now, retry_at or now + timedelta(minutes=1))


def test_planning_twice_writes_nothing_the_second_time(session):
    drafts = [draft(recipient=f"u{n}") for n in range(50)]
    assert plan(session, drafts, NOW) == 50
    assert plan(session, drafts, NOW + timedelta(hours=1)) == 0
    assert len(session.exec(select(MessageItem)).all()) == 50


def test_the_same_key_always_names_the_same_mail_and_nobody_else_can_work_it_out():
    def named(resend=0, secret="k"):
        return message_id("u1", "email", "2026-06-12", resend, domain="x.example", secret=secret)

    assert named() == named()
    assert len({named(), named(resend=1), named(secret="another home's")}) == 3
    assert named().startswith("<")
    assert named().endswith("@x.example>")


def test_only_one_of_two_claims_wins(session):
    id = planned(session)
    assert claim(session, id, "a", NOW)
    assert not claim(session, id, "b", NOW)


def test_nothing_is_claimed_before_its_time_or_after_it(session):
    early = planned(session, recipient="u2", not_before=NOW + timedelta(minutes=1))
    late = planned(session, recipient="u3", expires_at=NOW)
    assert ready(session, NOW, 10) == []
    assert not claim(session, early, "a", NOW)
    assert not claim(session, late, "a", NOW)


def test_the_hand_is_never_taken_by_the_machine(session):
    planned(session, channel="hand")
    assert ready(session, NOW, 10) == []


def test_urgent_messages_go_first(session):
    planned(session, recipient="u1")
    urgent = planned(session, recipient="u2", is_urgent=True)
    assert ready(session, NOW, 10)[0] == urgent


def test_a_sent_message_is_sent_for_good(session):
    id, number = taken(session)
    assert end(session, id, number, "sent", provider_id="q1") == "sent"
    m = only(session)
    assert (m.state, m.sent_at, m.provider_id, m.lease_owner) == ("sent", NOW, "q1", None)
    assert not claim(session, id, "b", NOW)


def test_without_the_lease_nothing_may_be_attempted_and_nothing_is_finished(session):
    id, number = taken(session)
    assert begin_attempt(session, id, "b", NOW) is None
    assert begin_attempt(session, id, "a", NOW + LEASE) is None
    recover(session, NOW + LEASE)
    assert end(session, id, number, "sent") is None
    assert only(session).state == "unknown"
    assert session.exec(select(Attempt)).one().outcome == "sent", "the attempt keeps what its maker saw"


def test_a_lease_that_ran_out_without_an_attempt_is_planned_again(session):
    id = planned(session)
    claim(session, id, "a", NOW)
    assert recover(session, NOW + LEASE - timedelta(seconds=1)).planned == 0
    assert recover(session, NOW + LEASE).planned == 1
    assert claim(session, id, "b", NOW + LEASE)


def test_a_lease_that_ran_out_over_an_open_attempt_is_unknown_and_stays_so(session):
    id, _ = taken(session)
    assert recover(session, NOW + LEASE).unknown == 1
    assert "chưa rõ" in only(session).reason
    assert recover(session, NOW + 2 * LEASE).unknown == 0
    assert ready(session, NOW + 2 * LEASE, 10) == []
    assert not claim(session, id, "b", NOW + LEASE)


def test_a_second_attempt_cut_off_is_unknown_too(session):
    id, number = taken(session)
    end(session, id, number, "retry", retry_at=NOW)
    assert claim(session, id, "b", NOW)
    assert begin_attempt(session, id, "b", NOW) == 2
    assert recover(session, NOW + LEASE).unknown == 1


def test_a_temporary_refusal_is_tried_again_a_few_times_and_then_fails(session):
    id = planned(session)
    for n in range(1, MOST_ATTEMPTS + 1):
        assert claim(session, id, "a", NOW)
        number = begin_attempt(session, id, "a", NOW)
        assert number == n
        state = end(session, id, number, "retry", code="451", detail="later", retry_at=NOW)
    assert state == "failed"
    assert "451 later" in only(session).reason


def test_what_is_nobodys_fault_does_not_count_as_a_try(session):
    id = planned(session)
    for _ in range(MOST_ATTEMPTS + 3):
        claim(session, id, "a", NOW)
        assert end(session, id, begin_attempt(session, id, "a", NOW), "defer", retry_at=NOW) == "planned"


def test_a_retry_after_the_expiry_is_no_retry(session):
    id, number = taken(session)
    assert end(session, id, number, "retry", retry_at=NOW + timedelta(days=4)) == "expired"


@pytest.mark.parametrize(("status", "state"), [("permanent", "failed"), ("fallback", "failed"), ("unknown", "unknown")])
def test_a_final_answer_ends_the_message_with_its_reason(session, status, state):
    id, number = taken(session)
    assert end(session, id, number, status, code="550", detail="no such user") == state
    assert "550 no such user" in only(session).reason


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 5.1.1 <canbo.an@dongthap.example>: no such user", "550 5.1.1 <c***@dongthap.example>: no such user"),
        ("RCPT TO:canbo@x.example;ORCPT=rfc822;canbo@x.example", "RCPT TO:c***@x.example;ORCPT=rfc822;c***@x.example"),
        ("Người nhận “cán.bộ@x.example” 84912345678, 0912345678", "Người nhận “c***@x.example” 84****678, 0****678"),
        ("451 4.7.1 Greylisted, 300 s, queue 4F0912345678", "451 4.7.1 Greylisted, 300 s, queue 4F0912345678"),
    ],
)
def test_no_address_in_a_servers_words_reaches_the_reason(session, said, kept):
    assert without_addresses(said) == kept
    id, number = taken(session)
    end(session, id, number, "permanent", detail=said)
    assert only(session).reason == kept


def test_stale_messages_expire_but_the_call_list_waits(session):
    planned(session, recipient="u1", expires_at=NOW)
    planned(session, recipient="u2", channel="hand", expires_at=NOW)
    assert expire(session, NOW) == 1
    session.expire_all()
    states = {m.recipient: m.state for m in session.exec(select(Message))}
    assert states == {"u1": "expired", "u2": "planned"}


def test_a_newer_digest_takes_the_place_of_one_that_still_waits(session):
    old = planned(session, slot="2026-06-11", as_of=date(2026, 6, 11))
    other = planned(session, recipient="u2", slot="2026-06-11", as_of=date(2026, 6, 11))
    urgent = planned(session, slot="p|D|2026|soon", as_of=date(2026, 6, 11), is_urgent=True)
    planned(session)
    assert supersede(session, DAY) == 1
    session.expire_all()
    states = {m.id: m.state for m in session.exec(select(Message))}
    assert (states[old], states[other], states[urgent]) == ("skipped", "planned", "planned")


def test_what_stands_in_for_a_failed_mail_does_not_give_way(session):
    yesterday = date(2026, 6, 11)
    failed = planned(session, slot="2026-06-11", as_of=yesterday)
    session.get(Message, failed).state = "failed"
    instead = planned(session, slot="2026-06-11", channel="zalo", as_of=yesterday, fallback_of=failed)
    planned(session)
    assert supersede(session, DAY) == 0
    session.expire_all()
    assert session.get(Message, instead).state == "planned"


def test_what_was_sent_counts_as_said_and_what_was_skipped_does_not(session):
    yesterday = date(2026, 6, 11)
    for n, end_state in enumerate(["sent", "failed", "unknown", "skipped", "expired", "planned"]):
        id = planned(
            session,
            recipient=f"u{n}",
            slot="s",
            as_of=yesterday,
            items=[ItemKey("p", end_state, "2026", f"u{n}", "soon")],
        )
        session.get(Message, id).state = end_state
    session.flush()
    assert {key[1] for key in rungs_spoken(session, yesterday, DAY)} == {"sent", "failed", "unknown"}
    assert {key[1] for key in rungs_spoken(session, yesterday, yesterday)} == {"sent", "failed", "unknown", "planned"}


def test_items_can_be_taken_out_before_sending(session):
    other = ItemKey("p", "D2", "2026", "u1", "opened")
    id = planned(session, items=[ITEM, other])
    keep_only(session, id, [other])
    assert items_of(session, [id]) == {id: [other]}


def test_a_skipped_message_says_why(session):
    id = planned(session)
    assert skip(session, [id], "đã nộp") == 1
    assert (only(session).state, only(session).reason) == ("skipped", "đã nộp")
    assert skip(session, [id], "lần nữa") == 0


def test_an_operator_resends_under_the_next_number_and_the_old_row_stays(session):
    id, number = taken(session)
    end(session, id, number, "unknown")
    with pytest.raises(Refused, match="thông tin về cá nhân"):
        resend(session, id, reason="địa chỉ mới: can.bo@xa.example", by="tham-muu", now=NOW + timedelta(hours=1))
    again = resend(session, id, reason="đã gọi hỏi, chưa nhận được", by="tham-muu", now=NOW + timedelta(hours=1))
    assert (again.resend, again.state, again.slot) == (1, "planned", "2026-06-12")
    assert session.get(Message, id).state == "unknown"
    assert items_of(session, [again.id])[again.id] == [ITEM]


def test_what_still_waits_is_not_sent_again(session):
    id = planned(session)
    with pytest.raises(Refused, match="chưa cần gửi lại"):
        resend(session, id, reason="x", by="y", now=NOW)
    with pytest.raises(Refused, match="Không có tin"):
        resend(session, 99, reason="x", by="y", now=NOW)


def test_delivering_by_hand_twice_is_delivering_once(session):
    id = planned(session, channel="hand")
    with pytest.raises(Refused, match="Ghi chú có nội dung giống số điện thoại"):
        mark_delivered_by_hand(session, id, "tham-muu", NOW, "đã gọi 0912 345 678")
    mark_delivered_by_hand(session, id, "tham-muu", NOW)
    mark_delivered_by_hand(session, id, "khac", NOW + timedelta(hours=1))
    assert (only(session).state, only(session).sent_at, only(session).provider_id) == ("sent", NOW, "tham-muu")
    mail = planned(session, recipient="u2")
    with pytest.raises(Refused, match="không có trong danh sách chuyển tay"):
        mark_delivered_by_hand(session, mail, "tham-muu", NOW)


def test_nobody_is_called_about_what_is_settled(session):
    kept = planned(session, channel="hand")
    gone = planned(session, recipient="u2", channel="hand", items=[ItemKey("p", "D9", "2026", "u2", "soon")])
    assert sweep_call_list(session, call_list(session), {ITEM}) == 1
    session.expire_all()
    assert (session.get(Message, kept).state, session.get(Message, gone).state) == ("planned", "skipped")


def test_the_kill_switch_is_off_until_somebody_turns_it(session):
    assert not is_stopped(session)
    turn_kill_switch(session, on=True, by="tham-muu", now=NOW)
    assert is_stopped(session)
    turn_kill_switch(session, on=False, by="tham-muu", now=NOW)
    assert not is_stopped(session)


def test_a_dead_address_is_remembered_until_its_day(session):
    suppress(session, "email", "a@x", "550", NOW, date(2026, 7, 1))
    suppress(session, "email", "a@x", "550 again", NOW, date(2026, 7, 2))
    assert suppressed(session, date(2026, 7, 2)) == {("email", "a@x")}
    assert suppressed(session, date(2026, 7, 3)) == set()


def test_who_stands_behind_a_recipient():
    assert [unit_of(r) for r in ("police/1", "head:police/1", "officer:tham-muu")] == ["police/1", "police/1", ""]


@given(attempt=st.integers(1, 40), key=st.text(min_size=1, max_size=20))
def test_the_wait_grows_stays_within_bounds_and_is_the_same_every_time(attempt, key):
    wait = wait_before(attempt, key)
    assert wait == wait_before(attempt, key)
    nominal = min(3600, 60 * 2 ** (attempt - 1))
    assert 0.75 * nominal <= wait.total_seconds() <= 1.25 * nominal


@given(
    steps=st.lists(
        st.sampled_from(["claim", "attempt", "sent", "retry", "unknown", "recover", "resend", "plan"]), max_size=25
    )
)
def test_whatever_happens_a_message_is_handed_over_at_most_once_unless_somebody_says_so(tmp_path_factory, steps):
    """A walk of two workers over the transitions: hand-overs ≤ 1 + resends + certain refusals; terminal states stay."""

    import models.access  # noqa: F401
    from models.database import engine_for

    engine = engine_for(f"sqlite:///{tmp_path_factory.mktemp('walk')}/d.db")
    tables_on(engine)
    now, open_attempt, handed, refused, resends = NOW, None, 0, 0, 0
    with Session(engine) as session:
        plan(session, [draft()], now)
        for n, what in enumerate(steps):
            owner = "ab"[n % 2]
            if what == "claim":
                for id in ready(session, now, 5):
                    claim(session, id, owner, now)
            elif what == "attempt":
                session.expire_all()
                for m in session.exec(select(Message).where(Message.state == "sending")).all():
                    if session.exec(
                        select(Attempt).where(Attempt.message_id == m.id, Attempt.finished_at.is_(None))
                    ).first():
                        continue
                    number = begin_attempt(session, m.id, owner, now)
                    if number:
                        handed += 1
                        open_attempt = (m.id, number, owner)
            elif what in ("sent", "retry", "unknown") and open_attempt:
                id, number, holder = open_attempt
                refused += what == "retry"
                finish(session, id, holder, number, Outcome(what), now, now)
                open_attempt = None
            elif what == "recover":
                now += LEASE
                recover(session, now)
                open_attempt = None
            elif what == "resend":
                session.expire_all()
                last = session.exec(select(Message).order_by(Message.resend.desc())).first()
                if last.state in ("sent", "unknown", "failed", "expired", "skipped"):
                    resend(session, last.id, reason="thử", by="x", now=now)
                    resends += 1
            elif what == "plan":
                plan(session, [draft()], now)
            session.commit()
        assert handed <= 1 + resends + refused
        assert len(session.exec(select(Message)).all()) == 1 + resends
    engine.dispose()
