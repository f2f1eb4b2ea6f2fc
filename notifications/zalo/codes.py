"""Mã lỗi của Zalo: what each answer means for a message, and what an operator must hear of.

Business errors come with HTTP 200 and a negative `error`; the numbers are those of the public tables for template
messages (ZNS) and for messages of the official account, which do not contradict each other where both use one.
"""

from __future__ import annotations

import httpx

from models.outcomes import Outcome
from models.vocabulary import AlarmCode
from notifications.zalo.wire import OUR_SIDE

BUSY_FOR = 60.0  # seconds until a service that had too many requests is asked again
TOKEN = {-124, -216, -220}  # access token dead: ours to mend, not the unit's fault
BUSY = {-32}  # too many requests for now: the others are not even tried
RETRY = {-100, -200, -214}
NIGHT = {-133, -234}  # this template not between 22:00 and 06:00
NOT_THIS_PERSON = {-108, -110, -114, -118, -119, -134, -139, -141, -213, -217, -218, -227, -230, -232, -244, -1471}
QUOTA = {-115, -126, -144, -147, -211, -1441}
WALLET = {-136, -137, -320, -321}
NOT_THIS_ACCOUNT = {-135, -1351}  # free, unverified or blocked: nobody is reached over it
TEMPLATE = {-109, -111, -112, -113, -116, -117, -130, -131, -132, -145, -146, -1121, -1122, -1123, -1124}


def classify(code: int) -> str:
    """What an error code means for a message: the status of its outcome."""
    if code in TOKEN or code in NIGHT or code in BUSY:
        return "defer"
    if code in RETRY:
        return "retry"
    if code in NOT_THIS_PERSON | QUOTA | WALLET | NOT_THIS_ACCOUNT:
        return "fallback"
    return "permanent"


def alarm_of(code: int) -> str:
    """What an operator must hear of; empty where the code is about one person or passes by itself."""
    if code in TOKEN:
        return AlarmCode.TOKEN_DEAD
    if code in QUOTA:
        return AlarmCode.QUOTA
    if code in WALLET:
        return AlarmCode.WALLET
    if code in TEMPLATE:
        return AlarmCode.TEMPLATE
    return AlarmCode.CHANNEL_DOWN if code in NOT_THIS_ACCOUNT or classify(code) == "permanent" else ""


def read_answer(answer: httpx.Response) -> Outcome:
    """What a message service said, in either of its two tongues (`msg_id` for templates, `message_id` otherwise)."""
    if (refused := read_status(answer)) is not None:
        return refused
    try:
        said = answer.json()
        code = int(said["error"])
        words, data = str(said.get("message", "")), said.get("data") or {}
        provider_id = str(data.get("msg_id") or data.get("message_id") or "")
    except (ValueError, TypeError, KeyError, AttributeError):
        return Outcome("unknown", str(answer.status_code), "trả lời không đọc được", stage="answer")
    if code == 0:
        return Outcome("sent", "0", "", provider_id=provider_id, stage="done")
    status, alarm = classify(code), alarm_of(code)
    if code in TOKEN:
        return Outcome(status, str(code), words, retry_after=OUR_SIDE, stage="auth", alarm=alarm)
    if code in BUSY:
        return Outcome(status, str(code), words, retry_after=BUSY_FOR, stage="busy")
    return Outcome(status, str(code), words, stage="answer", alarm=alarm)


def read_status(answer: httpx.Response) -> Outcome | None:
    """What an HTTP status other than 200 means; None: it is 200 and the body says the rest."""
    status = str(answer.status_code)
    if answer.status_code == 200:
        return None
    if answer.status_code == 429:
        return Outcome("defer", status, "quá nhiều yêu cầu", retry_after=retry_after(answer), stage="busy")
    if answer.status_code >= 500:
        return Outcome("unknown", status, "dịch vụ báo lỗi, có thể đã nhận tin", stage="answer")
    return Outcome("permanent", status, "dịch vụ từ chối yêu cầu", stage="answer", alarm=AlarmCode.CHANNEL_DOWN)


def retry_after(answer: httpx.Response) -> float:
    """Seconds the service asks to wait, between one second and one hour; a minute where it does not say."""
    try:
        return max(1.0, min(3600.0, float(answer.headers.get("retry-after", BUSY_FOR))))
    except ValueError:
        return BUSY_FOR
