"""Beginning and ending the visit of an account: the row in the database and the cookie that stands for it.

A visit is never carried over: whatever cookie a browser brought, logging in makes a new one and ends the old.
"""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import IPv6Address, IPv6Network, ip_address

from fastapi import Request
from sqlmodel import Session
from starlette.responses import Response

from models.access import Officer
from models.entering import Knock
from models.guesses import LINKS_FROM_ONE_ADDRESS, count_wrong, has_to_wait
from models.officers import is_of_unit
from models.visits import begin, end, hash_of
from portal import cookies
from portal.doors import TooOften

# the first that stands in the user agent; each browser also names those it is descended from, so the order matters
BROWSERS = (("Edg", "Edge"), ("coc_coc", "Cốc Cốc"), ("Zalo", "Zalo"), ("Firefox", "Firefox"), ("Chrom", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
           ("Linux", "Linux"))  # fmt: skip


def knock_of(request: Request, username: str, now: datetime) -> Knock:
    return Knock(source_of(request), cookies.device_of(request, username, now))


def address_of(request: Request) -> str:
    """The network address of the visitor, as the server in front tells it; empty where there is none."""
    host = request.client.host if request.client else ""
    return host[:60] if re.fullmatch(r"[0-9A-Za-z.:%-]+", host) else ""


def source_of(request: Request) -> str:
    """Who is counted: an address, or the whole network of one of version 6, which has more addresses than guesses."""
    address = address_of(request).partition("%")[0]
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False))
    return address


def device_words(agent: str) -> str:
    """`Firefox trên Windows`: enough to tell one's own from a stranger's, and no more."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "Trình duyệt khác")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{browser} trên {system}" if system else browser


def count_guess(request: Request, db: Session, now: datetime) -> None:
    """One more made-up link or calendar address from here; too many are no longer answered for a while.

    One of ours always is, and is not counted: whole provinces come from one address, and one of them must not shut out
    the others. Errors: `TooOften`.
    """
    source = f"links:{source_of(request)}"
    if left := has_to_wait(db, source, LINKS_FROM_ONE_ADDRESS, now):
        raise TooOften(left)
    count_wrong(db, source, now)
    db.commit()  # what follows refuses, and would take the count back


def come_in(response: Response, request: Request, db: Session, account: Officer, now: datetime) -> None:
    """A new visit of this account; the one this browser had ends."""
    leave_earlier(request, db, account.username, now)
    device = device_words(request.headers.get("user-agent", "")[:400])
    token = begin(db, account, now, device=device, address=address_of(request))
    way = cookies.UNIT if is_of_unit(account) else cookies.OFFICER
    cookies.put(response, request, way, {"officer": account.username, "id": token}, now)
    cookies.remember_browser(response, request, account.username, now)
    if way == cookies.UNIT:
        cookies.drop(response, cookies.OFFICER)
    for spent in (cookies.STRANGER, cookies.HALFWAY):
        cookies.drop(response, spent)


def leave_earlier(request: Request, db: Session, by: str, now: datetime) -> None:
    """End the visits this browser carries."""
    for way in (cookies.OFFICER, cookies.UNIT):
        visit = cookies.take(request, way, now)
        if visit and "officer" in visit:
            end(db, hash_of(str(visit["id"])), by, now)
