"""Whose word a command is: the officer behind a name and a password, and a code where the account has a second factor.

Commands that change what units owe or publish figures ask here; the rest of the console asks for a name at most.
"""

from __future__ import annotations

from deployments.commands.asking import secret
from deployments.commands.opening import data_of, now
from models.errors import Refused
from models.settings import Home


def named_officer(home: Home, username: str) -> str:
    """An officer who may act on all there is. Errors: `Refused`; what is typed wrong is counted."""
    from models.officers import acting_officer

    known = known_officer(home, username)
    with data_of(home) as session:
        return acting_officer(session, known).username


def known_officer(home: Home, username: str) -> str:
    """An open account that proved itself; what it may do is for the caller to ask. Errors: `Refused`."""
    from models.entering import ask_for_code, ask_to_enter
    from models.officers import find_officer
    from models.second_factor import has_second_factor, must_have

    password = secret(f"Mật khẩu của {username}: ", "DONDOC_OFFICER_PASSWORD")
    with data_of(home) as session:
        answer = ask_to_enter(session, username, password, now())
        known = answer.officer.username if answer.officer else ""
    if answer.wants_code:
        code = secret("Mã xác thực hoặc mã dự phòng: ", "DONDOC_OFFICER_CODE")
        with data_of(home) as session:
            answer = ask_for_code(session, find_officer(session, known), code, home.secret(), now())
    if answer.officer is None:
        raise Refused(answer.reason)
    with data_of(home) as session:
        account = find_officer(session, known)
        if must_have(account, home.settings().second_factor_roles) and not has_second_factor(account):
            raise Refused(
                f"Vai trò của {known} phải có bước xác thực thứ hai. Đề nghị đăng nhập cổng để đặt rồi thực hiện lại."
            )
    return known
