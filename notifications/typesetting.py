"""Khuôn chữ: the templates of all letters, plain and for the web, and the filters they write with."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.dates_in_words import day_text


def capital(words: str) -> str:
    """At the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def lower(words: str) -> str:
    """Inside a sentence: `báo cáo năm`, but `UBND tỉnh` as it is."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def count_text(number: int) -> str:
    """`00`, `05`, `12`, `1.234`: a count as an administrative text writes it."""
    return f"{number:02,}".replace(",", ".")


def _environment(autoescape: bool) -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=autoescape,  # noqa: S701  (subjects, text and short forms are no HTML)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"day": day_text, "two": count_text, "low": lower, "up": capital}
    return made


plain, web = _environment(False), _environment(True)
