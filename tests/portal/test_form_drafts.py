"""What a unit has begun to type is kept for the unit, checked as it goes, offered again, and seen by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from models.access import Link
from models.catalogue import home_catalogue
from models.facts import Request, Submission
from models.filing_facts import Draft
from models.requests import open_request
from tests.portal.people import FIGURES, KEY, PROGRAMME, Portal, seal_in, token_in

FORM, KEEP, DROP = f"/don-vi/{KEY}", f"/don-vi/nhap-do/{KEY}", f"/don-vi/bo-nhap-do/{KEY}"


def opened(client: TestClient, path: str = FORM) -> dict[str, str]:
    """The hidden fields of the form as a browser would send them."""
    page = client.get(path).text
    at = page[page.index('id="bieu"') :]
    taken = at.split('name="taken" value="', 1)[1].split('"', 1)[0]
    return {"seal": seal_in(page), "token": token_in(page), "saves": "0", "taken": taken}


def save(client: TestClient, page: dict[str, str], **typed: str):
    page["saves"] = str(int(page["saves"]) + 1)
    return client.post(KEEP, data=page | {name.replace("__", "."): text for name, text in typed.items()})


def drafts(portal: Portal) -> list[Draft]:
    with portal.session() as session:
        return list(session.exec(select(Draft).order_by(Draft.saved_at)))


def test_a_save_keeps_what_is_typed_and_answers_with_what_the_checks_find(portal: Portal) -> None:
    client = portal.unit()
    told = save(client, opened(client), f__B01="12", f__B02="9", f__E03="3", f__E04="4").json()
    assert told["kept_at"] == "09:00 23/11/2026"
    assert "Đã nhập 4/13 ô" in told["words"]
    assert [e["anchor"] for e in told["errors"]] == ["o-E04"]
    [asked] = [q for q in told["queries"] if "B02" in q["message"]]
    assert asked["name"].startswith("q.")
    assert [d.typed["f.B02"] for d in drafts(portal)] == ["9"]


def test_an_answer_settles_its_query_and_the_filing_goes_through(portal: Portal) -> None:
    client = portal.unit()
    page = opened(client)
    told = save(client, page, f__B01="12", f__B02="9").json()
    figures = {"f.B01": "12", "f.B02": "9", "kind": "figures"}
    refused = client.post(FORM, data=page | figures)
    assert refused.status_code == 422
    assert 'class="query"' in refused.text
    answers = {q["name"]: "Các buổi tổ chức theo nhóm nhỏ, đã rà soát." for q in told["queries"]}
    location = client.post(FORM, data=page | figures | answers).headers["location"]
    assert "Các buổi tổ chức theo nhóm nhỏ" in client.get(location).text
    assert drafts(portal) == []


def test_the_form_opens_with_the_draft_on_any_machine_of_the_unit(portal: Portal) -> None:
    one = portal.unit()
    save(one, opened(one), f__B02="777", note="chờ số của tổ 3")
    other = portal.unit()
    page = other.get(FORM).text
    assert 'value="777"' in page
    assert "chờ số của tổ 3" in page
    assert "Đã lấy lại bản nhập dở lưu lúc 09:00 23/11/2026" in page
    assert "Đang nhập dở" in other.get("/don-vi").text


def test_two_open_pages_keep_both_and_each_is_offered(portal: Portal) -> None:
    one, other = portal.unit(), portal.unit()
    first, second = opened(one), opened(other)
    save(one, first, f__B01="1")
    portal.clock.now += timedelta(minutes=1)
    save(other, second, f__B01="2")
    page = one.get(FORM).text
    assert 'value="2"' in page  # the newest
    [older] = [d for d in drafts(portal) if d.typed["f.B01"] == "1"]
    assert f"?ban={older.id}" in page
    assert 'value="1"' in one.get(f"{FORM}?ban={older.id}").text
    assert 'name="f.B01" value=""' in one.get(f"{FORM}?ban=0").text


def test_going_on_with_a_draft_makes_no_second_one(portal: Portal) -> None:
    client = portal.unit()
    save(client, opened(client), f__B01="1")
    again = opened(client)
    save(client, again, f__B01="12")
    save(client, again, f__B01="123")
    assert [d.typed["f.B01"] for d in drafts(portal)] == ["123"]


def test_a_draft_outlives_its_link_and_the_next_link_finds_it(portal: Portal) -> None:
    client = portal.unit()
    page = opened(client)
    save(client, page, f__B02="777")
    portal.clock.now += timedelta(days=15)
    assert save(client, page, f__B02="778").status_code == 401
    assert client.post(FORM, data=page | {"kind": "figures", **FIGURES}).status_code == 401
    assert 'value="777"' in portal.unit().get(FORM).text


def test_a_revoked_link_saves_nothing(portal: Portal) -> None:
    client = portal.unit()
    page = opened(client)
    with portal.session() as session:
        for link in session.exec(select(Link)):
            link.revoked_at = portal.clock.now
        session.commit()
    assert save(client, page, f__B02="777").status_code == 401
    assert drafts(portal) == []


def test_no_draft_is_seen_or_thrown_away_by_another_unit(portal: Portal) -> None:
    mine, other = portal.unit(portal.units[0]), portal.unit(portal.units[1])
    page = opened(mine)
    save(mine, page, f__B02="777")
    [draft] = drafts(portal)
    theirs = other.get(f"{FORM}?ban={draft.id}").text
    assert 'value="777"' not in theirs
    assert other.post(DROP, data={"seal": seal_in(theirs), "ban": str(draft.id)}).status_code == 404
    stolen = page | {"seal": seal_in(theirs), "taken": f"{draft.id}:{draft.saves}"}
    save(other, stolen, f__B02="1")
    assert {d.unit_id: d.typed["f.B02"] for d in drafts(portal)} == {portal.units[0]: "777", portal.units[1]: "1"}


def test_a_draft_thrown_away_is_gone_and_throwing_it_again_says_so(portal: Portal) -> None:
    client = portal.unit()
    page = opened(client)
    save(client, page, f__B02="777")
    [draft] = drafts(portal)
    sent = {"seal": page["seal"], "ban": str(draft.id)}
    assert client.post(DROP, data=sent).headers["location"] == FORM
    assert client.post(DROP, data=sent).status_code == 404
    assert drafts(portal) == []


@pytest.mark.parametrize("name", ["ban", "taken", "saves"])
@pytest.mark.parametrize("value", ["-1", "9" * 40, "1:2:3", "٣", "' OR 1=1", "<b>"])
def test_a_page_number_nobody_gave_out_changes_nothing(portal: Portal, name: str, value: str) -> None:
    client = portal.unit()
    page = opened(client)
    if name == "ban":
        assert client.get(FORM, params={"ban": value}).status_code == 200
        assert client.post(DROP, data={"seal": page["seal"], "ban": value}).status_code == 404
    else:
        assert client.post(KEEP, data=page | {name: value, "f.B01": "1"}).status_code == 200


def test_a_save_without_seal_or_token_is_refused(portal: Portal) -> None:
    client = portal.unit()
    page = opened(client)
    assert client.post(KEEP, data=page | {"seal": "0" * 64, "f.B01": "1"}).status_code == 403
    assert client.post(KEEP, data={"seal": page["seal"], "f.B01": "1"}).status_code == 422
    elsewhere = client.post(KEEP, data=page | {"f.B01": "1"}, headers={"origin": "https://evil.example"})
    assert elsewhere.status_code == 403
    assert drafts(portal) == []


def test_markup_in_a_draft_comes_back_as_text_in_every_field(portal: Portal) -> None:
    client = portal.unit()
    nasty = '"><script>alert(1)</script>'
    names = ["f.G03", "f.B01", "note", "document_number", "document_on", "q.x", "f.A02"]
    save(client, opened(client), **{name.replace(".", "__"): nasty for name in names})
    for path in (FORM, f"/don-vi/in-bieu/{KEY}", "/don-vi"):
        assert "<script>alert" not in client.get(path).text


def test_personal_data_is_not_kept_and_the_field_is_named(portal: Portal) -> None:
    client = portal.unit()
    told = save(client, opened(client), note="gọi 0912 345 678", f__B01="1").json()
    assert told["left_out"] == ["note"]
    assert [d.typed for d in drafts(portal)] == [{"f.B01": "1"}]


def test_without_script_a_button_checks_and_keeps(portal: Portal) -> None:
    client = portal.unit()
    page = opened(client)
    answer = client.post(FORM, data=page | {"viec": "kiem-tra", "f.E03": "3", "f.E04": "4"})
    assert answer.status_code == 200
    assert "Kết quả kiểm tra: còn 01 điểm" in answer.text
    assert 'id="o-E04-loi"' in answer.text
    assert [d.typed["f.E04"] for d in drafts(portal)] == ["4"]
    good = client.post(FORM, data=page | {"saves": "1", "viec": "kiem-tra", "f.E03": "4", "f.E04": "3"})
    assert "không còn điểm nào cần sửa" in good.text
    assert [d.typed["f.E04"] for d in drafts(portal)] == ["3"]
    with portal.session() as session:
        assert session.exec(select(Submission)).all() == []


def test_the_work_can_be_put_aside_and_taken_up_again(portal: Portal) -> None:
    client = portal.unit()
    location = client.post(FORM, data=opened(client) | {"viec": "de-sau", "f.B02": "777"}).headers["location"]
    assert location.startswith("/don-vi?xong=de-sau#")
    assert "Đã lưu bản nhập dở; chưa nộp" in client.get(location).text
    assert 'value="777"' in client.get(FORM).text


def test_work_with_personal_data_is_not_put_aside_in_silence(portal: Portal) -> None:
    client = portal.unit()
    answer = client.post(FORM, data=opened(client) | {"viec": "de-sau", "note": "gọi 0912 345 678", "f.B02": "7"})
    assert answer.status_code == 422
    assert "ô này chưa được lưu" in answer.text
    assert "gọi 0912 345 678" in answer.text
    assert [d.typed for d in drafts(portal)] == [{"f.B02": "7"}]


def test_more_words_than_a_draft_holds_stay_on_the_page(portal: Portal) -> None:
    client = portal.unit()
    long = {"viec": "de-sau", "f.B02": "7", "q.x": "x" * 61_000}
    answer = client.post(FORM, data=opened(client) | long)
    assert answer.status_code == 422
    assert "dài hơn mức lưu được" in answer.text
    assert 'value="7"' in answer.text


def test_a_refused_filing_keeps_its_figures_as_a_draft(portal: Portal) -> None:
    client = portal.unit()
    client.post(FORM, data=opened(client) | {"kind": "figures", **FIGURES, "f.B01": "mười hai"})
    assert 'value="mười hai"' in portal.unit().get(FORM).text


def test_a_draft_from_before_a_filing_is_offered_but_does_not_hide_what_was_filed(portal: Portal) -> None:
    one, other = portal.unit(), portal.unit()
    save(other, opened(other), f__B01="99")
    page = one.get(f"{FORM}?ban=0").text
    sent = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    assert one.post(FORM, data=sent).status_code == 303
    again = one.get(FORM).text
    assert 'value="12"' in again
    assert "trước lần nộp gần nhất" in again


def test_the_form_prints_blank_and_filled(portal: Portal) -> None:
    client = portal.unit()
    save(client, opened(client), f__B02="1.250")
    filled = client.get(f"/don-vi/in-bieu/{KEY}").text
    assert "1.250" in filled
    assert "Số đang nhập dở, chưa nộp." in filled
    blank = client.get(f"/don-vi/in-bieu/{KEY}?trong=1").text
    assert "1.250" not in blank
    assert "Thủ trưởng đơn vị" in blank


def test_estimates_are_marked_asked_again_and_both_versions_shown(portal: Portal) -> None:
    """Due T6 27/11/2026, figures up to T2 30/11/2026: final ones from T3 01/12 to T5 03/12/2026."""
    with portal.session() as session:
        law, monday = home_catalogue(portal.home), portal.clock.now
        asked = Request(
            programme=PROGRAMME, code="DX-2026-10", title="Kết quả tháng 11", document="100/CAT-PTM",
            document_on=monday.date(), bound="by", named_on=monday.date() + timedelta(days=4),
            window_from=monday.date() - timedelta(days=22), window_to=monday.date() + timedelta(days=7),
            form="phong-trao-rut-gon", by="thammuu", at=monday,
        )  # fmt: skip
        made = open_request(session, law, asked, [portal.units[0]], by="thammuu", now=monday)
        key = f"{PROGRAMME}/DX-2026-10/{made.period}"
        session.commit()
    client = portal.unit()
    form = client.get(f"/don-vi/{key}").text
    assert "Kỳ này gửi số ước, sau đó gửi số chính thức" in form
    assert "từ ngày 01/12/2026, chậm nhất hết ngày 03/12/2026" in form
    sent = {"seal": seal_in(form), "token": token_in(form), "kind": "figures", **FIGURES}
    receipt = client.get(client.post(f"/don-vi/{key}", data=sent).headers["location"]).text
    assert "số liệu ước" in receipt
    assert "Chờ số chính thức" in client.get("/don-vi").text
    portal.clock.now += timedelta(days=8)  # T3 01/12/2026
    again = portal.unit()
    assert "Gửi số chính thức" in again.get("/don-vi").text
    form = again.get(f"/don-vi/{key}").text
    assert "Đề nghị gửi số chính thức" in form
    assert "Số ước: <b>1.250</b>" in form
    sent = {"seal": seal_in(form), "token": token_in(form), "kind": "figures", **FIGURES, "f.B02": "1.300"}
    final = again.post(f"/don-vi/{key}", data=sent).headers["location"]
    page = again.get(final).text
    assert "Thay đổi so với số ước đã gửi" in page
    assert page.index("1.250") < page.index("1.300")
    with portal.session() as session:
        kept = session.exec(select(Submission).order_by(Submission.version)).all()
    assert [(s.version, s.is_provisional, s.figures["B02"]) for s in kept] == [(1, True, 1250), (2, False, 1300)]
