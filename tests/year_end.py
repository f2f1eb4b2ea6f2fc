"""A year's end of the whole province of Đồng Tháp: police of every commune and the provincial bodies file one report.

Filed through the doors there are: the page, the Excel form on the page, the Excel form by mail, nil, on paper; some
late, some estimated, some returned (and filed again or not), some silent. `Filed` is what people meant to hand in,
kept by the test itself: whoever adds up from it asks nothing of the house.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from sqlmodel import Session, col, delete, select

from models.assignments import assign
from models.catalogue import home_catalogue
from models.checking import checked
from models.facts import Submission
from models.forms import Form
from models.kept_files import XLSX
from models.officers import create_officer
from models.outbox import SHELF_LIFE, Draft, plan
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.unit_map import builtin_units, load_units
from models.units import Assignment, Contact, Unit
from notifications.channels.letter import Attached
from notifications.emulators.replying import reply_to
from portal.app import create_app
from portal.doors import clock
from tasks.inbound import poll_inbound
from tasks.send_messages import drain
from tasks.session import engine_of, open_session
from tests.filled_workbook import filled
from tests.histories import Figures, History
from tests.portal.people import PASSWORD, Clock, Portal, seal_in, token_in
from tests.province import Province, hanoi

YEAR, DUTY, PERIOD = "phong-trao-nam", "BC-NAM", "2026"
KEY = (YEAR, DUTY, PERIOD)
PATH = "/".join(KEY)
IN_TIME, LATE = hanoi("16/12/2026 09:00"), hanoi("21/12/2026 10:00")
REVIEWED, CLOSED = hanoi("22/12/2026 08:00"), hanoi("29/12/2026 07:00")
WHY = "Số liệu đúng theo kết quả rà soát tại địa bàn."
NIL, PAPER = "nil", "paper"  # what a unit handed in instead of figures
PROGRAMME = """title: Chương trình phong trào toàn tỉnh
short_title: Chương trình phong trào
number: 15/CTr-CAT
years: [2026, 2030]
valid_from: 2026-01-05
valid_to: 2030-12-31
tracker: Công an tỉnh Đồng Tháp
scope: [vn/2025-07/82]
documents:
  - {relation: self, number: 15/CTr-CAT, kind: Chương trình, issuer: Công an tỉnh Đồng Tháp, date: 2026-01-05}
"""
REPORT = """id: BC-NAM
kind: report
title: Báo cáo năm kết quả thực hiện Chương trình
clause: IV.1
wording: ngày 20/12 hằng năm
levels: [xa, tinh]
actors: [Công an cấp xã, Công an Tỉnh và các tổ chức thành viên cấp tỉnh]
addressees:
  - {trees: [police], levels: [xa, tinh]}
  - {trees: [front, veterans, women, youth, labour, farmers], levels: [tinh]}
route: {to: Bộ Công an}
rule:
  mode: recurring
  bound: before
  yearly: 12-20
  window: {from: (Y-1)-12-15, to: Y-12-14}
