"""The Zalo channel against the emulator: what each answer means, and that a lost answer is not sent again."""

from dataclasses import replace

import httpx
import pytest

from models.errors import Refused
from models.vocabulary import Channel
from notifications.channels import Letter, PostOffice, deliver, open_channels
from notifications.channels.zalo import normal_phone
from notifications.channels.zalo_bot import read_bot_answer
from notifications.emulators.zalo import Order
from notifications.zalo import wire
from notifications.zalo.addresses import DEMO_TOKEN
from notifications.zalo.codes import classify, read_answer
from notifications.zalo.forms import form_of

LINK = "https://cong.tinh.example/n/0123456789abcdef01234567.qWf3-_x"


def letter(address="0912 345 678", short="Công an tỉnh: Đề nghị Công an xã An Bình gửi báo cáo.") -> Letter:
    return Letter(
        "zalo", address, "Nhắc", "Toàn văn", "<dondoc.abc123@x>", body_short=short, recipient_name="Công an xã"
    )


@pytest.fixture
def settings(demo, zalo):
    return demo(zalo_demo_port=zalo[1])


def test_a_short_message_arrives_on_the_phone(settings, zalo):
    outcome = deliver(settings, letter())
    received = zalo[0].received[0]
    assert (outcome.status, outcome.provider_id) == ("sent", received.id)
    assert received.phone == "84912345678"
    assert received.tracking_id == "dondoc.abc123"
    assert received.data["ten_don_vi"] == "Công an xã"
    assert received.text == f"Kính gửi Công an xã. {letter().body_short} Chi tiết có trong thư hoặc trên hệ thống."


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (-124, "defer"), (-216, "defer"), (-133, "defer"), (-32, "defer"), (-100, "retry"), (-118, "fallback"),
        (-141, "fallback"), (-144, "fallback"), (-137, "fallback"), (-109, "permanent"),
        (-1122, "permanent"), (-131, "permanent"), (-110, "fallback"), (-135, "fallback"), (-1351, "fallback"),
    ],
)  # fmt: skip
def test_what_a_code_of_the_service_means(settings, zalo, code, status):
    zalo[0].orders.append(Order("code", code=code))
    outcome = deliver(settings, letter())
    assert (outcome.status, outcome.code) == (status, str(code))
    assert classify(code) == status


def test_the_rules_of_the_service_are_kept_by_the_emulator(settings, zalo, demo):
    zalo[0].without_zalo.add("84912345678")
    assert deliver(settings, letter()).code == "-118"
    zalo[0].refusing.add("84987654321")
    assert deliver(settings, letter("0987654321")).code == "-141"
    assert deliver(settings, letter("123")).code == "-108"
    assert deliver(demo(zalo_demo_port=zalo[1], zalo_token="sai"), letter()).code == "-124"
    assert deliver(demo(zalo_demo_port=zalo[1], zalo_template="khac"), letter()).code == "-109"
    assert zalo[0].received == []


def test_too_many_requests_wait_as_long_as_they_are_told(settings, zalo):
    zalo[0].orders.append(Order("http", status=429, headers={"Retry-After": "7"}))
    outcome = deliver(settings, letter())
    assert (outcome.status, outcome.retry_after) == ("defer", 7.0)


@pytest.mark.parametrize(
    ("status", "means"), [(500, "unknown"), (502, "unknown"), (404, "permanent"), (302, "permanent")]
)
def test_what_an_http_status_means(settings, zalo, status, means):
    zalo[0].orders.append(Order("http", status=status, headers={"Location": "http://127.0.0.1:9/"}))
    assert deliver(settings, letter()).status == means


def test_a_message_taken_whose_answer_is_lost_is_unknown(settings, zalo, monkeypatch):
    monkeypatch.setattr(wire, "TIMEOUT", 0.5)
    zalo[0].orders.append(Order("lost", seconds=2))
    outcome = deliver(settings, letter())
    assert (outcome.status, outcome.stage) == ("unknown", "handed_over")
    assert len(zalo[0].received) == 1


@pytest.mark.parametrize("body", ["", "<html>", "[]", '{"error":"x"}', '{"message":"ok"}'])
def test_an_answer_nobody_can_read_is_unknown(body):
    assert read_answer(httpx.Response(200, text=body)).status == "unknown"


