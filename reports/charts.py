"""Biểu đồ cho văn bản in: small pictures that are read in grey, by pattern and number and never by colour alone.

Drawn by matplotlib with the DejaVu letters it carries; the same figures give the same bytes. Draws what it is given: a
year without a figure stays empty, years that are not compared are parted by a line. Adds nothing up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import fill
from typing import Any

INK, SOFT, PAPER = "#111111", "#8a8a8a", "#ffffff"
DOTS = 200  # an inch
SIZE: Any = {"font.family": "DejaVu Sans", "font.size": 8, "hatch.linewidth": 0.6, "axes.linewidth": 0.6}


@dataclass(frozen=True)
class Chart:
    """A picture with its heading and what it says in words, for those who cannot see it. `width` and `height` in mm."""

    heading: str
    alt: str
    png: bytes
    width: float
    height: float


@dataclass(frozen=True)
class Bar:
    """One year of a panel. `value` None: no figure. `is_tentative`: hatched. `parted`: not comparable with the left."""

    label: str
    value: float | None
    words: str = ""
    is_tentative: bool = False
    parted: bool = False


@dataclass(frozen=True)
class Panel:
    """One indicator over the years."""

    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Stack:
    """One year's whole, split into parts that are told apart by pattern; `words` stand above it."""

    label: str
    parts: Sequence[int]
    words: str = ""


@dataclass(frozen=True)
class Way:
    """A target: the straight way to it and the years so far."""

    title: str
    path: Sequence[tuple[int, float]]
    reached: Sequence[tuple[int, float]]
    goal: tuple[int, float]


LOOKS = ((INK, ""), (SOFT, "////"), (PAPER, "...."), (PAPER, ""))  # of the parts of a stack, dark to empty


def panels(shown: Sequence[Panel], *, width: float = 160, across: int = 2, each: float = 46) -> tuple[bytes, float]:
    """Small bar charts side by side, `each` so many mm high, as PNG with their height in mm."""
    rows = -(-len(shown) // across)
    height = each * rows + 4
    figure = _figure(width, height)
    for n, panel in enumerate(shown, 1):
        axes = figure.add_subplot(rows, across, n)
        _panel(axes, panel)
    return _png(figure), height


def stacks(shown: Sequence[Stack], names: Sequence[str], *, width: float = 160) -> tuple[bytes, float]:
    """One bar a year in parts, with the legend below, as PNG with its height in mm."""
    height = 70.0
    figure = _figure(width, height)
    axes = figure.add_subplot()
    at = range(len(shown))
    floor = [0] * len(shown)
    for n, name in enumerate(names):
        face, pattern = LOOKS[n]
        heights = [stack.parts[n] for stack in shown]
        axes.bar(at, heights, 0.55, bottom=floor, label=name, facecolor=face, edgecolor=INK, hatch=pattern, lw=0.6)
        floor = [below + more for below, more in zip(floor, heights, strict=True)]
    for x, (stack, top) in enumerate(zip(shown, floor, strict=True)):
        axes.annotate(stack.words, (x, top), (0, 2), textcoords="offset points", ha="center", va="bottom", fontsize=7)
    axes.set_xticks(list(at), [stack.label for stack in shown])
    _bare(axes, max(floor, default=0))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncol=len(names), frameon=False, handlelength=2.4)
    return _png(figure), height


def ways(shown: Sequence[Way], *, width: float = 160, across: int = 2) -> tuple[bytes, float]:
    """Targets with their straight ways, side by side, as PNG with their height in mm."""
    rows = -(-len(shown) // across)
    height = 52.0 * rows + 4
    figure = _figure(width, height)
    for n, way in enumerate(shown, 1):
        axes = figure.add_subplot(rows, across, n)
        axes.set_title(fill(way.title, 44), fontsize=8, loc="left")
        if way.path:
            axes.plot([y for y, _ in way.path], [v for _, v in way.path], ls="--", color=SOFT, lw=1)
        axes.plot([y for y, _ in way.reached], [v for _, v in way.reached], marker="o", color=INK, lw=1.2, ms=4)
        axes.plot(*way.goal, marker="D", mfc=PAPER, mec=INK, ms=6, ls="")
        for year, value in (*way.reached[-1:], way.goal):
            axes.annotate(_short(value), (year, value), (0, 5), textcoords="offset points", ha="center", fontsize=7)
        first, last = min(y for y, _ in way.reached), max(way.goal[0], way.reached[-1][0])
        axes.set_xticks(range(last, first - 1, -max(1, -(-(last - first) // 6))))
        axes.set_xlim(first - 0.5, last + 0.5)
        _bare(axes, max(v for _, v in (*way.path, *way.reached, way.goal)))
    return _png(figure), height


def _panel(axes: Any, panel: Panel) -> None:
    axes.set_title(fill(panel.title, 44), fontsize=8, loc="left")
    top = max((bar.value for bar in panel.bars if bar.value is not None), default=0)
    for x, bar in enumerate(panel.bars):
        if bar.value is not None:
            face, pattern = (PAPER, "////") if bar.is_tentative else (SOFT, "")
            axes.bar(x, bar.value, 0.6, facecolor=face, edgecolor=INK, hatch=pattern, lw=0.6)
        words = bar.words if bar.value is not None else "–"
        axes.annotate(
            words, (x, bar.value or 0), (0, 2), textcoords="offset points", ha="center", va="bottom", fontsize=6.5
        )
        if bar.parted and x:
            axes.axvline(x - 0.5, color=INK, lw=0.6, ls=":")
    axes.set_xticks(range(len(panel.bars)), [bar.label for bar in panel.bars], fontsize=7)
    axes.set_xlim(-0.6, len(panel.bars) - 0.4)
    _bare(axes, top)


def _bare(axes: Any, top: float) -> None:
    """Only the floor is drawn; the numbers stand above the bars."""
    axes.set_ylim(0, (top or 1) * 1.25)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=2, width=0.6)


def _figure(width: float, height: float) -> Any:
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context(SIZE):
        figure = Figure(figsize=(width / 25.4, height / 25.4), dpi=DOTS, layout="constrained", facecolor=PAPER)
        FigureCanvasAgg(figure)
    return figure


def _png(figure: Any) -> bytes:
    from matplotlib import rc_context

    out = BytesIO()
    with rc_context(SIZE):
        figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _short(value: float) -> str:
    text = f"{value:,.1f}".removesuffix(".0")
    return text.translate(str.maketrans(",.", ".,"))
