"""Extra services: a unit's address goes to the one place left for it, and nothing else ever goes anywhere."""

from __future__ import annotations

import html
import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests
from apprise import Apprise, NotificationManager
from hypothesis import example, given
from hypothesis import strategies as st

from models.errors import Refused
from models.further_channels import checked_address, service_templates
from models.settings import Settings
from models.vocabulary import Channel
from notifications.channels import Letter, PostOffice, deliver, open_channels, register
from notifications.channels.extra import NotifyDonDocExtra, extra_services, service_of
from notifications.channels.watched import watching
from tests.gateway import Gateway, gateway_here

WORDS = "Đến hạn hôm nay: báo cáo tháng 11. Kính đề nghị đơn vị nộp qua liên kết."


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with gateway_here() as found:
        yield found


def home(services: str, mode: str = "demo") -> Settings:
    return Settings(mode=mode, agency="Công an tỉnh", extra_services=services)


def sms(gateway: Gateway) -> Settings:
    return home(f"sms=json://127.0.0.1:{gateway.port}/gui/KhoaBiMat?:phone={{address}}")


def letter(address: str = "sms:0912345678") -> Letter:
    return Letter("extra", address, "Tiêu đề", "Thư đầy đủ", "<k@x.example>", body_short=WORDS)


def test_the_short_words_reach_the_one_address(gateway):
    outcome = deliver(sms(gateway), letter())
    [(path, body)] = gateway.seen
    assert (outcome.status, outcome.code) == ("sent", "200")
    assert path == "/gui/KhoaBiMat"
    assert json.loads(body)["phone"] == "0912345678"
    assert json.loads(body)["message"] == WORDS


def test_an_address_in_the_path_stays_one_piece(gateway):
    settings = home(f"kenh=ntfy://127.0.0.1:{gateway.port}/{{address}}")
    assert deliver(settings, letter("kenh:xa-an-binh")).status == "sent"
    assert [json.loads(body)["topic"] for _, body in gateway.seen] == ["xa-an-binh"]


@pytest.mark.parametrize(
    ("status", "headers", "became", "stage"),
    [
        (200, {}, "sent", "done"),
        (400, {}, "fallback", "answer"),
        (401, {}, "defer", "auth"),
        (403, {}, "fallback", "answer"),
        (429, {"Retry-After": "90"}, "defer", "busy"),
        (500, {}, "unknown", "answer"),
        (503, {}, "unknown", "answer"),
    ],
)
def test_each_answer_means_one_thing_for_the_letter(gateway, status, headers, became, stage):
    gateway.status, gateway.headers = status, headers
    outcome = deliver(sms(gateway), letter())
    assert (outcome.status, outcome.code, outcome.stage) == (became, str(status), stage)
    assert outcome.retry_after == {429: 90.0, 401: 900.0}.get(status)
    assert len(gateway.seen) == 1, "one letter is one request"


def test_a_lost_answer_is_unknown_and_not_asked_again(gateway):
    gateway.hangs_up = True
    outcome = deliver(sms(gateway), letter())
    assert (outcome.status, outcome.stage) == ("unknown", "handed_over")
    assert len(gateway.seen) == 1


def test_a_service_that_is_not_there_is_tried_later():
    outcome = deliver(home("sms=json://127.0.0.1:9/gui?:phone={address}"), letter())
    assert (outcome.status, outcome.stage, outcome.retry_after) == ("defer", "connect", 300.0)


