"""Biểu trả lời của hộp thư thử: a reply with files, an absence notice or a bounce, put into the same mailbox."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models.kept_files import TYPES
from notifications.channels.letter import Attached
from notifications.emulators.mailbox import Kept, Mailbox
from notifications.emulators.pages import HEADERS, is_from_here, page
from notifications.emulators.replying import absence_of, bounce_of, reply_to

LARGEST = 40 * 1024 * 1024  # of one mail
MOST_FILES = 5
TOO_LARGE = f"Thư trả lời lớn hơn {LARGEST // 2**20} MB nên không được nhận. Đề nghị bớt tệp rồi gửi lại."


def reply_routes(mailbox: Mailbox, label: str) -> list[Route]:
    """Where the form of a mail is posted to, and where a file of a mail is taken from."""

    async def answer(request: Request) -> Response:
        kept = mailbox.read(request.path_params["name"])
        if kept is None or not is_from_here(request):
            return page("missing.html.j2", 404, label=label)
        async with request.form(max_files=MOST_FILES, max_fields=20) as form:
            raw = await _written(kept, form)
        if len(raw) > LARGEST:
            return page("missing.html.j2", 413, label=label, title="Thư quá lớn", told=TOO_LARGE)
        return RedirectResponse(f"/thu/{mailbox.keep(raw)}?vua-gui=1", 303)

    def file(request: Request) -> Response:
        kept, n = mailbox.read(request.path_params["name"]), request.path_params["n"]
        files = kept.files() if kept else []
        if not 0 <= n < len(files):
            return page("missing.html.j2", 404, label=label)
        return _download(files[n])

    return [
        Route("/thu/{name}/tra-loi", answer, methods=["POST"]),
        Route("/thu/{name}/tep/{n:int}", file),
    ]


async def _written(kept: Kept, form: FormData) -> bytes:
    now, kind = datetime.now(UTC), str(form.get("kind") or "reply")
    if kind == "absence":
        return absence_of(kept, now)
    if kind == "bounce":
        return bounce_of(kept, now)
    files = []
    for upload in form.getlist("files"):
        if isinstance(upload, UploadFile) and upload.filename:
            data = await upload.read(LARGEST + 1)
            ending = upload.filename.rpartition(".")[2].lower()
            files.append(Attached(upload.filename, TYPES.get(ending, "application/octet-stream"), data))
    sender = " ".join(str(form.get("sender") or "").split())[:200]
    return reply_to(kept, str(form.get("text") or "")[:20000], files, now, sender)


def _download(file: Attached) -> Response:
    """Always to be saved, never shown: whatever it is, it does not run in this page."""
    name = quote("".join(letter for letter in file.name if letter.isprintable()), safe="")
    told = {**HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(file.data, media_type="application/octet-stream", headers=told)
