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


def marks_of(root):
    return [g for g in root.iter(f"{SVG}g") if (g.get("class") or "").startswith("mark")]


def said(mark):
    return mark.find(f"{SVG}title").text


def test_the_picture_is_well_formed_and_says_what_it_shows():
    root = ElementTree.fromstring(drawn())
    words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert "Chương trình <05>" in words
    assert "D-01  Báo cáo năm & quý" in words
    assert "từ ngày 01/01/2024" in words or "từ ngày 1/1/2024" in words


def test_each_deadline_stands_on_its_day_with_what_came_in():
    root = ElementTree.fromstring(drawn())
    marks = marks_of(root)
    assert [said(m) for m in marks] == [
        "2024: hạn 14/6/2024, 1/2 đơn vị", "2025: hạn 13/6/2025, 2/2 đơn vị", "2025: hạn 18/11/2025, 0/0 đơn vị",
    ]  # fmt: skip
    discs = [float(m.find(f"{SVG}circle").get("cx")) for m in marks[:2]]
    assert discs[0] < discs[1]


def test_a_mark_tells_by_its_shape_what_it_tells_by_its_colour():
    ahead = {**deadline("2025-12-19", 0), "is_ahead": True}
    marks = marks_of(ElementTree.fromstring(drawn([*EVENTS, deadline("2025-03-14", 0), ahead])))
    shapes = {said(m): m.get("class") for m in marks}
    assert list(shapes.values()) == ["mark some", "mark all", "mark none", "mark ahead", "mark nobody"]
    drawings = {tuple((part.tag, "fill" in part.attrib, "stroke" in part.attrib) for part in m) for m in marks}
    assert len(drawings) == 4  # a cross and a dash are both strokes


def test_the_day_looked_at_the_phases_and_a_wait_are_shown():
    told = [
        {"what": "phase", "on": "2024-01-01", "until": "2024-12-31", "label": "Giai đoạn 1"},
        {"what": "waiting", "on": "2025-07-01"},
        {"what": "messages", "month": "2025-05", "reminders": 7, "chasers": 2},
    ]
    text = timeline_svg("05", FIRST, LAST, told, {}, subtitle="Vòng đời", today=date(2025, 9, 1))
    for words in ("Vòng đời", "Giai đoạn 1", "Chờ xác nhận từ ngày 01/7/2025", "hôm nay, 01/9/2025", "7 tin nhắc, 2"):
        assert words in text or words.replace("01/7", "1/7").replace("01/9", "1/9") in text
    assert "Diễn tập" not in text


def test_messages_and_successions_are_there():
    text = drawn()
    assert "06/2024: 1 tin nhắc, 1 tin đôn đốc" in text
    assert "1/7/2025: 1 quan hệ kế thừa" in text


def test_the_same_log_is_the_same_picture_and_an_empty_one_is_a_picture_too():
    assert drawn() == drawn()
    ElementTree.fromstring(drawn([]))
