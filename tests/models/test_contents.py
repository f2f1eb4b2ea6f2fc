"""Words are kept once, without any link; the unit's name and its link are put in when a letter leaves."""

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from models.contents import LINK, LONGEST_SHORT, UNIT, Words, keep_words, words_of
from models.messages import Content

LETTER = Words(
    "Nhắc việc", f"Kính gửi: {UNIT}. Mở {LINK}", f'<p>{UNIT}</p><a href="{LINK}">Mở</a>', f"{UNIT} chưa gửi."
)


def test_the_same_words_are_one_row_however_often_they_are_kept(session):
    for _ in range(3):
        keep_words(session, [LETTER, LETTER, Words("Khác", "Khác")])
    assert len(session.exec(select(Content)).all()) == 2
    assert words_of(session, [LETTER.id, None, "không có"]) == {LETTER.id: LETTER}


def test_a_letter_names_its_unit_and_no_other_letter_does():
    one = LETTER.to("Công an xã <An>", "https://nop.example/n/a.b")
    assert one.text == "Kính gửi: Công an xã <An>. Mở https://nop.example/n/a.b"
    assert one.html == '<p>Công an xã &lt;An&gt;</p><a href="https://nop.example/n/a.b">Mở</a>'
    assert one.short == "Công an xã <An> chưa gửi."
    assert LETTER.to("X", "y").text == "Kính gửi: X. Mở y"


@given(name=st.text(max_size=400), rest=st.text(st.sampled_from("abc đơn vị, "), max_size=300))
def test_the_short_form_never_grows_too_long(name, rest):
    assert len(Words("s", "t", short=f"{UNIT} {rest}").to(name, "l").short) <= LONGEST_SHORT
