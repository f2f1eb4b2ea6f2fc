"""`dondoc officer digest` and `email`: what officers will read by mail, and where it goes."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def read(dondoc):
    def lines(*words, home):
        told = dondoc(*words, "--json", home=home)
        assert told.exit_code == 0, told.output
        return json.loads(told.stdout)

    return lines


def test_a_digest_is_shown_before_it_is_sent_and_nothing_is_written(dondoc, read, own_demo):
    found = {line["officer"]: line for line in read("officer", "digest", "2026-11-23", home=own_demo)}
    assert set(found) == {"tham-muu", "lanh-dao", "dieu-hanh"}
    assert found["tham-muu"]["subject"] == "[Việc theo dõi] 23/11/2026"
    assert found["lanh-dao"]["slot"] == "2026-W48"
    assert "@demo.example" in found["lanh-dao"]["address"]
    assert "lanh-dao@" not in found["lanh-dao"]["address"], "masked"
    told = dondoc("officer", "digest", "2026-11-23", "--officer", "lanh-dao", home=own_demo)
    assert told.exit_code == 0
    assert "Tiêu đề: [Tổng hợp tuần 48]" in told.output
    assert "[Việc theo dõi]" not in told.output
    assert not [m for m in read("outbox", home=own_demo) if m["recipient"].startswith("officer:")]


def test_an_officer_s_address_is_set_and_taken_away(dondoc, read, own_demo):
    assert dondoc("officer", "email", "lanh-dao", "ld@dongthap.example", home=own_demo).exit_code == 0
    [line] = read("officer", "digest", "--officer", "lanh-dao", home=own_demo)
    assert line["address"] == "l***@dongthap.example"
    assert dondoc("officer", "email", "lanh-dao", "-", home=own_demo).exit_code == 0
    [line] = read("officer", "digest", "--officer", "lanh-dao", home=own_demo)
    assert (line["text"], line["silent_because"]) == ("", "chưa có địa chỉ thư")
    told = dondoc("officer", "digest", "--officer", "lanh-dao", home=own_demo)
    assert "Không gửi: chưa có địa chỉ thư." in told.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("email", "lanh-dao", "không phải thư"), "không phải địa chỉ thư điện tử"),
        (("email", "ai", "a@b.example"), "Không có cán bộ “ai”"),
        (("digest", "--officer", "ai"), "Không có cán bộ “ai”"),
    ],
)
def test_a_wrong_word_is_answered_in_one_line(dondoc, own_demo, words, said):
    told = dondoc("officer", *words, home=own_demo)
    assert told.exit_code == 1
    assert said in told.output
