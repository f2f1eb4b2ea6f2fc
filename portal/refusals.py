"""For when the answer is no: what happened and what to do next, in Vietnamese, never a traceback.

A page for people; the same sentence in JSON for a machine.
"""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.errors import CatalogueError, Refused
from models.guesses import pause_in_words
from portal import cookies, doors
from portal.pages import page, see_other

log = logging.getLogger("dondoc.portal")

SET_UP = "/tai-khoan/hai-buoc"
TITLES = {
    400: "Yêu cầu không đọc được",
    401: "Cần mở bằng liên kết của đơn vị",
    403: "Không có quyền thực hiện",
    404: "Không tìm thấy trang",
    405: "Không có thao tác này",
    413: "Tệp quá lớn",
    422: "Thông tin chưa hợp lệ",
    429: "Quá nhiều lần thử",
    500: "Hệ thống gặp lỗi",
}
REASONS = {
    400: "Máy chủ không đọc được nội dung gửi lên. Đề nghị quay lại trang trước và gửi lại.",
    404: "Không có trang này, hoặc nội dung không thuộc phạm vi của đơn vị.",
    405: "Địa chỉ này không nhận thao tác vừa gửi. Đề nghị quay lại trang trước.",
    422: "Địa chỉ hoặc thông tin gửi lên không đúng dạng. Đề nghị quay lại trang trước và kiểm tra.",
    500: "Việc vừa làm chưa được ghi nhận. Đề nghị thử lại sau ít phút; nếu vẫn lỗi, báo đầu mối giờ xảy ra lỗi.",
}


def wants_json(request: Request) -> bool:
    """Whether a machine asks: a route that answers in JSON only, or a caller that takes JSON and no page."""
    accepted = request.headers.get("accept", "")
    is_for_machines = getattr(request.scope.get("route"), "response_class", None) is JSONResponse
    return is_for_machines or ("application/json" in accepted and "text/html" not in accepted)


def refusal(request: Request, status: int, reason: str = "") -> Response:
    """The answer no: a page, or `{"error": why and what to do}` for a machine."""
    told = reason or REASONS.get(status, REASONS[400])
    if wants_json(request):
        return JSONResponse({"error": told}, status)
    title = TITLES.get(status, TITLES[400])
    is_of_unit = status == 413 and request.url.path.startswith("/don-vi")  # refused before anybody asked who it is
    return page(request, "refusal.html", status, title=title, reason=told, is_of_unit=is_of_unit)


def greet_stranger(request: Request, status: int, reason: str = "", username: str = "", onward: str = "") -> Response:
    """The login form, with the seal cookie a stranger needs to post it."""
    now = getattr(request.state, "now", None) or doors.clock()
    visit = cookies.take(request, cookies.STRANGER, now) or cookies.new_visit()
    answer = page(
        request,
        "login.html",
        status,
        reason=reason,
        username=username,
        onward=onward,
        seal=cookies.seal_of(request, visit),
        has_link="link" in (cookies.take(request, cookies.UNIT, now) or {}),
    )
    cookies.put(answer, request, cookies.STRANGER, visit, now)
    return answer


def install(app: FastAPI) -> None:
    @app.exception_handler(doors.NotInside)
    def not_inside(request: Request, error: doors.NotInside) -> Response:
        if error.way == "officer" and wants_json(request):
            return refusal(request, 401, error.reason or "Địa chỉ này mở sau khi đăng nhập. Đề nghị đăng nhập trước.")
        if error.way == "officer":
            onward = request.url.path if request.method == "GET" else ""
            return greet_stranger(request, 401, error.reason, onward=onward)
        reason = error.reason or "Trang này mở bằng liên kết trong tin nhắc gửi cho đơn vị."
        if "Đề nghị" not in reason:  # else what to do is said already
            reason += " Đề nghị mở lại liên kết trong tin nhắc gần nhất, hoặc đăng nhập nếu đơn vị có tài khoản."
        return refusal(request, 401, reason)

    @app.exception_handler(doors.SecondFactorWanted)
    def second_factor_wanted(request: Request, error: doors.SecondFactorWanted) -> Response:
        if request.method == "GET" and not wants_json(request):
            return see_other(SET_UP)
        return refusal(request, 403, "Tài khoản này phải có bước xác thực thứ hai. Đề nghị đăng nhập lại và thiết lập.")

    @app.exception_handler(doors.TooOften)
    def too_often(request: Request, error: doors.TooOften) -> Response:
        wait = pause_in_words(error.left)
        answer = refusal(request, 429, f"Nhiều liên kết không hợp lệ được mở từ mạng này. Đề nghị thử lại sau {wait}.")
        answer.headers["retry-after"] = str(int(error.left.total_seconds()) + 1)
        return answer

    @app.exception_handler(doors.NotAllowed)
    def not_allowed(request: Request, error: doors.NotAllowed) -> Response:
        return refusal(request, 403, error.reason)

    @app.exception_handler(doors.NotFound)
    def not_found(request: Request, error: doors.NotFound) -> Response:
        return refusal(request, 404, error.reason)

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        return refusal(request, 422, error.reason)

    @app.exception_handler(CatalogueError)
    def bad_rules(request: Request, error: CatalogueError) -> Response:
        log.error("the rules cannot be read: %s", error)
        return refusal(request, 500, f"Tệp quy tắc có lỗi, cần sửa trước khi dùng tiếp: {error}")

    @app.exception_handler(RequestValidationError)
    def bad_request(request: Request, error: RequestValidationError) -> Response:
        return refusal(request, 422)

    @app.exception_handler(HTTPException)
    def http_error(request: Request, error: HTTPException) -> Response:
        return refusal(request, error.status_code)


class NoTraceback:
    """Whatever goes wrong inside is written to the log and answered with a calm page."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            log.exception("a request failed: %s %s", scope["method"], _masked(scope["path"]))
            if begun:
                raise
            await refusal(Request(scope), 500)(scope, receive, send)


def _masked(path: str) -> str:
    """The token of a link or a calendar address never goes into a log."""
    for kept in ("/n/", "/lich/"):
        if path.startswith(kept):
            return f"{kept}…"
    return path