@pytest.mark.parametrize(
    "template",
    [
        "tgram://123456789:abcdefg_hijklmnop-ABCDEFGHIJKLMNOPQRS/{address}",
        "mmosts://mm.example/abcdefghijklmnop12345678/{address}",
        "nctalks://nguoi:khoa@nc.example/{address}",
        "jsons://sms.example/gui?:phone={address}",
    ],
)
def test_a_service_gets_our_words_and_no_others(monkeypatch, template):
    sent = []

    def keep(adapter, request, **kwargs):
        sent.append(request)
        answer = requests.Response()
        answer.status_code, answer.request = 200, request
        return answer

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", keep)
    words = "Xã A & B: số <10> chưa gửi."
    told = replace(letter(), address="sms:84912345678", body_short=words, link="https://cong.example/n/a_b_c")
    deliver(home(f"sms={template}", mode="live"), told)
    [request] = sent
    body = json.loads(request.body)
    text = str(body.get("text") or body.get("message"))
    assert "https://cong.example/n/a_b_c" in text.splitlines()
    assert html.unescape(text).count(words) == 1
    assert ("<10>" in text) != (body.get("parse_mode") == "HTML")
    assert "apprise" not in f"{request.body}{request.headers}".lower()


def test_a_redirect_is_not_followed(gateway):
    gateway.status, gateway.headers = 307, {"Location": f"http://127.0.0.1:{gateway.port}/noi-bo"}
    assert deliver(sms(gateway), letter()).status == "fallback"
    assert [path for path, _ in gateway.seen] == ["/gui/KhoaBiMat"]


def test_a_watched_request_goes_to_no_other_host(gateway):
    with watching("dich-vu.example") as watch, pytest.raises(requests.RequestException):
        requests.post(f"http://127.0.0.1:{gateway.port}/", timeout=2)
    assert (watch.stage, gateway.seen) == ("elsewhere", [])
    assert requests.post(f"http://127.0.0.1:{gateway.port}/", timeout=2).status_code == 200  # nobody watches: as ever


