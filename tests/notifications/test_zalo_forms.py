"""Forms of template messages: everything a message says arrives, in pieces no longer than were approved."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from models.links import link_id, link_url, token_of
from models.settings import Settings
from models.vocabulary import Channel
from notifications.zalo.forms import HOLDS, DoesNotFit, form_of, forms, without_way_in

LONGEST_TYPED = 200  # the longest type of parameter the provider knows; longer ones need an agreement with it
words = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ.,:/0123456789", min_size=1, max_size=24)
messages = st.lists(words, min_size=1, max_size=60).map(" ".join).map(lambda text: text[:300].strip())
DEADLINE = (
    "Công an tỉnh Đồng Tháp: Đề nghị Công an xã An Bình gửi báo cáo kết quả thực hiện (6 tháng đầu năm 2026), trước "
    "ngày 15/6/2026 (chậm nhất hết ngày 14/6/2026). Còn 02 việc khác; chi tiết trên hệ thống."
)


def test_every_form_says_only_what_it_holds() -> None:
    for form in forms().values():
        named = {place.name for place in form.parameters}
        in_words = {place.name for place in form.parameters if place.holds != "link"}
        assert {f"<{name}>" for name in in_words} == {w for w in form.says.replace(".", " ").split() if w[0] == "<"}
        assert (form.button is not None) == bool(named - in_words)
        if form.button:
            assert form.button.leads == "/n/" + "".join(f"<{name}>" for name in named - in_words)
            assert 5 <= len(form.button.title) <= 30
        assert {place.holds for place in form.parameters} <= set(HOLDS)
        assert 10 <= len(form.title) <= 60


def test_the_usual_form_keeps_to_the_longest_type_of_parameter() -> None:
    assert max(place.longest for place in form_of("").parameters) <= LONGEST_TYPED


@given(messages)
def test_no_word_is_lost_between_the_pieces(message: str) -> None:
    form = form_of("")
    filled = form.fill("Công an xã An Bình", message)
    form.check(filled)
    otherwise = next(p.otherwise for p in form.parameters if p.holds == "rest")
    said = " ".join(filled[p.name] for p in form.parameters if p.holds in ("text", "rest"))
    assert said.replace(" ", "") in (message.replace(" ", ""), (message + otherwise).replace(" ", ""))


def test_a_message_is_parted_between_sentences() -> None:
    filled = form_of("").fill("Công an xã An Bình", DEADLINE)
    assert filled["noi_dung"].endswith("14/6/2026).")
    assert filled["noi_dung_tiep"] == "Còn 02 việc khác; chi tiết trên hệ thống."


def test_a_short_message_fills_the_second_piece_with_the_forms_own_words() -> None:
    filled = form_of("").fill("Công an xã An Bình", "Đề nghị gửi báo cáo")
    assert filled["noi_dung_tiep"] == "Chi tiết có trong thư hoặc trên hệ thống."


def test_a_long_name_of_a_unit_is_shortened_at_a_word() -> None:
    name = form_of("").fill("Ủy ban Mặt trận Tổ quốc Việt Nam " * 6, "Đề nghị gửi báo cáo.")["ten_don_vi"]
    assert len(name) <= 100
    assert name.endswith("…")
    assert name[:-1].split()[-1] in {"Ủy", "ban", "Mặt", "trận", "Tổ", "quốc", "Việt", "Nam"}


@pytest.mark.parametrize("message", ["x" * 401, "từ " * 200])
def test_what_does_not_fit_is_said_by_the_name_of_its_place(message: str) -> None:
    with pytest.raises(DoesNotFit, match="noi_dung_tiep"):
        form_of("").fill("Công an xã An Bình", message)


def test_the_way_in_travels_as_the_parameter_of_the_button() -> None:
    token = token_of(link_id("dt:xa:01", datetime(2026, 11, 23, tzinfo=UTC), "khóa"), "khóa")  # T2 23/11/2026
    link = link_url("https://cong.tinh.example", token)
    for form in forms().values():
        filled = form.fill("Công an xã", DEADLINE, link)
        assert form.leads("https://cong.tinh.example/", filled) == (link if form.button else "")
        assert (token in filled.values()) == (form.button is not None)


def test_without_a_way_in_the_button_still_has_a_parameter() -> None:
    filled = form_of("").fill("Công an xã", "Tin thử.")
    assert form_of("").leads("https://cong.example", filled) == "https://cong.example/n/chua-co"


@pytest.mark.parametrize("piece", ["x" * 101, "mã", "a?b=c", "a b"])
def test_a_piece_of_an_address_that_the_button_cannot_hold_is_named(piece: str) -> None:
    with pytest.raises(DoesNotFit, match="ma_lien_ket"):
        form_of("").fill("Công an xã", "Đề nghị gửi báo cáo.", f"https://cong.example/n/{piece}")


def test_only_a_form_without_a_button_leads_nowhere() -> None:
    assert without_way_in(Settings(zalo_form="")) == set()
    assert without_way_in(Settings(zalo_form="nhac-viec-khong-nut")) == {Channel.ZALO}


def test_one_piece_is_filled_whole_or_not_at_all() -> None:
    whole = form_of("nhac-viec-mot-doan")
    assert whole.fill("Công an xã", DEADLINE)["noi_dung"] == DEADLINE
    with pytest.raises(DoesNotFit, match="dài quá 300"):
        whole.fill("Công an xã", "x" * 301)
    with pytest.raises(DoesNotFit, match="thiếu tham số noi_dung"):
        whole.fill("Công an xã", "")


def test_a_form_the_house_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(Refused, match="nhac-viec, nhac-viec-mot-doan"):
        form_of("bịa")
