"""Tranh dòng thời gian: a rehearsal on one page, as SVG: every deadline of every duty, messages a month, successions.

Takes the plain events of a rehearsal log; draws with text alone, so that the same log always gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from models.dates_in_words import day_text

Event = Mapping[str, Any]
WIDTH, LEFT, RIGHT, TOP, ROW, BARS = 1280, 330, 30, 96, 26, 90  # pixels
NAVY, GOLD, RED, GREY, LINE = "#12456b", "#c79a3b", "#8f1d21", "#6b7280", "#d9dee5"
CHASERS = ("chaser_1", "chaser_2")
LONGEST = 40  # characters of a title
SHORT_SPAN = 800  # days; up to that every month has its line
FONT = "font-family=\"'Be Vietnam Pro','Segoe UI',Arial,sans-serif\""


@dataclass(frozen=True)
class Axis:
    """Days laid out from left to right."""

    first: date
    last: date

    def x(self, day: date) -> float:
        span = max((self.last - self.first).days, 1)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / span, 1)


def timeline_svg(title: str, first: date, last: date, events: Iterable[Event], titles: Mapping[str, str]) -> str:
    """The picture. `titles`: what to write beside each duty's row; duties without a deadline in the span have none."""
    told = list(events)
    axis = Axis(first, last)
    due = [e for e in told if e["what"] == "deadline"]
    duties = sorted({e["duty"] for e in due})
    bottom = TOP + ROW * max(len(duties), 1)
    height = bottom + BARS + 84
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" {FONT} font-size="12" role="img" aria-label="{escape(title)}">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(24, 34, title, size=18, weight=600, fill=NAVY),
        _text(24, 56, f"Diễn tập từ ngày {day_text(first)} đến ngày {day_text(last)}", fill=GREY),
        *_grid(axis, bottom + BARS + 16),
        *_successions(axis, told, bottom),
    ]
    for n, duty in enumerate(duties):
        y = TOP + ROW * n + ROW // 2
        parts.append(_text(24, y + 4, f"{duty}  {_clip(titles.get(duty, ''))}"))
        parts.append(f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="{LINE}"/>')
        parts += [_mark(axis, y, e) for e in due if e["duty"] == duty]
    parts += _bars(axis, told, bottom + BARS + 16)
    parts += _legend(height - 22)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _grid(axis: Axis, bottom: float) -> list[str]:
    """A line for each year, for each month where the span is short."""
    found = []
    for year in range(axis.first.year, axis.last.year + 1):
        for month in range(1, 13):
            day = date(year, month, 1)
            is_short = (axis.last - axis.first).days <= SHORT_SPAN
            if not axis.first <= day <= axis.last or (month > 1 and not is_short):
                continue
            x = axis.x(day)
            found.append(f'<line x1="{x}" y1="{TOP - 12}" x2="{x}" y2="{bottom}" stroke="{LINE}"/>')
            label = f"{month:02}/{year}" if is_short and (axis.last - axis.first).days <= SHORT_SPAN / 2 else str(month)
            found.append(_text(x + 3, TOP - 16, str(year) if not is_short else label, size=11, fill=GREY))
    return found


def _successions(axis: Axis, events: list[Event], bottom: float) -> list[str]:
    """A dashed line on each day on which units were taken over, with their number."""
    found = []
    for on, count in sorted(Counter(e["on"] for e in events if e["what"] == "succession").items()):
        day = date.fromisoformat(on)
        x, said = axis.x(day), f"{day_text(day)}: {count} quan hệ kế thừa"
        found.append(
            f'<line x1="{x}" y1="{TOP - 6}" x2="{x}" y2="{bottom}" stroke="{GOLD}" stroke-dasharray="4 3" '
            f'stroke-width="1.5"><title>{said}</title></line>'
        )
    return found


def _mark(axis: Axis, y: float, event: Event) -> str:
    """One deadline: full when everybody reported, gold when some did, red when nobody, hollow when nobody had to."""
    on, expected, reported = date.fromisoformat(event["on"]), event["expected"], event["reported"]
    colour = GREY if not expected else NAVY if reported == expected else GOLD if reported else RED
    fill = colour if expected else "#ffffff"
    said = f"{event['period']}: hạn {day_text(on)}, {reported}/{expected} đơn vị"
    circle = f'<circle cx="{axis.x(on)}" cy="{y}" r="4" fill="{fill}" stroke="{colour}">'
    return f"{circle}<title>{escape(said)}</title></circle>"


def _bars(axis: Axis, events: list[Event], base: float) -> list[str]:
    """Messages a month: reminders below, chasers on top."""
    calm: Counter[str] = Counter()
    chased: Counter[str] = Counter()
    for e in events:
        if e["what"] in ("message", "escalation") and e["state"] == "sent":
            is_chaser = any(item["stage"] in CHASERS for item in e["items"])
            (chased if is_chaser else calm)[e["on"][:7]] += 1
    months = sorted({*calm, *chased})
    most = max((calm[m] + chased[m] for m in months), default=1)
    found = [
        _text(24, base - BARS / 2, "Tin đã gửi mỗi tháng"),
        _text(24, base - BARS / 2 + 16, f"nhiều nhất {most}", size=11, fill=GREY),
    ]
    for month in months:
        begins = date.fromisoformat(f"{month}-01")
        x = axis.x(max(begins, axis.first))
        width = max(round((WIDTH - LEFT - RIGHT) * 24 / max((axis.last - axis.first).days, 1), 1), 1.5)
        low, high = BARS * calm[month] / most, BARS * chased[month] / most
        title = f"<title>{month[5:]}/{month[:4]}: {calm[month]} tin nhắc, {chased[month]} tin đôn đốc</title>"
        found.append(
            f"<g>{title}{_bar(x, base - low, width, low, NAVY)}{_bar(x, base - low - high, width, high, RED)}</g>"
        )
    return found


def _bar(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x}" y="{y:.1f}" width="{width}" height="{height:.1f}" fill="{fill}"/>' if height else ""


def _legend(y: float) -> list[str]:
    found, x = [], 24
    for colour, words in (
        (NAVY, "đủ đơn vị"), (GOLD, "còn thiếu"), (RED, "chưa đơn vị nào"), (GREY, "không đơn vị nào phải nộp"),
    ):  # fmt: skip
        fill = colour if colour != GREY else "#ffffff"
        found.append(f'<circle cx="{x + 5}" cy="{y - 4}" r="4" fill="{fill}" stroke="{colour}"/>')
        found.append(_text(x + 16, y, words, fill=GREY))
        x += 36 + 7 * len(words)
    found.append(_text(x + 10, y, "cột xanh: tin nhắc; cột đỏ: tin đôn đốc; nét đứt: kế thừa đơn vị", fill=GREY))
    return found


def _text(x: float, y: float, words: str, *, size: int = 12, weight: int = 400, fill: str = "#1f2937") -> str:
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{bold} fill="{fill}">{escape(words)}</text>'


def _clip(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rsplit(' ', 1)[0]}…"
