"""Drafts: every open page keeps its own, late saves undo nothing, and nothing outlives its filing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule
from sqlmodel import Session, SQLModel, create_engine, select

import models.tables  # noqa: F401  (makes every table known)
from models.database import engine_for
from models.drafts import (
    MOST_LETTERS,
    MOST_PAGES,
    Taken,
    drafts_of,
    drafts_of_unit,
    drop_draft,
    keep_draft,
    settle_draft,
)
from models.errors import Refused
from models.facts import Submission
from models.filing_facts import Draft
from models.units import Unit
from tests.ready_tables import tables_on

KEY = ("p", "d", "2026", "police/x/1")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)  # T2 23/11/2026


@pytest.fixture
def keep(session: Session):
    session.add(Unit(id=KEY[3], tree="police", level="xa", name="Công an xã Số 1"))
    session.flush()

    def _keep(tab: str, typed: dict[str, str], saves: int = 1, taken: Taken | None = None, minutes: int = 0, **over):
        now = NOW + timedelta(minutes=minutes)
        asked = {"saves": saves, "over_version": 0, "by": "link:x", "now": now, "taken": taken, **over}
        return keep_draft(session, KEY, tab, typed, **asked)

    return _keep


def kept(session: Session) -> list[dict[str, str]]:
    session.expire_all()
    return [d.typed for d in drafts_of(session, KEY)]


def filed(session: Session, tab: str, version: int = 1) -> Submission:
    key = dict(zip(("programme", "duty", "period", "unit_id"), KEY, strict=True))
    row = Submission(**key, version=version, kind="figures", token=tab, filed_at=NOW)
    session.add(row)
    session.flush()
    return row


def test_two_pages_keep_a_draft_each(session, keep):
    keep("a", {"f.B01": "1"})
    keep("b", {"f.B01": "2"}, minutes=1)
    keep("a", {"f.B01": "11"}, saves=2, minutes=2)
    assert kept(session) == [{"f.B01": "11"}, {"f.B01": "2"}]


def test_a_save_that_comes_late_undoes_no_later_one(session, keep):
    keep("a", {"f.B01": "123"}, saves=3)
    keep("a", {"f.B01": "12"}, saves=2, minutes=1)
    assert kept(session) == [{"f.B01": "123"}]


def test_a_page_that_goes_on_with_a_draft_takes_it_over(session, keep):
    keep("a", {"f.B01": "1"})
    [old] = drafts_of(session, KEY)
    keep("b", {"f.B01": "12"}, taken=Taken(old.id, old.saves), minutes=1)
    assert kept(session) == [{"f.B01": "12"}]


def test_whoever_still_types_in_the_draft_taken_over_loses_nothing(session, keep):
    keep("a", {"f.B01": "1"})
    [old] = drafts_of(session, KEY)
    taken = Taken(old.id, old.saves)
    keep("a", {"f.B01": "1", "f.B02": "9"}, saves=2, minutes=1)
    keep("b", {"f.B01": "12"}, taken=taken, minutes=2)
    assert kept(session) == [{"f.B01": "12"}, {"f.B01": "1", "f.B02": "9"}]


def test_the_old_page_going_on_after_it_was_taken_over_keeps_a_draft_of_its_own(session, keep):
    keep("a", {"f.B01": "1"})
    [old] = drafts_of(session, KEY)
    keep("b", {"f.B01": "12"}, taken=Taken(old.id, old.saves), minutes=1)
    keep("a", {"f.B01": "1", "f.B02": "9"}, saves=2, minutes=2)
    assert kept(session) == [{"f.B01": "1", "f.B02": "9"}, {"f.B01": "12"}]


def test_a_filed_page_leaves_no_draft_and_a_save_on_its_way_brings_none_back(session, keep):
    keep("a", {"f.B01": "1"})
    keep("b", {"f.B01": "2"}, minutes=1)
    settle_draft(session, filed(session, "a"))
    keep("a", {"f.B01": "1"}, saves=9, minutes=2)
    assert kept(session) == [{"f.B01": "2"}]


def test_what_points_to_a_person_is_not_kept_and_named(session, keep):
    left_out = keep("a", {"f.B01": "1", "note": "gọi 0912 345 678", "f.G03": "079 123 456 789"})
    assert sorted(left_out) == ["f.G03", "note"]
    assert kept(session) == [{"f.B01": "1"}]


def test_blank_boxes_are_left_out(session, keep):
    keep("a", {"f.B01": "1", "f.B02": "  "})
    assert kept(session) == [{"f.B01": "1"}]


def test_more_than_a_form_can_hold_is_refused_and_nothing_written(session, keep):
    with pytest.raises(Refused, match="dài hơn mức lưu được"):
        keep("a", {"note": "x" * (MOST_LETTERS + 1)})
    assert kept(session) == []


def test_the_oldest_of_too_many_pages_makes_room(session, keep):
    for n in range(MOST_PAGES + 2):
        keep(f"tab{n}", {"f.B01": str(n)}, minutes=n)
    assert [d["f.B01"] for d in kept(session)] == [str(n) for n in range(MOST_PAGES + 1, 1, -1)]


def test_a_draft_nobody_came_back_to_is_forgotten_in_the_end(session, keep):
    keep("a", {"f.B01": "1"})
    keep("b", {"f.B01": "2"}, minutes=399 * 24 * 60)
    assert len(kept(session)) == 2
    keep("c", {"f.B01": "3"}, minutes=401 * 24 * 60)
    assert kept(session) == [{"f.B01": "3"}, {"f.B01": "2"}]


def test_a_draft_is_thrown_away_only_under_its_own_key(session, keep):
    keep("a", {"f.B01": "1"})
    [old] = drafts_of(session, KEY)
    assert not drop_draft(session, (*KEY[:3], "police/x/2"), old.id)
    assert drop_draft(session, KEY, old.id)
    assert not drop_draft(session, KEY, old.id)


def test_the_newest_draft_of_each_obligation_stands_for_it_in_the_list(session, keep):
    keep("a", {"f.B01": "1"})
    keep("b", {"f.B01": "2"}, minutes=1)
    assert {key: d.typed["f.B01"] for key, d in drafts_of_unit(session, KEY[3]).items()} == {KEY: "2"}


class Pages(RuleBasedStateMachine):
    """Pages opened, typed in, taken over, sent in any order: the last words of every page not filed are somewhere."""

    pages = Bundle("pages")

    def __init__(self) -> None:
        super().__init__()
        self.engine = create_engine("sqlite://")
        tables_on(self.engine)
        self.session = Session(self.engine)
        self.session.add(Unit(id=KEY[3], tree="police", level="xa", name="x"))
        self.session.flush()
        self.count, self.clock = 0, NOW
        self.last: dict[str, str] = {}  # page → its last words
        self.saves: dict[str, int] = {}
        self.began: dict[str, Taken | None] = {}

    @rule(target=pages, wanted=st.integers(0, 3))
    def open(self, wanted: int) -> str:
        self.count += 1
        page = f"page{self.count}"
        drafts = drafts_of(self.session, KEY)
        draft = drafts[wanted] if wanted < len(drafts) else None
        self.began[page] = Taken(draft.id, draft.saves) if draft else None
        self.saves[page] = 0
        return page

    @rule(page=pages, word=st.text("0123456789", min_size=1, max_size=3))
    def type(self, page: str, word: str) -> None:
        self.saves[page] += 1
        self.clock += timedelta(seconds=1)
        before = {d.tab for d in drafts_of(self.session, KEY)}
        keep_draft(
            self.session, KEY, page, {"w": word}, saves=self.saves[page], over_version=0, by="x", now=self.clock,
            taken=self.began[page],
        )  # fmt: skip
        self.session.expire_all()
        gone = before - {d.tab for d in drafts_of(self.session, KEY)}
        for tab in gone:
            self.last.pop(tab)  # taken over by this page, or too many: nobody wrote in it meanwhile
        self.last[page] = word

    @rule(page=pages)
    def late(self, page: str) -> None:
        if self.saves[page] > 1 and page in self.last:
            keep_draft(
                self.session, KEY, page, {"w": "late"}, saves=self.saves[page] - 1, over_version=0, by="x",
                now=self.clock,
            )  # fmt: skip

    @rule(page=consumes(pages))
    def file(self, page: str) -> None:
        settle_draft(self.session, filed(self.session, page, version=int(page.removeprefix("page"))))
        self.last.pop(page, None)

    @invariant()
    def every_page_has_its_last_words(self) -> None:
        self.session.expire_all()
        rows = self.session.exec(select(Draft)).all()
        assert {d.tab: d.typed["w"] for d in rows} == self.last
        assert len(rows) <= MOST_PAGES

    def teardown(self) -> None:
        self.session.close()
        self.engine.dispose()


TestPages = Pages.TestCase
TestPages.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


def test_saves_of_one_page_at_the_same_moment_leave_the_newest_words(postgres_url: str) -> None:
    """On PostgreSQL, where writers do not wait for one another."""
    engine = engine_for(postgres_url)
    SQLModel.metadata.drop_all(engine)
    tables_on(engine)
    with Session(engine) as session:
        session.add(Unit(id=KEY[3], tree="police", level="xa", name="x"))
        session.commit()
    start = Barrier(6)

    def save(n: int) -> None:
        start.wait()
        with Session(engine) as session:
            keep_draft(session, KEY, "a", {"w": str(n)}, saves=n, over_version=0, by="x", now=NOW)
            session.commit()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(save, range(1, 7)))
    with Session(engine) as session:
        assert [d.typed["w"] for d in drafts_of(session, KEY)] == ["6"]
    engine.dispose()
