"""The Zalo channel against the emulator: what each answer means, and that a lost answer is not sent again."""

import logging

import httpx
import pytest

from models.errors import Refused
from notifications.channels import Letter, PostOffice, deliver
from notifications.channels import zalo as channel
from notifications.channels.zalo import classify, normal_phone, read_answer
from notifications.emulators.zalo import Order


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
    assert received.data == {"ten_don_vi": "Công an xã", "noi_dung": letter().body_short}


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (-124, "defer"), (-216, "defer"), (-133, "defer"), (-32, "defer"), (-100, "retry"), (-118, "fallback"),
        (-141, "fallback"), (-144, "fallback"), (-137, "fallback"), (-109, "permanent"),
        (-1122, "permanent"), (-131, "permanent"),
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
    monkeypatch.setattr(channel, "TIMEOUT", 0.5)
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
        logging.getLogger(name).setLevel(1)
    settings = demo(zalo_demo_port=zalo[1], zalo_token="MaTruyCapBiMat")
    with PostOffice(settings) as office:
        outcome = office.deliver(letter())
        assert "MaTruyCapBiMat" not in caplog.text + repr(outcome) + repr(vars(office)) + repr(office._zalo._service)


def test_a_demo_reaches_no_service_outside(demo):
    with pytest.raises(Refused, match="chỉ gửi trong máy"):
        deliver(demo(zalo_url="https://business.openapi.zalo.me"), letter())


def test_a_live_home_speaks_https_only(demo):
    with pytest.raises(Refused, match="https"):
        deliver(demo(mode="live", zalo_url="http://zalo.example"), letter())
