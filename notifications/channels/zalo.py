"""Zalo: an Apprise plugin of our own for template messages by phone (ZNS), and what each answer means for the outbox.

One HTTP connection is kept for a batch. `tracking_id` lets a receipt find its message; the provider does not promise
to drop doubles by it, so a lost answer is `unknown` and is not sent again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from apprise import NotifyBase
from apprise.common import NotifyFormat, NotifyType

from models.errors import Refused
from models.outcomes import Outcome
from models.settings import Settings
from notifications.channels.letter import Letter, masked

TIMEOUT = 15.0
UNREACHABLE = 5 * 60.0  # seconds until a service that does not answer is tried again
OUR_SIDE = 15 * 60.0  # seconds until a dead token, or settings no request can be made from, are tried again
NOT_SAYABLE = "địa chỉ dịch vụ hoặc mã ủy quyền Zalo có ký tự không dùng được"
LONGEST_NAME, LONGEST_TEXT = 100, 300
PATH = "/message/template"
DEMO_TEMPLATE, DEMO_TOKEN = "demo-nhac-viec", "demo"  # open nothing but the emulator
TOKEN = {-216, -220, -124}  # access token dead: ours to mend, not the unit's fault
BUSY = {-32}  # too many requests for now: the others are not even tried
RETRY = {-100, -200, -214}
NIGHT = {-133, -234}  # this template not between 22:00 and 06:00
NOT_THIS_PERSON = {-108, -114, -118, -119, -134, -139, -141, -213, -217, -227, -230, -232, -244}
QUOTA = {-115, -126, -135, -1351, -136, -137, -144, -1441, -147, -211, -218, -321}
_PHONE = re.compile(r"84[235789]\d{8}")


@dataclass(frozen=True)
class ZaloService:
    """Where template messages are posted."""

    url: str
    template: str
    token: str = field(default="", repr=False)


def zalo_service(settings: Settings) -> ZaloService | None:
    """The home's Zalo service; a demo without one uses its emulator. None: no Zalo from this home."""
    if settings.is_demo:
        url = settings.zalo_url or f"http://127.0.0.1:{settings.zalo_demo_port}"
        return ZaloService(url, settings.zalo_template or DEMO_TEMPLATE, settings.zalo_token or DEMO_TOKEN)
    if settings.zalo_url:
        return ZaloService(settings.zalo_url, settings.zalo_template, settings.zalo_token)
    return None


class ZaloLine:
    """One HTTP connection to the service."""

    def __init__(self, service: ZaloService):
        parts = urlsplit(service.url)
        self.host = parts.hostname or ""
        if parts.scheme != "https" and self.host not in ("127.0.0.1", "::1", "localhost"):
            raise Refused("Thiết lập “zalo_url” phải bắt đầu bằng https:// (http:// chỉ dùng trong máy này).")
        self._service = service
        self._http = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    def __repr__(self) -> str:
        return f"ZaloLine({self.host})"

    def close(self) -> None:
        self._http.close()

    def send(self, phone: str, tracking_id: str, template_data: dict[str, str]) -> Outcome:
        """Post one template message and read the answer."""
        service = self._service
        try:
            request = self._http.build_request(
                "POST",
                service.url.rstrip("/") + PATH,
                headers={"access_token": service.token},
                json={
                    "phone": phone,
                    "template_id": service.template,
                    "template_data": template_data,
                    "tracking_id": tracking_id,
                },
            )
        except (httpx.InvalidURL, ValueError, TypeError) as e:  # its own words would show a piece of the token
            return Outcome("defer", type(e).__name__, NOT_SAYABLE, retry_after=OUR_SIDE, stage="connect")
        try:
            answer = self._http.send(request)
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as e:
            return Outcome("defer", type(e).__name__, NOT_SAYABLE, retry_after=OUR_SIDE, stage="connect")
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as e:
            words = "không nối được dịch vụ Zalo"
            return Outcome("defer", type(e).__name__, words, retry_after=UNREACHABLE, stage="connect")
        except httpx.HTTPError as e:
            return Outcome("unknown", type(e).__name__, "không nhận được trả lời", stage="handed_over")
        return read_answer(answer)


def read_answer(answer: httpx.Response) -> Outcome:
    """What the service said. Business errors come with HTTP 200 and a negative `error`."""
    status = str(answer.status_code)
    if answer.status_code == 429:
        return Outcome("defer", status, "quá nhiều yêu cầu", retry_after=_seconds(answer), stage="busy")
    if answer.status_code >= 500:
        return Outcome("unknown", status, "dịch vụ báo lỗi, có thể đã nhận tin", stage="answer")
    if answer.status_code != 200:
        return Outcome("permanent", status, "dịch vụ từ chối yêu cầu", stage="answer")
    try:
        said = answer.json()
        code = int(said["error"])
        words, data = str(said.get("message", "")), said.get("data") or {}
        provider_id = str(data.get("msg_id", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        return Outcome("unknown", status, "trả lời không đọc được", stage="answer")
    if code == 0:
        return Outcome("sent", "0", "", provider_id=provider_id, stage="done")
    if code in TOKEN:
        return Outcome("defer", str(code), words, retry_after=OUR_SIDE, stage="auth")
    if code in BUSY:
        return Outcome("defer", str(code), words, retry_after=UNREACHABLE, stage="busy")
    return Outcome(classify(code), str(code), words, stage="answer")


def classify(code: int) -> str:
    """What an error code of the service means for a message."""
    if code in TOKEN or code in NIGHT or code in BUSY:
        return "defer"
    if code in RETRY:
        return "retry"
    if code in NOT_THIS_PERSON or code in QUOTA:
        return "fallback"
    return "permanent"


class NotifyDonDocZalo(NotifyBase):
    """`dondoczalo://`: made from a line and a letter only."""

    service_name: Any = "Đôn Đốc: Zalo"
    service_url: Any = ""
    setup_url: Any = ""
    secure_protocol: Any = "dondoczalo"
    notify_format = NotifyFormat.TEXT
    request_rate_per_sec = 0
    templates: Any = ("{schema}://",)

    def __init__(self, line: ZaloLine, letter: Letter, **kwargs: Any):
        super().__init__(**kwargs)
        self.line, self.letter = line, letter
        self.outcome = Outcome("retry", "not-sent", "chưa gửi")

    def send(self, body: str, title: str = "", notify_type: Any = NotifyType.INFO, **kwargs: Any) -> bool:
        letter = self.letter
        phone = normal_phone(letter.address)
        if phone is None:
            self.outcome = Outcome("fallback", "-108", f"“{masked(letter.address)}” không phải số điện thoại")
            return False
        name = letter.recipient_name or "đơn vị"
        data = {"ten_don_vi": name[:LONGEST_NAME], "noi_dung": letter.body_short[:LONGEST_TEXT]}
        self.outcome = self.line.send(phone, letter.key.strip("<>").partition("@")[0], data)
        return self.outcome.status == "sent"

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        return f"dondoczalo://{masked(self.letter.address)}"


def normal_phone(text: str) -> str | None:
    """`0912 345 678` → `84912345678`; None where it is no Vietnamese number."""
    digits = re.sub(r"[\s.+()-]", "", text)
    if digits.startswith("0"):
        digits = "84" + digits[1:]
    return digits if _PHONE.fullmatch(digits) else None


def _seconds(answer: httpx.Response) -> float:
    try:
        return max(1.0, min(3600.0, float(answer.headers.get("retry-after", "60"))))
    except ValueError:
        return 60.0
