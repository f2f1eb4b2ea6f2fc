"""The journal alone tells every decision: read back into nothing, it says what the facts say, on any day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from models.audit_chain import sealed_lines
from models.closing import close_again, close_period
from models.deadlines import deadlines
from models.delegations import delegate, revoke_delegation
from models.disposing import dispose
from models.extension_requests import ask
from models.facts import Extension
from models.filing import file_submission
from models.granting import answer, extend, waive
from models.mutes import mute, unmute
from models.obligations import find_deadline, owes
from models.officers import create_officer
from models.overtaken import keep_as_sent, overtaken_at
from models.quiet_hours import HANOI
from models.replay import disagreements, from_facts, from_journal, with_grounds
from models.review import decide
from models.unit_act_files import read_act
from models.unit_changes import confirm, drop, propose, undo
from models.unit_map import find_unit
from models.vocabulary import DecisionKind
from tasks.replay import replayed
from tasks.rulings import agree_day

P05, S16 = "05-ctrph-cat-mttq", "S000-16"
K = DecisionKind
ACT = """\
kind: rename
title: Đổi tên
effective_on: 2026-12-01
document: Nghị quyết số 1/NQ
document_on: 2026-11-01
article: Điều 1
rename:
  - {unit: UNIT, name: Công an xã Tên Mới}
