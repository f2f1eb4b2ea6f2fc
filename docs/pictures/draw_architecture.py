"""Draws docs/pictures/architecture.svg, the picture of docs/ARCHITECTURE.md: black on white, readable in grey.

python docs/pictures/draw_architecture.py
"""

from __future__ import annotations

from html import escape
from pathlib import Path

W, H = 960, 660
STAIRS = [
    ("deployments", "when: timetable, dondoc, up, demo"),
    ("flows  |  portal", "what in what order  |  pages for units and officers"),
    ("tasks", "one deed each, safe to do twice; open and commit sessions"),
    ("notifications  |  reports", "wording and channels  |  figures into documents"),
    ("models", "nouns and their arithmetic; dates, tables, questions"),
    ("programmes", "the law as data: YAML, no code"),
]
AROUND = [
    ("Operators", "Prefect: forms, runs, sheets", 0),
    ("Units, officers, leaders", "browser, Excel, Word, mail", 1),
    ("Mail, Zalo, other channels", "out of the outbox, in by replies", 3),
    ("One database, one folder", "SQLite or PostgreSQL; files by hash", 4),
]


def text(x: int, y: int, words: str, size: int, *, bold: bool = False, middle: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight}{anchor}>{escape(words)}</text>'


def box(x: int, y: int, w: int, h: int, fill: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="6" fill="{fill}" stroke="#222"/>'


def drawn() -> str:
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} {H}" role="img" '
        'font-family="sans-serif" fill="#111">',
        "<title>The stairs of Đôn Đốc: imports go down only</title>",
        f'<rect width="{W}" height="{H}" fill="#fff"/>',
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs>',
    ]
    for n, (name, words) in enumerate(STAIRS):
        y, grey = 30 + n * 102, 250 - n * 9
        parts += [
            box(40, y, 520, 72, f"rgb({grey},{grey},{grey})"),
            text(300, y + 32, name, 20, bold=True, middle=True),
            text(300, y + 56, words, 15, middle=True),
        ]
        if n:
            parts.append(f'<path d="M300 {y - 30}V{y - 3}" stroke="#111" stroke-width="2" marker-end="url(#a)"/>')
    for name, words, step in AROUND:
        y = 30 + step * 102
        parts += [
            f'<rect x="660" y="{y}" width="270" height="72" rx="36" fill="#fff" stroke="#222" stroke-dasharray="6 4"/>',
            text(795, y + 32, name, 16, bold=True, middle=True),
            text(795, y + 54, words, 13, middle=True),
            f'<path d="M564 {y + 36}H655" stroke="#111" stroke-width="1.5" '
            'marker-end="url(#a)" marker-start="url(#a)"/>',
        ]
    return "\n".join(
        [*parts, text(300, H - 14, "Imports go down only; Prefect ends at the flows.", 14, middle=True), "</svg>\n"]
    )


if __name__ == "__main__":
    Path(__file__).with_name("architecture.svg").write_text(drawn(), "utf-8")
