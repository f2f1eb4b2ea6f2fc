"""The door everybody knocks at: every route of the portal, with and without a visit, by forms, addresses and bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import count
from random import Random
from urllib.parse import quote, urlencode

from tests.fuzz import bending
from tests.fuzz.house import House
from tests.fuzz.oracle import Door, Refusal
from tests.fuzz.web import Form, Web, as_request, fields_of

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "GET\r\n", "get", "X" * 300, "")
KINDS = (
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data",
    "application/json", "",
    'multipart/form-data; boundary=""', "multipart/form-data; boundary=" + "b" * 300, "text/plain; charset=utf-16",
    "application/x-www-form-urlencoded; charset=utf-7", "multipart/mixed; boundary=b", "x" * 5000,
)  # fmt: skip
HEADERS = (
    "host", "origin", "referer", "cookie", "accept", "accept-language", "accept-encoding", "content-length",
    "content-type",
    "transfer-encoding", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "range",
    "if-none-match",
    "if-modified-since", "authorization", "x-zevent-signature", "upgrade", "connection", "expect", "user-agent",
    "x-\u00ff",
)  # fmt: skip
ODD = ("http://[", "http://", "null", "//x.example", "http://portal.test:99999", "http://portal.test@x.example",
"bytes=0-,1-",
       "bytes=-1", "Sun, 99 Nov 9999", "chunked", "-1", "99999999999999999999", "1, 1", "\x00", "\xff\xfe",
       "a=b; a=c; =; ;",
       "dondoc_can_bo=x", "*", "utf-8;q=x", "Bearer x", "Basic ////", "x" * 9000)  # fmt: skip
MAY_WRITE = ("/dang-nhap", "/n/", "/dang-xuat", "/lich/", "/xac-nhan")  # a wrong try is counted though it is refused


def web_doors(house: House) -> list[Door]:
    """Every route, as three doors: forms as their pages offer them, addresses, and whatever a socket may carry."""
    web = Web(house)
    house.keep()
    files = {"a.xlsx": house.workbook(), "a.pdf": b"%PDF-1.7\n...", "a.docx": b"PK\x03\x04", "a.exe": b"MZ"}
    knock, fresh = _knock(web), _now_and_then(house)
    return [
        Door("http-forms", "Biểu mẫu của mọi trang", _forms_bent(web, files), knock, watched=house, share=20,
        before=fresh),
        Door("http-addresses", "Địa chỉ, tham số của mọi trang", _addresses_bent(web), knock, watched=house, share=20,
             before=fresh),
        Door("http-requests", "Yêu cầu HTTP thô: phương thức, tiêu đề, cookie, nội dung", _requests_bent(web), knock,
             watched=house, share=20, before=fresh),
    ]  # fmt: skip


def _said(rng: Random) -> str:
    return bending.plain(bending.text(rng))


def _visitor(rng: Random, web: Web) -> str:
    return rng.choice(list(web.visits))


def _forms_bent(web: Web, files: dict[str, bytes]) -> Callable[[Random], bytes]:
    names = sorted({name for form in web.forms for name, _ in form.fields})

    def bend(rng: Random) -> bytes:
        form = rng.choice(web.forms)
        who = form.who if rng.random() < 0.9 else _visitor(rng, web)
        fields = [(name, _typed(rng, name, value)) for name, value in form.fields if rng.random() > 0.05]
        for _ in range(rng.choice((0, 0, 1, 3))):
            fields.append((rng.choice((rng.choice(names), _said(rng))), _said(rng)))
        if rng.random() < 0.05:
            fields = [(name, value.replace("@SEAL@", "0" * 64)) for name, value in fields]
        if form.method == "GET":
            return _request(who, "GET", f"{form.action.partition('?')[0]}?{urlencode(fields)}", form=rng)
        if form.files or "multipart" in form.kind:
            kind, body = _multipart(rng, fields, form, files)
        else:
            kind, body = form.kind, urlencode(fields).replace("%40SEAL%40", "@SEAL@")
        return _request(who, "POST", form.action, [("content-type", kind)], body, form=rng)

    return bend


def _typed(rng: Random, name: str, value: str) -> str:
    if name == "seal":
        return value
    way = rng.random()
    if way < 0.5:
        return value
    return _said(rng) if way < 0.85 else bending.plain(bending.slips(rng, value, most=2))


def _multipart(rng: Random, fields: Sequence[tuple[str, str]], form: Form, files: dict[str, bytes]) -> tuple[str, str]:
    pieces = [
        f'--b\r\ncontent-disposition: form-data; name="{quote(n, safe=". ")}"\r\n\r\n{v}\r\n'.encode()
        for n, v in fields
    ]
    for name in form.files:
        for _ in range(rng.choice((0, 1, 1, 2))):
            file, data = rng.choice(list(files.items()))
            file = file if rng.random() < 0.7 else quote(_said(rng), safe="./ ")
            data = data if rng.random() < 0.4 else bending.data(rng, data)
            head = f'--b\r\ncontent-disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'
            pieces.append(head.encode() + data + b"\r\n")
    return "multipart/form-data; boundary=b", (b"".join(pieces) + b"--b--\r\n").decode("latin-1")


def _addresses_bent(web: Web) -> Callable[[Random], bytes]:
    paths = [path for method, path in web.pages if method == "GET"]
    queries = sorted(
        {name for link in web.links for name, _ in fields_of(link.partition("?")[2])} | {"tim", "nam", "ngay", "on"}
    )
    queries = sorted({*queries, *(name for form in web.forms if form.method == "GET" for name, _ in form.fields)})

    def bend(rng: Random) -> bytes:
        path, _, query = rng.choice((rng.choice(paths), rng.choice(web.links or paths))).partition("?")
        parts = path.split("/")
        if rng.random() < 0.6:
            at = rng.randrange(1, len(parts)) if len(parts) > 1 else 0
            parts[at] = rng.choice(
                (quote(_said(rng), safe=""), quote(_said(rng), safe="/%"), "", "%00", "%ff", "..", "%2e%2e")
            )
        if rng.random() < 0.1:
            parts.append(quote(_said(rng)))
        fields = [(name, value if rng.random() < 0.4 else _said(rng)) for name, value in fields_of(query)]
        for _ in range(rng.choice((0, 1, 2, 3))):
            fields.append(
                (rng.choice(queries), rng.choice((_said(rng), _said(rng), "1", "2026", "xa", "05-ctrph-cat-mttq")))
            )
        told = urlencode(fields) if rng.random() < 0.95 else "&".join(f"{n}={v}" for n, v in fields)
        return _request(_visitor(rng, web), "GET", "/".join(parts) + (f"?{told}" if told else ""), form=rng)

    return bend


def _requests_bent(web: Web) -> Callable[[Random], bytes]:
    def bend(rng: Random) -> bytes:
        method, path = rng.choice(web.pages)
        method = method if rng.random() < 0.6 else rng.choice(METHODS)
        who = _visitor(rng, web)
        headers = [
            (rng.choice(HEADERS), rng.choice((rng.choice(ODD), _said(rng)))) for _ in range(rng.choice((0, 1, 2)))
        ]
        if rng.random() < 0.3:
            headers.append(("cookie", _cookie(rng, web, who)))
        body = ""
        if method not in ("GET", "HEAD") or rng.random() < 0.1:
            headers.append(("content-type", rng.choice(KINDS)))
            body = rng.choice(
                (f"seal=@SEAL@&{urlencode([(_said(rng), _said(rng))])}", _said(rng), _parts(rng), "{}", "[" * 3000)
            )
        return _request(who, method, path, headers, body.encode("utf-8", "replace").decode("latin-1"), form=rng)

    return bend


def _cookie(rng: Random, web: Web, who: str) -> str:
    """The cookies of the visit with a slip in them, of another kind of visit, or of nobody."""
    held = "; ".join(f"{n}={v}" for n, v in web.visits[rng.choice((who, rng.choice(list(web.visits))))].cookies.items())
    # the visits of one house and of the next differ in their ids: only the shape of a cookie may be kept in an input
    return rng.choice(("@COOKIES@x", "x@COOKIES@", "@COOKIES@; @COOKIES@", f"dondoc_can_bo={_said(rng)}",
    f"dondoc_don_vi={_said(rng)}",
                       "=".join(name.partition("=")[0] for name in held.split("; ")), _said(rng)))  # fmt: skip


def _parts(rng: Random) -> str:
    whole = '--b\r\ncontent-disposition: form-data; name="seal"\r\n\r\n@SEAL@\r\n--b\r\n'
    whole += 'content-disposition: form-data; name="f"; filename="a.pdf"\r\ncontent-type: application/pdf\r\n\r\n'
    whole += "%PDF-1.7\r\n--b--\r\n"
    return bending.plain(
        bending.slips(rng, whole, tokens=("--b", "--b--", "\r\n", "\r\n\r\n", '"', ";", "filename*=utf-8''%ff"))
    )


def _request(
    who: str, method: str, path: str, headers: Sequence[tuple[str, str]] = (), body: str = "", *, form: Random
) -> bytes:
    """As JSON: the body as bytes of Latin-1; every one from another address, for wrong tries are counted by address."""
    host = f"198.51.{form.randrange(256)}.{form.randrange(256)}"
    told = {"who": who, "method": method, "path": path, "headers": list(headers), "body": _as_bytes(body), "from": host}
    return json.dumps(told).encode()


def _as_bytes(body: str) -> str:
    try:
        body.encode("latin-1")
    except UnicodeEncodeError:
        return body.encode("utf-8", "replace").decode("latin-1")
    return body


def _now_and_then(house: House) -> Callable[[], None]:
    """Every hundred requests the house is as it was: nobody stays logged out, and its pages do not grow for ever."""
    asked = count(1)

    def fresh() -> None:
        if next(asked) % 100 == 0:
            house.again()

    return fresh


def _knock(web: Web) -> Callable[[bytes], str]:
    def knock(data: bytes) -> str:
        request = as_request(data)
        answer = web.ask(request)
        is_pulse = answer.status == 503 and request["path"].startswith("/suc-khoe")  # says that rounds are late
        assert answer.status < 500 or is_pulse, f"{answer.status} {answer.text[:300]}"
        assert "Traceback (most recent" not in answer.text
        refused = answer.status in (400, 401, 403, 404, 405, 413) and not request["path"].startswith(MAY_WRITE)
        if refused:
            raise Refusal(answer.text)
        return answer.text + str(answer.headers)

    return knock