"""


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=HANOI).astimezone(UTC)


def told(session: Session, on: date | None = None) -> dict:
    return {key: word.says for key, word in replayed(session, on).words.items()}


@pytest.fixture(params=["province", pytest.param("province_on_postgres", marks=pytest.mark.postgres)])
def people(request) -> Session:
    session = request.getfixturevalue(request.param)
    for username in ("an", "binh"):
        create_officer(session, username=username, full_name=username, password="mat-khau-rat-dai", role="staff")
    session.commit()
    return session


def test_the_journal_read_back_says_what_the_facts_say(people, catalogue):
    s, month = people, {"programme": P05, "duty": S16, "period": "2026-11"}
    units = [o.unit_id for o in owes(s, catalogue, date(2026, 11, 2), **month)][:6]
    who = {"by": "an", "now": at(2)}

    file = {"kind": "offline", "document_number": "12/BC", "document_on": date(2026, 11, 3)}
    first = file_submission(s, catalogue, **month, unit_id=units[0], by=units[0], now=at(3), **file)
    decide(s, first.id, "return", "Bổ sung số văn bản.", "an", at(3, 10))
    s.commit()
    again = file_submission(s, catalogue, **month, unit_id=units[0], by=units[0], now=at(4), **file)
    decide(s, again.id, "accept", "", "an", at(4, 10))
    decide(s, again.id, "reopen", "Xem lại.", "binh", at(4, 11))
    extend(s, catalogue, **month, unit_id=units[1], until=date(2026, 12, 10), reason="Bão lũ.", **who)
    extend(
        s,
        catalogue,
        **month,
        unit_id=units[1],
        until=date(2026, 12, 15),
        reason="Bão lũ kéo dài.",
        by="binh",
        now=at(5),
    )
    waive(s, catalogue, **month, unit_id=units[2], reason="Đơn vị mới thành lập.", approver="Trưởng phòng", **who)
    [owed] = owes(s, catalogue, date(2026, 11, 5), **month, unit_id=units[3])
    wish = ask(s, catalogue, owed, until=date(2026, 12, 9), reason="Chờ số liệu.", by=units[3], now=at(5))
    answer(s, catalogue, wish.id or 0, until=None, note="Đề nghị nộp đúng hạn.", by="an", now=at(6))
    loan = delegate(s, from_username="an", to_username="binh", from_on=date(2026, 11, 6), until=date(2026, 11, 20),
                    reason="Đi học.", by="an", now=at(6))  # fmt: skip
    silence = mute(s, catalogue, programme=P05, unit_id=units[4], until=date(2026, 11, 20), reason="Sáp nhập.",
                   by="an", now=at(6))  # fmt: skip
    s.commit()

    closed = {"programme": P05, "duty": S16, "period": "2026-10"}
    close_period(s, catalogue, **closed, as_of=date(2026, 11, 7), now=at(7), by="an")
    late = [o.unit_id for o in owes(s, catalogue, date(2026, 11, 8), **closed)][:2]
    file_submission(s, catalogue, **closed, unit_id=late[0], by=late[0], now=at(8), **file)
    close_again(s, catalogue, **closed, as_of=date(2026, 11, 8), now=at(8, 12), by="binh", why="Bổ sung 01 đơn vị.")
    file_submission(s, catalogue, **closed, unit_id=late[1], by=late[1], now=at(9), **file)
    s.commit()
    found = overtaken_at(s, catalogue, find_deadline(s, catalogue, P05, S16, "2026-10"), date(2026, 11, 11))
    assert found is not None
    keep_as_sent(s, found, "Không đổi số tổng hợp.", "an", at(11))

    gone = find_unit(s, "Công an xã Tân Hộ Cơ", date(2024, 3, 1)).id
    word = {"programme": P05, "duty": S16, "units": [gone], "basis": "Công văn 5/CAT", "by": "an"}
    dispose(s, catalogue, kind="waiting", now=at(10), **word)
    dispose(s, catalogue, kind="passed", now=at(11), **word)
    for n, last in enumerate((drop, undo)):
        act = ACT.replace("UNIT", units[5]).replace("Tên Mới", f"Tên Mới {n}")
        change = propose(s, read_act("doi-ten.yaml", act), "an", at(11))
        if last is undo:
            confirm(s, catalogue, change.id or 0, "binh", at(12))
            undo(s, catalogue, change.id or 0, "an", at(13))
        else:
            drop(s, change.id or 0, "binh", at(12))
    revoke_delegation(s, loan.id or 0, "binh", at(14))
    unmute(s, silence.id or 0, by="binh", now=at(14))
    s.commit()

    journal, facts = from_journal(sealed_lines(s)), from_facts(s)
    assert disagreements(journal, facts) == []
    assert {kind for kind, _ in journal} == set(K) - {K.RULING, K.PROGRAMME, K.ORDER, K.REOPENING}
    key = (K.EXTENSION, f"{P05}/{S16}/2026-11/{units[1]}")
    assert with_grounds(journal, facts)[key].ground == "Bão lũ kéo dài."

    # as it stood on days gone by
    assert told(s, date(2026, 11, 4))[key] == "2026-12-10"
    assert told(s, date(2026, 11, 5))[key] == "2026-12-15"
    assert told(s, date(2026, 11, 12))[K.UNITS, f"unit_change:{change.id}"].startswith("confirmed ")
    assert told(s, date(2026, 11, 13))[K.UNITS, f"unit_change:{change.id}"].startswith("undone ")
    assert [says for (kind, _), says in told(s, date(2026, 11, 3)).items() if kind is K.REVIEW] == ["return"]
    assert told(s, date(2026, 11, 1)) == {}

    # a decision written past the program has no line, one taken out has no fact
    s.exec(text("UPDATE waiver SET granted_by = 'khac'"))  # type: ignore[call-overload]
    s.add(
        Extension(**month, unit_id=units[4], until=date(2027, 1, 1), reason="x", granted_by="khac", granted_at=at(15))
    )
    s.flush()
    wrong = replayed(s, None).disagreements
    assert wrong[0] == f"Gia hạn {P05}/{S16}/2026-11/{units[4]}: có trong dữ liệu, không có dòng nhật ký."
    assert "dữ liệu ghi “” (khac)" in wrong[1]
    assert len(wrong) == 2


def test_an_agreed_day_replaced_is_still_told_of_the_day_it_held(province, catalogue):
    key = next((d.programme, d.duty, d.period) for d in _without_day(catalogue))
    first = _without_day(catalogue)[0].period_from
    agree_day(province, catalogue, key, first + timedelta(days=3), at(2), note="Theo giấy mời.", by="an")
    agree_day(province, catalogue, key, first + timedelta(days=5), at(4), note="Đổi lịch.", by="binh")
    province.commit()

    ruling = (K.RULING, "/".join(key))
    assert told(province, date(2026, 11, 2))[ruling] == (first + timedelta(days=3)).isoformat()
    assert told(province, date(2026, 11, 4))[ruling] == (first + timedelta(days=5)).isoformat()
    assert replayed(province, None).disagreements == []
    assert replayed(province, None).words[ruling].ground == "Đổi lịch."
    assert replayed(province, date(2026, 11, 2)).words[ruling].ground == ""


def _without_day(catalogue) -> list:
    return [d for d in deadlines(catalogue, P05) if not d.has_day]
