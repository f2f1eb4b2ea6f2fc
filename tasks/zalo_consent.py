"""Kết nối Zalo: an operator lets the application speak for the official account; the demo does it by itself.

Two steps: the browser is sent off with a state nobody can guess, and comes back with a code that is exchanged for keys
at once. The keys go sealed into the account's row. No session is open while the network is touched.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from sqlmodel import Session

from models.alarms import clear_alarm
from models.audit import record
from models.errors import Refused
from models.sealed import CannotOpen, Seal
from models.settings import Home
from models.vocabulary import AlarmCode, Channel
from models.zalo_account import CONSENT_LASTS, ask_consent, consent_asked, keep_keys, the_account
from notifications.zalo.addresses import CALLBACK, Application, application
from notifications.zalo.consent import (
    CODE_GONE,
    PERMISSION,
    Keys,
    KeysRefused,
    challenge_of,
    keys_for_code,
    new_verifier,
    permission_url,
)
from notifications.zalo.wire import NoAnswer, ZaloWire
from tasks.session import open_session

NOT_SET_UP = "Bản cài đặt này chưa có mã ứng dụng Zalo. Đề nghị đặt zalo_app_id và zalo_app_secret rồi thử lại."
AGAIN = "Đề nghị bấm Kết nối Zalo một lần nữa."
SUBJECT = str(Channel.ZALO)  # of the alarms about the account's keys
_ABOUT_KEYS = (AlarmCode.TOKEN_DEAD, AlarmCode.TOKEN_UNCERTAIN, AlarmCode.TOKEN_AGEING)


def begin_connection(home: Home, now: datetime) -> str:
    """The address the operator's browser opens to give consent. Errors: `Refused` where no application is set up."""
    settings = home.settings()
    app = application(settings)
    if app is None:
        raise Refused(NOT_SET_UP)
    state, verifier = f"{int(now.timestamp())}-{secrets.token_urlsafe(24)}", new_verifier()
    with open_session(home) as session:
        ask_consent(session, state, Seal(home.secret(), "zalo").close(verifier))
    return permission_url(app, settings.public_url.rstrip("/") + CALLBACK, state, verifier)


def finish_connection(home: Home, *, code: str, state: str, oa_id: str, by: str, now: datetime) -> None:
    """Take the keys the code stands for. Errors: `Refused`: not our browser, too late, another account, refused."""
    settings = home.settings()
    app, seal = application(settings), Seal(home.secret(), "zalo")
    if app is None:
        raise Refused(NOT_SET_UP)
    with open_session(home) as session:
        sealed, version = consent_asked(session, state), the_account(session).version
    try:
        verifier = seal.open(sealed)
    except CannotOpen:
        verifier = ""
    if not verifier:
        raise Refused(f"Lượt cấp quyền này không bắt đầu từ trang này, hoặc đã có lượt khác sau nó. {AGAIN}")
    begun = state.partition("-")[0]
    if not begun.isdigit() or now.timestamp() - int(begun) > CONSENT_LASTS.total_seconds():
        raise Refused(f"Lượt cấp quyền đã quá thời gian cho phép. {AGAIN}")
    if settings.zalo_oa and oa_id != settings.zalo_oa:
        raise Refused(f"Đã cấp quyền cho OA {oa_id}, không phải OA của cơ quan ({settings.zalo_oa}). {AGAIN}")
    keys = _exchanged(app, code, verifier)
    if not _kept(home, app, keys, version, oa_id, by, now):
        raise Refused(f"Khóa vừa được đổi ở nơi khác. {AGAIN}")


def consent_by_itself(home: Home, app: Application, now: datetime) -> str:
    """The demo's own connection: its emulator says yes at once. Returns the access token.

    Errors: `NoAnswer`, `KeysRefused`."""
    verifier, state = new_verifier(), secrets.token_urlsafe(24)
    with open_session(home) as session:
        version = the_account(session).version
    asked = {
        "app_id": app.app_id,
        "redirect_uri": home.settings().public_url.rstrip("/") + CALLBACK,
        "code_challenge": challenge_of(verifier),
        "state": state,
    }
    wire = ZaloWire(app.url, "zalo_oauth_url")
    try:
        answer = wire.ask("POST", PERMISSION, data=asked)
    finally:
        wire.close()
    came_back = {
        name: values[0] for name, values in parse_qs(urlsplit(answer.headers.get("location", "")).query).items()
    }
    keys = keys_for_code(app, came_back.get("code", ""), verifier)
    _kept(home, app, keys, version, came_back.get("oa_id", ""), "demo", now)
    return keys.access


def fall_silent(session: Session, now: datetime, by: str = "") -> None:
    """With new keys every alarm about the old ones is over, whichever of the account's channels rang it."""
    for alarm in _ABOUT_KEYS:
        for channel in (Channel.ZALO, Channel.ZALO_OA):
            clear_alarm(session, alarm, str(channel), now, by)


def _exchanged(app: Application, code: str, verifier: str) -> Keys:
    try:
        return keys_for_code(app, code, verifier)
    except KeysRefused as e:
        if e.code in CODE_GONE:
            raise Refused(f"Mã cấp quyền không còn dùng được ({e.code}). {AGAIN}") from e
        raise Refused(
            f"Zalo không cấp khóa ({e.code}). Đề nghị kiểm tra zalo_app_id và zalo_app_secret rồi kết nối lại."
        ) from e
    except NoAnswer as e:
        raise Refused(f"Không nhận được trả lời của dịch vụ cấp quyền ({e.outcome.detail}). {AGAIN}") from e


def _kept(home: Home, app: Application, keys: Keys, version: int, oa_id: str, by: str, now: datetime) -> bool:
    seal = Seal(home.secret(), "zalo")
    with open_session(home) as session:
        kept = keep_keys(
            session,
            version,
            access_sealed=seal.close(keys.access),
            access_expires_at=now + timedelta(seconds=keys.lasts),
            refresh_sealed=seal.close(keys.refresh),
            now=now,
            app_id=app.app_id,
            oa_id=oa_id,
            connected_by=by,
            connected_at=now,
        )
        if kept:
            record(session, by, "zalo.connect", f"zalo:{oa_id}", now=now)
            fall_silent(session, now, by)
    return kept
