"""The demo's story says what its page says; the picture of the house is the one its script draws."""

from __future__ import annotations

import runpy

from tests.demo_story import story
from tests.pages import ROOT, fences


def test_the_story_is_told_word_for_word_as_on_its_page(tmp_path) -> None:
    told: list[str] = []
    story(tmp_path / "home", told.append)
    [page] = [f.text for f in fences(ROOT / "docs/demo.md") if f.info == "text"]
    assert told == page.splitlines()


def test_the_picture_of_the_house_is_drawn_by_its_script() -> None:
    drawn = runpy.run_path(str(ROOT / "docs/pictures/draw_architecture.py"))["drawn"]()
    assert (ROOT / "docs/pictures/architecture.svg").read_text("utf-8") == drawn