def test_a_proxy_of_the_environment_is_not_used(gateway, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert deliver(sms(gateway), letter()).status == "sent"


def test_no_service_pauses_between_two_letters(gateway):
    """Apprise's own pause is up to 5.5 seconds; how fast to send is the outbox's to say."""
    service = extra_services(sms(gateway))["sms"]
    assert service.plugin("0912345678").request_rate_per_sec == 0
    viber = service_of("v", "viber://445da6af1cf4449d-dc7019257b7c7833-4eb9da7dfe0b1a2c/{address}")
    assert viber.plugin("U1").request_rate_per_sec == 0
    with PostOffice(sms(gateway)) as office:
        assert {office.deliver(letter()).status for _ in range(3)} == {"sent"}
    assert len(gateway.seen) == 3


@pytest.mark.parametrize("answer", [True, False])
def test_a_result_that_is_only_truthy_counts_as_apprise_two_gives_it(gateway, monkeypatch, answer):
    class Result:
        def __bool__(self) -> bool:
            return answer

    service = extra_services(sms(gateway))["sms"]
    plugin = type(service.plugin("0912345678"))
    told = plugin.notify
    monkeypatch.setattr(plugin, "notify", lambda self, **kw: (told(self, **kw), Result())[1])
    assert deliver(sms(gateway), letter()).status == ("sent" if answer else "fallback")


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
@pytest.mark.parametrize("status", [200, 403, 500])
def test_a_key_in_the_address_of_a_service_is_nowhere_to_be_read(gateway, caplog, level, status):
    gateway.status = status
    caplog.set_level(level)
    for name in ("apprise", "urllib3", "requests"):
        caplog.set_level(level, name)
    with PostOffice(sms(gateway)) as office:
        outcome = office.deliver(letter())
        shown = repr((outcome, vars(office), sms(gateway), extra_services(sms(gateway)))) + caplog.text
    assert len(gateway.seen) == 1
    assert "KhoaBiMat" not in shown
    assert "0912345678" not in shown


def test_a_plugin_shows_a_masked_address_only(gateway):
    with PostOffice(sms(gateway)) as office:
        plugin = Apprise.instantiate({"schema": "dondocextra", "line": office._lines["extra:sms"], "letter": letter()})
    assert isinstance(plugin, NotifyDonDocExtra)
    assert plugin.url() == "dondocextra://sms/091****678"


BAD = {
    "scheme": "exec://x/{address}",
    "mail is our own": "mailtos://u:p@mail.example?to={address}",
    "a file of this machine": "workflows://host.example/w/s/{address}?template=/etc/passwd",
    "template": "jsons://sms.example/?template=/etc/passwd&:p={address}",
    "header": "jsons://sms.example/?%2BHost=10.0.0.1&:p={address}",
    "plus header": "jsons://sms.example/?+Host=10.0.0.1&:p={address}",
    "redirect": "jsons://sms.example/?redirect=yes&:p={address}",
    "verify": "jsons://sms.example/?verify=no&:p={address}",
    "format": "jsons://sms.example/?format=markdown&:p={address}",
    "retry": "jsons://sms.example/?retry=3&:p={address}",
    "overflow": "jsons://sms.example/?overflow=split&:p={address}",
    "smtp": "jsons://sms.example/?smtp=10.0.0.1&:p={address}",
    "pgp key": "jsons://sms.example/?pgppub=/etc/passwd&:p={address}",
    "the unit would name the host": "jsons://{address}/gui",
    "part of the host": "jsons://x.{address}.example/gui",
    "the user": "jsons://{address}@sms.example/gui",
    "the port": "jsons://sms.example:{address}/gui",
    "the key": "jsons://sms.example/?:{address}=1",
    "a piece of a segment": "ntfys://ntfy.example/a{address}",
    "a piece of a value": "jsons://sms.example/?:p=84{address}",
    "two places": "jsons://sms.example/{address}?:p={address}",
    "no place": "jsons://sms.example/gui",
    "another brace": "jsons://sms.example/{x}?:p={address}",
    "two addresses": "jsons://a.example/?:p={address},jsons://b.example/",
    "two after a semicolon": "jsons://a.example/?:p={address};jsons://b.example/",
    "a fragment": "jsons://sms.example/?:p={address}#x",
    "a backslash": "jsons://sms.example\\@evil.example/?:p={address}",
    "no TLS": "json://sms.example/?:p={address}",
    "a private host without TLS": "json://10.0.0.5/?:p={address}",
    "no host": "jsons:///?:p={address}",
}


@pytest.mark.parametrize("template", BAD.values(), ids=BAD.keys())
def test_a_template_that_could_lead_elsewhere_is_refused(template):
    with pytest.raises(Refused) as no:
        service_of("sms", template)
    assert "“sms”" in no.value.reason


@pytest.mark.parametrize(
    "template",
    [
        "viber://445da6af1cf4449d-dc7019257b7c7833-4eb9da7dfe0b1a2c/{address}",
        "tgram://123456789:abcdefg_hijklmnopqrstuvwxyz012345/{address}",
        "jsons://sms.tinh.example/gui?:phone={address}&:brand=DONDOC",
        "ntfys://ntfy.tinh.example/{address}",
        "nctalks://user:pass@cloud.tinh.example/{address}",
    ],
)
def test_ordinary_services_are_taken(template):
    assert service_of("kenh", template).template == template


def test_the_keys_of_a_refused_template_are_not_repeated():
    with pytest.raises(Refused) as no:
        service_of("sms", "jsons://nguoidung:KhoaBiMat@sms.example/gui?verify=no&:p={address}")
    assert "KhoaBiMat" not in no.value.reason


@pytest.mark.parametrize("line", ["sms", "SMS=jsons://a.example/{address}", "=x", "a=ntfy://h/{address} a=ntfy://h/x"])
def test_a_line_that_names_no_service_is_refused(line):
    with pytest.raises(Refused, match="extra_services"):
        service_templates(home(line))


@pytest.mark.parametrize("host", ["sms.tinh.example", "localhost.evil.example", "10.0.0.5"])
def test_a_demo_leads_nowhere_outside(host):
    settings = home(f"sms=jsons://{host}/gui?:p={{address}}")
    with pytest.raises(Refused, match="Bản demo"):
        open_channels(settings)
    with pytest.raises(Refused, match="Bản demo"):
        deliver(settings, letter())
    with pytest.raises(Refused, match="Bản demo"):
        open_channels(home("v=viber://445da6af1cf4449d-dc7019257b7c7833-4eb9da7dfe0b1a2c/{address}"))


def test_the_channel_is_open_where_a_service_is_set_up(gateway):
    assert Channel.EXTRA in open_channels(sms(gateway))
    assert Channel.EXTRA not in open_channels(home(""))
    assert deliver(home(""), letter()).status == "fallback"
    assert deliver(sms(gateway), letter("khac:0912345678")).code == "no-channel"


def test_of_apprises_own_plugins_only_the_chosen_ones_can_be_used():
    register()
    for url in ("mailto://u:p@h.example", "workflows://h/a/b/c", "syslog://", "xml://127.0.0.1", "apprise://h/t"):
        assert Apprise.instantiate(url) is None, url
        assert not Apprise().add(url)
    known = NotificationManager()
    assert known["dondocmail"].enabled
    assert known["dondocextra"].enabled
    assert not Apprise().add("json://127.0.0.1/, workflows://h/a/b/c")


@pytest.mark.parametrize(
    "typed",
    [
        "sms:a,b", "sms:a b", "sms:a/b", "sms:../x", "sms:..", "sms:%2e", "sms:a?b=c", "sms:a&b", "sms:a\nb", "sms:á",
        "sms:", "sms:-", "khac:1", "0912345678", "sms:a;b", "sms:a\\b", "sms:{address}", "sms:http://x",
    ],
)  # fmt: skip
def test_an_address_that_could_be_more_than_one_is_not_kept(typed):
    with pytest.raises(Refused):
        checked_address(Channel.EXTRA, typed, ["sms"])


ALPHABET = st.text("abcXYZ0189@._+:!#-", min_size=1, max_size=40)


@given(ALPHABET)
@example("@kenh_cua_xa")
@example("a:b@c")
@example("#phong:may.chu")
def test_whatever_address_is_kept_reaches_the_service_whole_or_not_at_all(typed):
    try:
        kept = checked_address(Channel.EXTRA, f"sms:{typed}", ["sms"])
    except Refused:
        return
    service = service_of("sms", "jsons://sms.tinh.example/gui?:phone={address}")
    plugin = service.plugin(kept.partition(":")[2])
    assert plugin is not None
    assert (plugin.host, plugin.payload_extras, len(plugin)) == ("sms.tinh.example", {"phone": typed}, 1)


@pytest.mark.parametrize(
    ("channel", "good", "bad"),
    [
        (Channel.ZALO_OA, "2468458835296117922", "abc"),
        (Channel.ZALO_BOT, "b3fa2c5e81bd6e3f", "a/b"),
    ],
)
def test_user_ids_of_zalo_have_their_own_alphabet(channel, good, bad):
    assert checked_address(channel, f" {good} ", []) == good
    with pytest.raises(Refused):
        checked_address(channel, bad, [])


BOT = "tgram://123456789:abcdefg_hijklmnopqrstuvwxyz012345/{address}"


@pytest.mark.parametrize(
    ("template", "address"),
    [
        (BOT, "a.b"),  # dropped by the plugin, which then writes to the owner of the bot
        (BOT, "0912345678"),  # would become another number
        ("smseagles://khoa@sms.tinh.example/{address}", "U4980629"),  # cut to 4980629
        ("ntfys://ntfy.tinh.example/{address}", "#phong"),
        ("signals://signal.tinh.example/+84900000009/{address}", "a:b"),
    ],
)
def test_an_address_that_a_service_would_drop_or_cut_is_not_written_to(template, address):
    assert service_of("kenh", template).plugin(address) is None


def test_a_letter_to_an_address_its_service_does_not_take_goes_another_way(gateway):
    settings = home(f"kenh=ntfy://127.0.0.1:{gateway.port}/{{address}}")
    outcome = deliver(settings, letter("kenh:#phong"))
    assert (outcome.status, outcome.code, gateway.seen) == ("fallback", "address", [])