def test_a_service_that_is_not_there_is_nobodys_fault(demo):
    outcome = deliver(demo(zalo_demo_port=9), letter())
    assert (outcome.status, outcome.stage) == ("defer", "connect")


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0912345678", "84912345678"),
        ("+84 912.345.678", "84912345678"),
        ("0277 3851 234", None),
        ("", None),
        ("abc", None),
    ],
)
def test_phone_numbers(text, phone):
    assert normal_phone(text) == phone


def test_the_token_is_nowhere_to_be_read(demo, zalo, caplog):
    caplog.set_level(1)
    for name in ("apprise", "httpx", "httpcore"):
        caplog.set_level(1, logger=name)
    settings = demo(zalo_demo_port=zalo[1], zalo_token="MaTruyCapBiMat")
    with PostOffice(settings) as office:
        outcome = office.deliver(letter())
        assert outcome.code == "-124"
        assert "MaTruyCapBiMat" not in caplog.text + repr(outcome) + repr(vars(office))


def test_a_demo_reaches_no_service_outside(demo):
    with pytest.raises(Refused, match="chỉ gửi trong máy"):
        deliver(demo(zalo_url="https://business.openapi.zalo.me"), letter())


def test_a_live_home_speaks_https_only(demo):
    with pytest.raises(Refused, match="https"):
        deliver(demo(mode="live", zalo_url="http://zalo.example"), letter())


@pytest.mark.parametrize(
    ("code", "alarm"),
    [
        (-124, "token-dead"), (-144, "quota"), (-147, "quota"), (-137, "wallet"), (-109, "template"),
        (-1122, "template"), (-131, "template"), (-104, "channel-down"), (-118, ""), (-32, ""), (-133, ""), (-100, ""),
        (-135, "channel-down"), (-110, ""),
    ],
)  # fmt: skip
def test_what_an_operator_must_hear_of(settings, zalo, code, alarm):
    zalo[0].orders.append(Order("code", code=code))
    assert deliver(settings, letter()).alarm == alarm


class Two:
    """A dead token and its successor."""

    def __init__(self):
        self.asked = []

    def current(self):
        return "da-chet"

    def renewed(self, dead):
        self.asked.append(dead)
        return DEMO_TOKEN


@pytest.mark.parametrize("channel", ["zalo", "zalo_oa"])
def test_a_token_called_dead_is_changed_once_and_the_new_one_remembered(settings, zalo, channel):
    person = zalo[0].person("84912345678")
    person.spoke_at = zalo[0].now()
    tokens = Two()
    with PostOffice(settings, tokens=tokens) as office:
        told = replace(letter(), channel=channel, address=person.id if channel == "zalo_oa" else letter().address)
        assert [office.deliver(told).status for _ in range(3)] == ["sent"] * 3
    assert tokens.asked == ["da-chet"]


def test_a_message_no_form_can_carry_is_not_sent_and_an_operator_hears(settings, zalo):
    outcome = deliver(settings, letter(short="x" * 450))
    assert (outcome.status, outcome.alarm) == ("permanent", "template")
    assert "noi_dung_tiep" in outcome.detail
    assert zalo[0].received == []


def test_an_unknown_form_is_refused_by_name(demo, zalo):
    with pytest.raises(Refused, match="nhac-viec-mot-doan"):
        deliver(demo(zalo_demo_port=zalo[1], zalo_form="khac"), letter())


def oa(person: str, text: str = "Toàn văn của thư.") -> Letter:
    return replace(letter(), channel="zalo_oa", address=person, body_text=text)


def test_the_account_answers_who_spoke_to_it(settings, zalo):
    person = zalo[0].person("84912345678")
    assert deliver(settings, oa(person.id)).code == "-232"
    person.spoke_at = zalo[0].now()
    outcome = deliver(settings, oa(person.id))
    assert (outcome.status, outcome.provider_id) == ("sent", zalo[0].received[0].id)
    assert zalo[0].received[0].text == "Toàn văn của thư."
    assert deliver(settings, oa(person.id, "x" * 2001)).status == "sent"
    assert zalo[0].received[1].text == letter().body_short  # the whole letter is too long for one message


