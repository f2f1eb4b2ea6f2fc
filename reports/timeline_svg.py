"""Tranh dòng thời gian: a programme on one page, as SVG: every deadline of every duty, messages a month, successions.

Takes plain events, of a rehearsal log or of a programme's life (`models.programme_life`); draws with text alone, so
that the same events always give the same bytes. A mark tells by its shape what it tells by its colour. Each colour
also is a class, which a page may paint anew for dark rooms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import Any

from models.dates_in_words import day_text

Event = Mapping[str, Any]
RIGHT, TOP, BARS = 30, 96, 90  # pixels
NAVY, GOLD, RED, GREY, LINE, INK = "#12456b", "#c79a3b", "#8f1d21", "#5b6470", "#d9dee5", "#1f2937"
CHASERS = ("chaser_1", "chaser_2")
SHORT_SPAN = 800  # days; up to that every month has its line
COLOURS = {"all": NAVY, "some": GOLD, "none": RED, "ahead": NAVY, "nobody": GREY}
STATES = {
    "all": "đủ đơn vị",
    "some": "còn thiếu",
    "none": "chưa đơn vị nào",
    "ahead": "chưa đến hạn",
    "nobody": "không đơn vị nào phải nộp",
}
BARS_AND_LINES = "cột xanh: tin nhắc; cột đỏ: tin đôn đốc; nét đứt: kế thừa đơn vị"
CLASSES = {NAVY: "navy", GOLD: "gold", RED: "red", GREY: "grey", LINE: "line", "#ffffff": "paper", INK: "ink"}
FONT = "font-family=\"'Be Vietnam Pro','Segoe UI',Arial,sans-serif\""


@dataclass(frozen=True)
class Page:
    """How much room there is. In pixels, `longest` in characters of a line of a title."""

    width: int
    left: int  # for the titles
    row: int
    size: int  # of the letters
    longest: int
    lines: int  # of a title


WHOLE = Page(1280, 330, 26, 12, 40, 1)  # a page of its own
COLUMN = Page(900, 420, 42, 14, 44, 2)  # read in a column of about 700 pixels


@dataclass(frozen=True)
class Axis:
    """Days laid out from left to right."""

    first: date
    last: date
    page: Page = WHOLE

    @property
    def right(self) -> int:
        return self.page.width - RIGHT

    @property
    def span(self) -> int:
        """Days, at least one."""
        return max((self.last - self.first).days, 1)

    def x(self, day: date) -> float:
        return round(self.page.left + (self.right - self.page.left) * (day - self.first).days / self.span, 1)


def timeline_svg(
    title: str,
    first: date,
    last: date,
    events: Iterable[Event],
    titles: Mapping[str, str],
    *,
    subtitle: str = "",
    today: date | None = None,
    is_ahead: bool = False,
) -> str:
    """The picture. `titles`: what to write beside each duty's row; duties without a deadline in the span have none.

    `subtitle`: what it shows, where it is no rehearsal. `today`: a line on that day. `is_ahead`: of days to come alone,
    for a narrow column: no messages, no word of what was filed.
    """
    told = list(events)
    said = subtitle or f"Diễn tập từ ngày {day_text(first)} đến ngày {day_text(last)}"
    page = COLUMN if is_ahead else WHOLE
    axis = Axis(first, last, page)
    due = [e for e in told if e["what"] == "deadline"]
    duties = sorted({e["duty"] for e in due})
    bottom = TOP + page.row * max(len(duties), 1)
    foot = bottom if is_ahead else bottom + BARS + 16
    height = foot + (48 if is_ahead else 68)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{page.width}" height="{height}" '
        f'viewBox="0 0 {page.width} {height}" {FONT} font-size="{page.size}" role="img" aria-label="{escape(title)}">',
        f'<rect width="{page.width}" height="{height}" {_paint("#ffffff")}/>',
        _text(24, 34, title, size=18, weight=600, fill=NAVY),
        _text(24, 56, said, fill=GREY),
        *_grid(axis, foot),
        *_phases(axis, told, bottom),
        *_successions(axis, told, bottom),
        *_today(axis, today, foot),
    ]
    for n, duty in enumerate(duties):
        y = TOP + page.row * n + page.row // 2
        parts += _title(page, y + 4, duty, titles.get(duty, ""))
        parts.append(f'<line x1="{page.left}" y1="{y}" x2="{axis.right}" y2="{y}" {_paint(stroke=LINE)}/>')
        parts += _marks(axis, y, [e for e in due if e["duty"] == duty])
    if is_ahead:
        shapes = {"ahead": NAVY} | ({"nobody": GREY} if any(not e["expected"] for e in due) else {})
        parts += _legend(height - 18, shapes, "", page.size)
    else:
        parts += _bars(axis, told, foot)
        parts += _legend(height - 22, COLOURS, BARS_AND_LINES, page.size)
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
            found.append(f'<line x1="{x}" y1="{TOP - 12}" x2="{x}" y2="{bottom}" {_paint(stroke=LINE)}/>')
            label = f"{month:02}/{year}" if is_short and (axis.last - axis.first).days <= SHORT_SPAN / 2 else str(month)
            found.append(_text(x + 3, TOP - 16, str(year) if not is_short else label, size=11, fill=GREY))
    return found


def _phases(axis: Axis, events: list[Event], bottom: float) -> list[str]:
    """A bracket under the years for each phase of the text, and where the programme waits for a word."""
    found = []
    for e in events:
        if e["what"] not in ("phase", "waiting"):
            continue
        begins = max(date.fromisoformat(e["on"]), axis.first)
        ends = min(date.fromisoformat(e["until"]), axis.last) if "until" in e else axis.last
        said = e.get("label") or f"Chờ xác nhận từ ngày {day_text(begins)}"
        x, width = axis.x(begins), axis.x(ends) - axis.x(begins)
        colour, top = (NAVY, TOP - 10) if e["what"] == "phase" else (GREY, TOP - 6)
        height = 5 if e["what"] == "phase" else bottom - TOP + 6
        veil = "" if e["what"] == "phase" else ' fill-opacity="0.12"'
        box = f'<rect x="{x}" y="{top}" width="{max(width - 2, 1):.1f}" height="{height}" {_paint(colour)}{veil}>'
        found.append(f"{box}<title>{escape(said)}</title></rect>")
    return found


def _today(axis: Axis, today: date | None, bottom: float) -> list[str]:
    """A line on the day looked at; what lies right of it is ahead."""
    if today is None or not axis.first <= today <= axis.last:
        return []
    x = axis.x(today)
    line = f'<line x1="{x}" y1="{TOP - 12}" x2="{x}" y2="{bottom}" {_paint(stroke=RED)} stroke-width="1.5"/>'
    return [line, _text(x - 3, TOP - 30, f"hôm nay, {day_text(today)}", size=11, fill=RED, anchor="middle")]


def _successions(axis: Axis, events: list[Event], bottom: float) -> list[str]:
    """A dashed line on each day on which units were taken over, with their number."""
    counts: Counter[str] = Counter()
    for e in events:
        if e["what"] == "succession":
            counts[e["on"]] += e.get("count", 1)
    found = []
    for on, count in sorted(counts.items()):
        day = date.fromisoformat(on)
        x, said = axis.x(day), f"{day_text(day)}: {count} quan hệ kế thừa"
        found.append(
            f'<line x1="{x}" y1="{TOP - 6}" x2="{x}" y2="{bottom}" {_paint(stroke=GOLD)} stroke-dasharray="4 3" '
            f'stroke-width="1.5"><title>{said}</title></line>'
        )
    return found


def _marks(axis: Axis, y: float, events: list[Event]) -> list[str]:
    """The deadlines of one duty, no larger than the room between the two nearest."""
    places = sorted(axis.x(date.fromisoformat(e["on"])) for e in events)
    gap = min((b - a for a, b in pairwise(places) if b > a), default=10.0)
    radius = round(min(4.5, max(2.0, gap / 2 - 0.3)), 1)
    return [_mark(axis, y, e, radius) for e in events]


def _mark(axis: Axis, y: float, event: Event, r: float) -> str:
    """One deadline. Its title says the period, the day and n/N."""
    on, expected, reported = date.fromisoformat(event["on"]), event["expected"], event["reported"]
    colour = GREY if not expected else NAVY if reported == expected else GOLD if reported else RED
    shape = "nobody" if not expected else "all" if reported == expected else "some" if reported else "none"
    if event.get("is_ahead") and expected and reported < expected:
        shape, colour = "ahead", NAVY
    said = f"{event['period']}: hạn {day_text(on)}, {reported}/{expected} đơn vị"
    return f'<g class="mark {shape}"><title>{escape(said)}</title>{_shape(shape, axis.x(on), y, r, colour)}</g>'


def _shape(shape: str, x: float, y: float, r: float, colour: str) -> str:
    """Full disc: all; half disc in a ring: some; a cross: none; a ring: ahead; a dash: nobody had to."""
    ring = f'<circle cx="{x}" cy="{y}" r="{r}" {_paint("#ffffff", colour)}/>'
    match shape:
        case "all":
            return f'<circle cx="{x}" cy="{y}" r="{r}" {_paint(colour)}/>'
        case "some":
            return f'{ring}<path d="M{x} {y - r:.1f}a{r} {r} 0 0 0 0 {2 * r:.1f}z" {_paint(colour)}/>'
        case "none":
            cross = f"M{x - r:.1f} {y - r:.1f}l{2 * r:.1f} {2 * r:.1f}m0 {-2 * r:.1f}l{-2 * r:.1f} {2 * r:.1f}"
            return f'<path d="{cross}" {_paint(stroke=colour)} stroke-width="2"/>'
        case "ahead":
            return ring
        case _:
            return f'<path d="M{x - r:.1f} {y}h{2 * r:.1f}" {_paint(stroke=colour)} stroke-width="2"/>'


def _bars(axis: Axis, events: list[Event], base: float) -> list[str]:
    """Messages a month: reminders below, chasers on top."""
    calm: Counter[str] = Counter()
    chased: Counter[str] = Counter()
    for e in events:
        if e["what"] in ("message", "escalation") and e["state"] == "sent":
            is_chaser = any(item["stage"] in CHASERS for item in e["items"])
            (chased if is_chaser else calm)[e["on"][:7]] += 1
        elif e["what"] == "messages":
            calm[e["month"]] += e["reminders"]
            chased[e["month"]] += e["chasers"]
    months = sorted({*calm, *chased})
    most = max((calm[m] + chased[m] for m in months), default=1)
    found = [
        _text(24, base - BARS / 2, "Tin đã gửi mỗi tháng"),
        _text(24, base - BARS / 2 + 16, f"nhiều nhất {most}" if months else "chưa có tin nào", size=11, fill=GREY),
    ]
    for month in months:
        begins = date.fromisoformat(f"{month}-01")
        x = axis.x(max(begins, axis.first))
        width = max(round((axis.right - axis.page.left) * 24 / axis.span, 1), 1.5)
        low, high = BARS * calm[month] / most, BARS * chased[month] / most
        title = f"<title>{month[5:]}/{month[:4]}: {calm[month]} tin nhắc, {chased[month]} tin đôn đốc</title>"
        found.append(
            f"<g>{title}{_bar(x, base - low, width, low, NAVY)}{_bar(x, base - low - high, width, high, RED)}</g>"
        )
    return found


def _bar(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x}" y="{y:.1f}" width="{width}" height="{height:.1f}" {_paint(fill)}/>' if height else ""


def _legend(y: float, shapes: Mapping[str, str], further: str, size: int) -> list[str]:
    found, x = [], 24
    for shape, colour in shapes.items():
        words = STATES[shape]
        found += [_shape(shape, x + 5, y - 4, 4, colour), _text(x + 16, y, words, size=size, fill=GREY)]
        x += 36 + 7 * len(words)
    return [*found, _text(x + 4, y, further, fill=GREY)] if further else found


def _text(
    x: float, y: float, words: str, *, size: int = 12, weight: int = 400, fill: str = INK, anchor: str = ""
) -> str:
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{bold}{anchored} {_paint(fill)}>{escape(words)}</text>'


def _paint(fill: str = "", stroke: str = "") -> str:
    """The colours of a shape, each with its class."""
    painted = [(kind, colour) for kind, colour in (("fill", fill), ("stroke", stroke)) if colour]
    classes = " ".join(f"{kind[0]}-{CLASSES[colour]}" for kind, colour in painted)
    return " ".join([f'class="{classes}"', *(f'{kind}="{colour}"' for kind, colour in painted)])


def _title(page: Page, y: float, duty: str, words: str) -> list[str]:
    """The code and the title of a row; in as many lines as the page has for it."""
    if page.lines == 1:
        return [_text(24, y, f"{duty}  {_clip(words, page.longest)}", size=page.size)]
    lines = wrap(f"{duty}  {words}", page.longest, max_lines=page.lines, placeholder="…")
    top = y - page.size * (len(lines) - 1) * 0.6
    return [_text(24, round(top + page.size * 1.2 * n, 1), line, size=page.size) for n, line in enumerate(lines)]


def _clip(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1].rsplit(' ', 1)[0]}…"
