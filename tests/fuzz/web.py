"""The portal asked without a network: raw requests of whoever comes, with the seal and the cookies of their visit."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlmodel import Session

from models.links import issue_links
from portal.app import create_app
from portal.doors import clock
from portal.routes import ROUTERS
from tests.fuzz.house import CODE, MONDAY, P05, PASSWORD, PEOPLE, PERIOD, House

HOST = "portal.test"
NAMED = {
    "programme": P05, "slug": P05, "duty": CODE, "period": PERIOD, "unit_id": "police/2025-07/1", "token": "khong-co",
    "year": "2026", "n": "1", "number": "1",
}  # fmt: skip
SEAL = re.compile(r'name="seal" value="([0-9a-f]{64})"')


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass
class Form:
    """One form of one page, as its reader would send it back."""

    who: str
    method: str
    action: str
    kind: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


class Visit:
    """Somebody's cookies and the seal of their forms."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}
        self.seal = ""

    def took(self, answer: Answer) -> None:
        for name, value in answer.headers:
            if name == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if found := SEAL.search(answer.text):
            self.seal = found[1]


class Web:
    """The portal of a house, who is logged in, and what stands on its pages."""

    def __init__(self, house: House):
        self.app = create_app(house.home)
        self.app.dependency_overrides[clock] = lambda: MONDAY
        self.loop = asyncio.new_event_loop()
        self.faults = _Faults()
        logging.getLogger("dondoc.portal").addHandler(self.faults)
        self.visits: dict[str, Visit] = {"stranger": Visit()}
        for username, role in PEOPLE:
            self.visits[role] = self._officer(username)
        with Session(house.engine) as session:
            token = issue_links(session, [house.units[0]], MONDAY, 14, house.secrets[0])[house.units[0]][1]
            session.commit()
        self.visits["unit"] = Visit()
        self.get("unit", f"/n/{token}", keep=True)
        self.get("unit", "/don-vi", keep=True)
        self.pages = list(self._pages())
        self.forms, self.links = self._harvest()

    def close(self) -> None:
        logging.getLogger("dondoc.portal").removeHandler(self.faults)
        self.loop.close()
        self.app.state.engine.dispose()

    def get(self, who: str, path: str, *, keep: bool = False) -> Answer:
        answer = self.ask({"who": who, "method": "GET", "path": path, "headers": [], "body": ""})
        if keep:
            self.visits[who].took(answer)
        return answer

    def ask(self, request: Mapping[str, Any]) -> Answer:
        """One request; in it `@SEAL@` stands for the seal of the visit, `@COOKIES@` for its cookies."""
        visit = self.visits[request["who"]]
        path, _, query = request["path"].partition("?")
        body = request["body"].replace("@SEAL@", visit.seal).encode("latin-1")
        headers = [(k.lower(), v.replace("@COOKIES@", _cookies(visit))) for k, v in request["headers"]]
        given = {name for name, _ in headers}
        usual = (("host", HOST), ("cookie", _cookies(visit)), ("content-length", str(len(body))))
        headers += [pair for pair in usual if pair[0] not in given]
        raw = path.encode("latin-1", "replace")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request["method"],
            "scheme": "http", "path": _unquoted(path), "raw_path": raw, "query_string": query.encode("latin-1",
            "replace"),
            "root_path": "", "client": (request.get("from", "192.0.2.1"), 5000), "server": (HOST, 80),
            "headers": [(k.encode("latin-1", "replace"), v.encode("latin-1", "replace")) for k, v in headers],
        }  # fmt: skip
        self.faults.last = None
        answer = self.loop.run_until_complete(_asked(self.app, scope, body))
        if self.faults.last is not None:
            raise self.faults.last
        return answer

    def _officer(self, username: str) -> Visit:
        visit = self.visits["entering"] = Visit()
        self.get("entering", "/dang-nhap", keep=True)
        form = urlencode({"seal": visit.seal, "username": username, "password": PASSWORD})
        kind = [("content-type", "application/x-www-form-urlencoded")]
        answer = self.ask({"who": "entering", "method": "POST", "path": "/dang-nhap", "headers": kind, "body": form})
        assert answer.status == 303, answer.text[-2000:]
        visit.took(answer)
        self.get("entering", "/can-bo", keep=True)
        return self.visits.pop("entering")

    def _pages(self) -> Iterator[tuple[str, str]]:
        """Every route with a sample of its address: (method, path)."""
        for router in ROUTERS:
            for route in router.routes:
                path = re.sub(r"\{(\w+)(?::path)?\}", lambda m: NAMED.get(m[1], "1"), route.path)
                for method in sorted(route.methods):
                    yield method, path

    def _harvest(self) -> tuple[list[Form], list[str]]:
        forms: dict[tuple[str, str, tuple[str, ...]], Form] = {}
        links: dict[str, None] = {}
        for who in self.visits:
            for method, path in self.pages:
                if method != "GET" or path == "/don-vi/dong":
                    continue
                answer = self.get(who, path)
                if answer.status >= 400 or "html" not in dict(answer.headers).get("content-type", ""):
                    continue
                read = _Reader(who, path)
                read.feed(answer.text)
                for form in read.forms:
                    forms.setdefault((who, form.action, tuple(name for name, _ in form.fields)), form)
                links |= dict.fromkeys(link for link in read.links if link.startswith("/"))
        return list(forms.values()), list(links)


class _Faults(logging.Handler):
    """What the portal wrote into its log instead of a page."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.last: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1]:
            self.last = record.exc_info[1]


class _Reader(HTMLParser):
    """The forms and links of a page."""

    def __init__(self, who: str, path: str) -> None:
        super().__init__()
        self.who, self.path = who, path
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {key: value or "" for key, value in attrs}
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        if tag == "form":
            action = urlsplit(told.get("action") or self.path)
            kind = told.get("enctype") or "application/x-www-form-urlencoded"
            method = told.get("method", "get").upper()
            self.forms.append(Form(self.who, method, action.path + (f"?{action.query}" if action.query else ""), kind))
        if not self.forms:
            return
        form, name = self.forms[-1], told.get("name", "")
        if tag == "select":
            self.choice = name
        elif tag == "option" and self.choice:
            form.fields.append((self.choice, told.get("value", "")))
        elif tag in ("input", "textarea", "button") and name:
            if told.get("type") == "file":
                form.files.append(name)
            else:
                form.fields.append((name, "@SEAL@" if name == "seal" else told.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.choice = ""


def fields_of(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _cookies(visit: Visit) -> str:
    return "; ".join(f"{name}={value}" for name, value in visit.cookies.items())


def _unquoted(path: str) -> str:
    """As a server hands it over: percent signs taken away, bytes that are no UTF-8 kept as they can be."""
    from urllib.parse import unquote_to_bytes

    return unquote_to_bytes(path.encode("latin-1", "replace")).decode("utf-8", "replace")


async def _asked(app: Any, scope: dict[str, Any], body: bytes) -> Answer:
    pieces = [body[:7], body[7:]] if len(body) > 7 else [body]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if not pieces:
            return {"type": "http.disconnect"}
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = next(m for m in sent if m["type"] == "http.response.start")
    headers = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in start.get("headers", [])]
    return Answer(
        start["status"], headers, b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    )


def as_request(data: bytes) -> dict[str, Any]:
    return json.loads(data)