@pytest.mark.parametrize(
    ("text", "begins"),
    [("Toàn văn.", "Toàn văn."), (f"Toàn văn.\n{LINK}\n", "Toàn văn."), ("x" * 1990, letter().body_short)],
)
@pytest.mark.parametrize("channel", ["zalo_oa", "zalo_bot"])
def test_free_words_end_with_the_way_in_on_a_line_of_its_own(settings, zalo, channel, text, begins):
    person = zalo[0].person("84912345678")
    person.spoke_at, person.has_bot = zalo[0].now(), True
    told = replace(letter(), channel=channel, address=person.id, body_text=text, link=LINK)
    assert deliver(settings, told).status == "sent"
    assert zalo[0].received[0].text == f"{begins}\n{LINK}"


def test_a_template_message_carries_the_way_in_as_its_button(settings, zalo):
    zalo[0].portal = "http://127.0.0.1:8642/"
    assert deliver(settings, replace(letter(), link=LINK)).status == "sent"
    assert zalo[0].received[0].button == "http://127.0.0.1:8642/n/" + LINK.rpartition("/")[2]
    assert LINK not in zalo[0].received[0].text


def test_a_form_without_a_button_sends_no_link(demo, zalo):
    zalo[0].form = form_of("nhac-viec-khong-nut")
    settings = demo(zalo_demo_port=zalo[1], zalo_form="nhac-viec-khong-nut")
    assert deliver(settings, replace(letter(), link=LINK)).status == "sent"
    assert zalo[0].received[0].button == ""
    assert LINK.rpartition("/")[2] not in str(zalo[0].received[0].data)


@pytest.mark.parametrize("address", ["", "abc", "0912 345 678", "../bot"])
def test_what_is_no_persons_id_goes_elsewhere(settings, address):
    outcome = deliver(settings, oa(address))
    assert (outcome.status, outcome.code) == ("fallback", "address")


def bot(person: str) -> Letter:
    return replace(letter(), channel="zalo_bot", address=person)


def test_the_bot_answers_who_wrote_to_it(settings, zalo):
    person = zalo[0].person("84912345678")
    assert deliver(settings, bot(person.id)).status == "fallback"
    person.has_bot = True
    outcome = deliver(settings, bot(person.id))
    assert (outcome.status, outcome.provider_id) == ("sent", zalo[0].received[0].id)
    zalo[0].bot_monthly = 0
    spent = deliver(settings, bot(person.id))
    assert (spent.status, spent.stage, spent.alarm) == ("defer", "busy", "quota")


def test_the_bots_token_is_nowhere_to_be_read(demo, zalo, caplog):
    caplog.set_level(1)
    for name in ("apprise", "httpx", "httpcore"):
        caplog.set_level(1, logger=name)
    with PostOffice(demo(zalo_demo_port=zalo[1], zalo_bot_token="123:MaBotBiMat")) as office:
        outcome = office.deliver(bot("1"))
        shown = repr(outcome) + repr(vars(office))
    assert (outcome.status, outcome.stage) == ("defer", "auth")
    nowhere = deliver(demo(zalo_bot_url="http://127.0.0.1:9", zalo_bot_token="123:MaBotBiMat"), bot("1"))
    assert nowhere.status == "defer"
    assert "MaBotBiMat" not in caplog.text + shown + repr(nowhere)


@pytest.mark.parametrize(
    ("status", "body", "means"),
    [
        (408, '{"ok":false,"description":"Request timeout","error_code":408}', "unknown"),
        (502, "<html>", "unknown"), (200, "<html>", "unknown"), (200, '{"ok":false,"error_code":400}', "fallback"),
        (200, '{"ok":true}', "sent"), (403, "", "permanent"),
        (404, "", "permanent"), (400, "", "fallback"), (429, "", "defer"),
    ],
)  # fmt: skip
def test_what_an_answer_to_the_bot_means(status, body, means):
    assert read_bot_answer(httpx.Response(status, text=body)).status == means


def test_a_live_home_has_the_channels_whose_address_is_set(demo):
    live = {"mode": "live", "sender_email": "", "zalo_url": "https://business.zalo.example"}
    assert open_channels(demo(**live)) == {Channel.HAND, Channel.ZALO}
    everything = {"zalo_oa_url": "https://openapi.zalo.example", "zalo_bot_url": "https://bot.zalo.example"}
    assert {Channel.ZALO, Channel.ZALO_OA, Channel.ZALO_BOT} <= open_channels(demo(**live, **everything))
