"""Kênh khác: services of Apprise that an operator has set up, each with exactly one place for a unit's address.

    extra_services = "viber=viber://TOKEN/{address} sms=jsons://sms.tinh.example/gui?:phone={address}"

The operator fixes scheme, host, path and keys; a unit brings an address of a small alphabet, percent-encoded into that
one place. Only services that speak one HTTP request to one host are taken, so that what became of a letter can be told
from the answer. Nobody's words can name a file, a header, a redirect or another host.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from apprise import Apprise, AppriseAsset, NotifyBase
from apprise.common import NotifyFormat
from apprise.conversion import convert_between

from models.errors import Refused
from models.further_channels import PLACE, service_and_address, service_templates
from models.masking import masked
from models.outcomes import Outcome
from models.settings import Settings
from models.vocabulary import AlarmCode
from notifications.channels.plugin import DonDocPlugin
from notifications.channels.watched import Watch, watching
from notifications.this_machine import is_local

VENDORS = {  # scheme → the one host its plugin speaks to
    "viber": "chatapi.viber.com",
    "tgram": "api.telegram.org",
    "line": "api.line.me",
    "whatsapp": "graph.facebook.com",
}
OWN_HOST = {"jsons", "forms", "ntfys", "mmosts", "nctalks", "signals", "smseagles"}  # at a server the operator names
IN_MACHINE = {scheme[:-1] for scheme in OWN_HOST}  # without TLS, to this machine only
SCHEMES = {*VENDORS, *OWN_HOST, *IN_MACHINE}
PARAMETERS = {"to", "channel"}  # beside `:name`, a field of a json or form request
SAMPLE = "84900000001"  # an address every service takes, to see that a template can be read; nothing is sent
CONNECTING, ANSWERING = 10.0, 20.0  # seconds
DOWN = AlarmCode.CHANNEL_DOWN
UNREACHABLE, OUR_SIDE = 5 * 60.0, 15 * 60.0  # seconds until tried again
_BRACE = re.compile(r"[{}]")
# what a plugin says of the sender; the id goes into a header, so it is ASCII. Pictures would be fetched by the reader's
# own machine from the makers of Apprise
_OURSELVES = AppriseAsset(
    app_id="DonDoc", app_desc="Nhắc việc báo cáo", app_url="", image_url_mask="", image_url_logo=""
)


@dataclass(frozen=True)
class Service:
    """One extra service. Its template holds the operator's keys and is never shown."""

    name: str
    scheme: str
    host: str
    template: str = field(repr=False)

    def plugin(self, address: str) -> NotifyBase | None:
        """Apprise's plugin for one address; None where it does not take the address as it is.

        Some plugins drop or cut an address they do not like and then write to somebody else (the owner of a bot).
        """
        plugin, (before, after) = self._made(address), self._around
        if plugin is None or len(plugin) != 1 or _plain(plugin.url()) != before + _plain(address) + after:
            return None
        plugin.request_rate_per_sec, plugin.redirects = 0, False
        plugin.socket_connect_timeout, plugin.socket_read_timeout = CONNECTING, ANSWERING
        return plugin

    @cached_property
    def _around(self) -> tuple[str, str]:
        """What stands before and after the address in an address of this service."""
        plugin = self._made(SAMPLE)
        before, sample, after = _plain(plugin.url() if plugin else "").partition(SAMPLE)
        return (before, after) if sample else ("", "")

    def _made(self, address: str) -> Any:
        url = self.template.replace(PLACE, quote(address, safe=""))
        try:
            return Apprise.instantiate(url, asset=_OURSELVES, suppress_exceptions=False)
        except TypeError:  # what Apprise's plugins raise for parts they do not take
            return None


def extra_services(settings: Settings) -> dict[str, Service]:
    """The extra services of a home by name. Errors: `Refused` for a template that is not safe or cannot be read."""
    return {name: service_of(name, template) for name, template in service_templates(settings).items()}