form: phong-trao
"""


@dataclass
class Filed:
    """What one unit is to have filed in the end: figures, NIL, PAPER, or None where nothing of it counts."""

    unit: str
    way: str
    figures: Any = None
    is_estimate: bool = False
    is_late: bool = False


@dataclass
class YearEnd:
    """The home after everybody filed and the agency looked at it; what each unit handed in."""

    province: Province
    portal: Portal
    form: Form
    filed: dict[str, Filed] = field(default_factory=dict)

    @property
    def home(self) -> Home:
        return self.province.home


def prepared(home: Home) -> list[str]:
    """The map and the one programme in a home; the units that owe its report, communes first."""
    folder = home.programmes / YEAR / "duties"
    folder.mkdir(parents=True)
    (folder.parent / "programme.yaml").write_text(PROGRAMME, "utf-8")
    (folder / "BC-NAM.yaml").write_text(REPORT, "utf-8")
    law = home_catalogue(home)
    with open_session(home) as s:
        load_units(s, builtin_units(), law)
        assign(s, law)
        s.exec(delete(Assignment).where(col(Assignment.programme) != YEAR))
        s.flush()
        living = select(Unit).join(Assignment, col(Assignment.unit_id) == Unit.id).where(col(Unit.valid_to).is_(None))
        return [u.id for u in sorted(s.exec(living), key=lambda u: (u.level != "xa", u.id))]


def plausible(form: Form, communes: int) -> Iterator[tuple[str, Figures]]:
    """Figures of one year with the size of the unit, such as raise no question where nothing was filed before."""
    for seed in range(10**6):
        history = History(form, seed)
        figures = dict(history.filings()[1].figures)
        for code in ("A03", "D02") if history.size == "tỉnh" else ():
            figures |= {f"{code}.mau_so": communes, f"{code}.tu_so": communes - seed % 7}
        found = checked(form, figures)
        if not found.errors and not found.queries:
            yield history.size, figures


def typed(figures: Figures) -> dict[str, str]:
    """The boxes as people fill them on the page."""

    def words(value: object) -> str:
        if isinstance(value, bool):
            return "có" if value else "không"
        return str(value).replace(".", ",") if isinstance(value, float) else str(value)

    return {f"f.{code}": words(value) for code, value in figures.items()}


def whole_year(province: Province) -> YearEnd:
    """Everybody files; the agency returns some and accepts the rest. Filed late is not looked at before it came."""
    home = province.home
    units = prepared(home)
    form = home_catalogue(home).form("phong-trao")
    hands = Clock(IN_TIME)
    app = create_app(home)
    app.dependency_overrides[clock] = hands
    year = YearEnd(province, Portal(home, app, hands, units), form)
    with open_session(home) as s:
        create_officer(s, username="thammuu", full_name="Cán bộ tham mưu", password=PASSWORD, role="staff")
        levels = {u.id: u.level for u in s.exec(select(Unit).where(col(Unit.id).in_(units)))}
    drawn = plausible(form, sum(level == "xa" for level in levels.values()))
    by_size: dict[str, list[Figures]] = {"xã": [], "huyện": [], "tỉnh": []}
    for n, unit in enumerate(units):
        size = "xã" if levels[unit] == "xa" else "tỉnh"
        while not by_size[size]:
            of, figures = next(drawn)
            by_size[of].append(figures)
        _hand_in(year, n, unit, by_size[size].pop())
    hands.now = LATE
    _by_mail(year)
    for n, unit in enumerate(units):
        if n % 17 == 9:
            on_page(year, unit, year.filed[unit].figures)
    hands.now = REVIEWED
    _reviewed(year, units)
    return year


def on_page(year: YearEnd, unit: str, figures: Figures, **more: str) -> int:
    """Type figures into the page and send it; a question is answered there. Returns the number of the filing."""
    client = year.portal.unit(unit)
    page = client.get(f"/don-vi/{PATH}").text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **typed(figures), **more}
    answer = client.post(f"/don-vi/{PATH}", data=data)
    if answer.status_code == 422:
        asked = {unescape(name): WHY for name in re.findall(r'name="(q\.[^"]+)"', answer.text)}
        assert asked, answer.text
        answer = client.post(f"/don-vi/{PATH}", data={**data, **asked})
    return _number(answer)


def _number(answer: Any) -> int:
    assert answer.status_code == 303, answer.text
    return int(re.search(r"/bien-nhan/(\d+)", answer.headers["location"])[1])  # type: ignore[index]


def _hand_in(year: YearEnd, n: int, unit: str, figures: Figures) -> None:
    """One unit's way by its number; those by mail and the late ones come afterwards."""
    turn = n % 17
    if unit == year.portal.units[-1] or turn not in (3, 5, 7, 8, 9, 10, 11, 12):
        turn = 0
    way = {3: "silent", 5: NIL, 7: PAPER, 8: "mail", 9: "late", 10: "estimate", 11: "again", 12: "returned"}.get(turn)
    year.filed[unit] = filed = Filed(unit, way or ("workbook" if n % 2 else "page"), figures)
    client = year.portal.unit(unit)
    if turn == 3:
        filed.figures = None
    elif turn in (5, 7):
        page = client.get(f"/don-vi/{PATH}").text
        nil = {"kind": "nil", "nil_sure": "yes"}
        paper = {"kind": "offline", "paper_number": f"{n}/BC-CAX", "paper_on": "15/12/2026"}
        sealed = {"seal": seal_in(page), "token": token_in(page)}
        _number(client.post(f"/don-vi/{PATH}", data={**sealed, **(nil if turn == 5 else paper)}))
        filed.figures = NIL if turn == 5 else PAPER
    elif turn in (8, 9):
        filed.is_late = True
    elif turn == 10:
        on_page(year, unit, figures, is_provisional="yes")
        filed.is_estimate = True
    elif turn in (11, 12):
        on_page(year, unit, figures)
    elif filed.way == "workbook":
        _by_workbook(client, figures)
    else:
        on_page(year, unit, figures)
    client.close()


