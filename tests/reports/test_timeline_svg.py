"""The timeline of a rehearsal: one well-formed picture with every deadline on its day."""

from datetime import date
from xml.etree import ElementTree

from reports.timeline_svg import timeline_svg

SVG = "{http://www.w3.org/2000/svg}"
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)


def deadline(on, reported=1, expected=2, duty="D-01"):
    return {"what": "deadline", "on": on, "duty": duty, "period": on[:4], "reported": reported, "expected": expected}


def message(on, stage="soon"):
    return {"what": "message", "on": on, "state": "sent", "items": [{"duty": "D-01", "period": "1", "stage": stage}]}


EVENTS = [
    deadline("2024-06-14"),
    deadline("2025-06-13", 2),
    deadline("2025-11-18", 0, 0, duty="D-02"),
    message("2024-06-03"),
    message("2024-06-17", "chaser_1"),
    {"what": "succession", "on": "2025-07-01", "from": "a", "to": "b", "kind": "full", "basis": ""},
]


def drawn(events=EVENTS, titles=None):
    return timeline_svg("Chương trình <05>", FIRST, LAST, events, titles or {"D-01": "Báo cáo năm & quý"})


def test_the_picture_is_well_formed_and_says_what_it_shows():
    root = ElementTree.fromstring(drawn())
    words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert "Chương trình <05>" in words
    assert "D-01  Báo cáo năm & quý" in words
    assert "từ ngày 01/01/2024" in words or "từ ngày 1/1/2024" in words


def test_each_deadline_stands_on_its_day_with_what_came_in():
    root = ElementTree.fromstring(drawn())
    marks = [c for c in root.iter(f"{SVG}circle") if c.find(f"{SVG}title") is not None]
    assert [m.find(f"{SVG}title").text for m in marks] == [
        "2024: hạn 14/6/2024, 1/2 đơn vị", "2025: hạn 13/6/2025, 2/2 đơn vị", "2025: hạn 18/11/2025, 0/0 đơn vị",
    ]  # fmt: skip
    assert float(marks[0].get("cx")) < float(marks[1].get("cx")) < float(marks[2].get("cx"))
    assert len({m.get("fill") for m in marks}) == 3


def test_messages_and_successions_are_there():
    text = drawn()
    assert "06/2024: 1 tin nhắc, 1 tin đôn đốc" in text
    assert "1/7/2025: 1 quan hệ kế thừa" in text


def test_the_same_log_is_the_same_picture_and_an_empty_one_is_a_picture_too():
    assert drawn() == drawn()
    ElementTree.fromstring(drawn([]))