def service_of(name: str, template: str) -> Service:
    """One template, checked. Errors: `Refused` names the service and what to change; keys are not repeated."""

    def refused(why: str) -> Refused:
        return Refused(f"Kênh khác “{name}” trong thiết lập “extra_services”: {why}")

    parts = urlsplit(template)
    if parts.scheme not in SCHEMES:
        raise refused(f"loại kênh “{parts.scheme}” không được dùng. Các loại được dùng: {', '.join(sorted(SCHEMES))}.")
    if template.count("://") != 1 or re.search(r"[,;\\\s]", template) or parts.fragment:
        raise refused("chỉ ghi một địa chỉ, không có dấu phẩy, dấu chấm phẩy, dấu cách hay dấu #.")
    if template.count(PLACE) != 1 or len(_BRACE.findall(template)) != 2:
        raise refused(f"cần đúng một chỗ {PLACE} để đặt địa chỉ của đơn vị.")
    given = parse_qsl(parts.query, keep_blank_values=True, separator="&")
    for key, _ in given:
        if key not in PARAMETERS and not re.fullmatch(r":[A-Za-z0-9_]+", key):
            raise refused(f"không dùng tham số “{key}”.")
    if PLACE not in parts.path.split("/") and PLACE not in [value for _, value in given]:
        raise refused(f"{PLACE} phải là trọn một đoạn của đường dẫn hoặc trọn giá trị của một tham số.")
    host = VENDORS.get(parts.scheme) or (parts.hostname or "")
    if not host:
        raise refused("chưa ghi máy chủ.")
    if parts.scheme in IN_MACHINE and not is_local(host):
        raise refused(f"“{parts.scheme}” chỉ dùng trong máy này; tới máy chủ khác đề nghị dùng “{parts.scheme}s”.")
    service = Service(name, parts.scheme, host, template)
    with watching(host):
        if service.plugin(SAMPLE) is None:
            raise refused("địa chỉ không đọc được. Đề nghị đối chiếu với hướng dẫn của Apprise về loại kênh này.")
    return service


@dataclass(frozen=True)
class ExtraLine:
    """The way to one extra service; nothing is kept open between letters."""

    service: Service

    @cached_property
    def host(self) -> str:
        return self.service.host

    def close(self) -> None:
        """Nothing is open."""


class NotifyDonDocExtra(DonDocPlugin):
    """`dondocextra://`: hands a letter to the plugin of its service and keeps what the service answered."""

    service_name: Any = "Đôn Đốc: kênh khác"
    secure_protocol: Any = "dondocextra"

    def handed_over(self, body: str, notify_type: Any) -> Outcome:
        _, address = service_and_address(self.letter.address)
        with watching(self.line.host) as watch:
            plugin: Any = self.line.service.plugin(address)
            if plugin is None:
                return Outcome("fallback", "address", "kênh này không nhận địa chỉ ấy")
            words = "\n".join(part for part in (body, self.letter.link) if part)
            # the plugin alone would send a `<` of ours as a mark of its own tongue
            words = convert_between(NotifyFormat.TEXT, plugin.notify_format, words)
            # True or False with Apprise 1, a result that is true or false with Apprise 2
            taken = bool(plugin.notify(body=words, body_format=plugin.notify_format, notify_type=notify_type))
        return outcome_of(taken, watch)

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        return f"dondocextra://{self.line.service.name}/{masked(service_and_address(self.letter.address)[1])}"


def outcome_of(taken: bool, watch: Watch) -> Outcome:
    """What an answer, or the lack of one, means for a letter. Lost after it was sent: nobody knows."""
    status = watch.status or 0
    match watch.stage:
        case "connect" | "tls":
            words = "không nối được dịch vụ" if watch.stage == "connect" else "chứng thư của dịch vụ không được tin cậy"
            return Outcome("defer", watch.stage, words, retry_after=UNREACHABLE, stage=watch.stage)
        case "elsewhere":
            return Outcome(
                "fallback", "elsewhere", "kênh gửi định đi tới nơi khác, đã chặn", stage="elsewhere", alarm=DOWN
            )
        case "handed_over":
            return Outcome("unknown", "no-answer", "không nhận được trả lời", stage="handed_over")
    if not status:
        return Outcome("fallback", "address", "kênh này không nhận tin", stage="answer")
    code = str(status)
    if status >= 500:
        return Outcome("unknown", code, "dịch vụ báo lỗi, có thể đã nhận tin", stage="answer")
    if status == 429:
        return Outcome("defer", code, "quá nhiều yêu cầu", retry_after=_seconds(watch.retry_after), stage="busy")
    if status == 401:
        return Outcome("defer", code, "dịch vụ không nhận khóa truy cập", "", OUR_SIDE, "auth", DOWN)
    if 300 <= status < 400:
        return Outcome(
            "fallback", code, "dịch vụ chuyển hướng sang nơi khác, không đi theo", stage="answer", alarm=DOWN
        )
    if not taken:
        return Outcome("fallback", code, "dịch vụ từ chối tin hoặc địa chỉ này", stage="answer")
    return Outcome("sent", code, stage="done")


def _seconds(retry_after: str) -> float:
    try:
        return max(1.0, min(3600.0, float(retry_after)))
    except ValueError:
        return 60.0


def _plain(url: str) -> str:
    """Decoded, without the marks plugins put before a number or a name of their own accord."""
    return unquote(url).replace("+", "").replace("@", "")
