"""What people write in their own words is kept for ever: nothing in it points to a person."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models.disposing import dispose
from models.errors import Refused
from models.free_words import blocked_in, refuse_personal, why_personal
from models.mutes import mute

P05 = "05-ctrph-cat-mttq"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CALL = "gọi 0912 345 678"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("đang chờ số liệu của 02 tổ, văn bản số 12/CV-CAX ngày 20/11/2026", ""),
        (CALL, "số điện thoại"),
        ("gửi về to.truong@xa.example", "địa chỉ thư điện tử"),
        ("căn cước 0870 9000 1234", "số căn cước công dân (12 chữ số)"),
    ],
)
def test_numbers_and_addresses_of_persons_are_known_and_those_of_papers_are_let_through(text, what):
    assert blocked_in(text) == what


def test_a_refusal_says_which_box_and_what_to_do_and_nothing_of_what_was_typed():
    assert why_personal(CALL, "Lý do") == (
        "Lý do có nội dung giống số điện thoại. Hệ thống không nhận thông tin về cá nhân; đề nghị bỏ đi."
    )
    assert why_personal("nghỉ phép", "Lý do") == ""
    with pytest.raises(Refused, match=r"^Có nội dung giống số điện thoại"):
        refuse_personal("nghỉ phép", CALL)


def test_neither_a_mute_nor_a_word_on_duties_of_ended_units_keeps_them(session, catalogue):
    with pytest.raises(Refused, match="Lý do có nội dung giống"):
        mute(session, catalogue, programme=P05, until=date(2026, 11, 30), reason=CALL, by="an", now=NOW)
    with pytest.raises(Refused, match="Căn cứ có nội dung giống"):
        dispose(session, catalogue, programme=P05, duty="", units=[], kind="ended", basis=CALL, by="an", now=NOW)