def _by_workbook(client: Any, figures: Figures) -> None:
    book = filled(client.get(f"/don-vi/bieu/{PATH}").content, dict(figures))
    page = client.get(f"/don-vi/{PATH}").text
    data = {"seal": seal_in(page), "token": token_in(page, "don-vi/bieu")}
    file = {"workbook": ("bieu.xlsx", book, "application/octet-stream")}
    answer = client.post(f"/don-vi/bieu/{PATH}", data=data, files=file)
    _number(answer)


def _by_mail(year: YearEnd) -> None:
    """Reminded by a real mail, they answer it with the form they filled."""
    units = [filed.unit for filed in year.filed.values() if filed.way == "mail"]
    province, home = year.province, year.home
    with open_session(home) as s:
        s.add_all(Contact(unit_id=unit, email=f"hop-{n}@cax.example") for n, unit in enumerate(units))
        drafts = [
            Draft(
                recipient=unit, channel="email", slot="nhắc 1", address=f"hop-{n}@cax.example",
                subject="[Nhắc việc] Báo cáo năm", body_text="Kính gửi đơn vị.", as_of=day_in_hanoi(LATE),
                not_before=LATE, expires_at=LATE + SHELF_LIFE, is_urgent=True, items=(),
            )
            for n, unit in enumerate(units)
        ]  # fmt: skip
        plan(s, drafts, LATE)
    assert drain(home, LATE).sent == len(units)
    reminders = {mail.recipient: mail for mail in province.mailbox.mails() if mail.subject.startswith("[Nhắc việc]")}
    for n, unit in enumerate(units):
        book = year.portal.unit(unit).get(f"/don-vi/bieu/{PATH}").content
        form = Attached("bieu.xlsx", XLSX, filled(book, dict(year.filed[unit].figures)))
        raw = reply_to(reminders[f"hop-{n}@cax.example"], "", [form], LATE)
        stamp = int(LATE.timestamp()) * 10**9 + n
        (province.mailbox.folder / f"{stamp:019}-{n:08x}.eml").write_bytes(raw)
    poll_inbound(home, LATE + timedelta(minutes=5))


def _reviewed(year: YearEnd, units: list[str]) -> None:
    """The agency sends some back, of which half come again; then it accepts what has come, many at once."""
    officer = year.portal.officer("thammuu")
    for filed in year.filed.values():
        if filed.way not in ("again", "returned"):
            continue
        with year.portal.session() as s:
            id = s.exec(select(Submission.id).where(Submission.unit_id == filed.unit)).one()
        say(officer, id, "return", note="Đề nghị rà soát số buổi tuyên truyền.", **{"c.B01": "chưa khớp biên bản"})
        if filed.way == "returned":
            filed.figures = None
        else:
            filed.figures = {**filed.figures, "B01": filed.figures["B01"] + 2, "G01": filed.figures["G01"] + 0.125}
            on_page(year, filed.unit, filed.figures)
    page = officer.get("/can-bo/cho-duyet").text
    waiting = re.findall(r'name="bai"[^>]*value="(\d+)"', page)
    done = officer.post("/can-bo/cho-duyet", data={"seal": seal_in(page), "viec": PATH, "bai": waiting})
    assert f"Đã ghi nhận {len(waiting):02} bài." in done.text, (done.status_code, re.sub(r"<[^>]+>", " ", done.text))


def say(officer: Any, id: int, action: str, **more: str) -> None:
    """One word of the agency on one filing, by its page."""
    path = f"/can-bo/bai-nop/{id}"
    answer = officer.post(path, data={"seal": seal_in(officer.get(path).text), "action": action, **more})
    assert answer.status_code == 303, answer.text


def nodes_above(session: Session) -> tuple[dict[str, str], dict[str, str | None], dict[str, str]]:
    """Where each body sits, each place's parent, and the names of both."""
    every = list(session.exec(select(Unit)))
    sits = {u.id: u.territory_id or "" for u in every if u.tree != "territory"}
    return sits, {u.id: u.parent_id for u in every if u.tree == "territory"}, {u.id: u.name for u in every}


def stop(year: YearEnd) -> None:
    for client in year.portal.clients:
        client.close()
    year.portal.app.state.engine.dispose()
    engine_of(year.home).dispose()


def at(text: str) -> datetime:
    return hanoi(text)
