"""What was measured, as one table and one picture: ratios first, seconds behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nation.figures import BEFORE, SINCE, WORKS, Figure, Peer

WAYS = [(BEFORE, "sqlite"), (BEFORE, "postgres"), (SINCE, "sqlite"), (SINCE, "postgres")]
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
SHORT = {
    "cold": "cold start",
    "drain": "4,000 mails",
    "again": "second tick",
    "plan": "heaviest day",
    "sums": "sums alone",
}


def line(figure: Figure) -> str:
    met = {None: "", True: ", met", False: ", MISSED"}[figure.is_met]
    goal = WORKS[figure.work].goal
    beside = f"{_seconds(figure.seconds)} beside {_seconds(figure.floor)}"
    return f"  {figure.work:<11} {figure.ratio:>8.2f} × its floor ({goal}{met}); {beside}; {figure.note}"


def table(found: dict[str, Any]) -> str:
    """The page of figures, in Markdown."""
    figures, peers = _figures(found), _peers(found)
    parts = [
        "# The nation, measured\n",
        f"Written by `make nation`, {found['machine']['cores']} cores, Python {found['machine']['python']}. Before "
        "1/7/2025: 63 provinces, 705 districts, 10,598 communes, eight bodies on each, 90,928 of them told on one day; "
        "since: 34 and 3,321, 26,840 told. Machines differ and are noisy, ratios travel.\n",
        "; ".join(
            f"{part}: {kept['measured_at'][:10]}, {kept['clock']} clock, load {kept['load']}"
            for part, kept in found["parts"].items()
        )
        + ". By the processor's clock, where others worked on the machine too: seconds this process worked; what a "
        "server of a peer worked beside it is not counted, which is kind to procrastinate and Prefect.",
        "",
        "## Ours, × its floor (seconds)\n",
        _row(["Work", "Floor", "Goal", *(f"{era}, {NAMES[db]}" for era, db in WAYS)]),
        _row(["---"] * 7),
    ]
    for key, work in WORKS.items():
        cells = [_cell(figures.get((key, *way))) for way in WAYS]
        if any(cells):
            parts.append(_row([work.name, work.floor, work.goal, *cells]))
    parts += [
        "\n**Bold**: the goal is missed; why, and what the next design would be, stands in `docs/SCALE.md`.\n",
        "## Others at the same work: × the time of ours\n",
        "Their cost of one job, measured, times the jobs this work is where a job is one reminder (before 1/7/2025; "
        "beside ours on the database they keep their jobs in).\n",
        _row(["Work", "Jobs", "Ours", *(f"{peer.name} ({NAMES[peer.database]})" for peer in peers)]),
        _row(["---"] * (3 + len(peers))),
    ]
    for key, work in WORKS.items():
        ours = figures.get((key, BEFORE, "sqlite"))
        if ours is not None and work.peers:
            cells = [_beside(peer, figures.get((key, BEFORE, peer.database)) or ours, found) for peer in peers]
            parts.append(_row([work.name, f"{ours.jobs:,}", _seconds(ours.seconds), *cells]))
    parts += ["\nWhat a job costs them, in milliseconds:\n", _row(["", *(peer.name for peer in peers)])]
    parts.append(_row(["---"] * (1 + len(peers))))
    for of in ("put", "put_again", "move", "drop", "run"):
        costs = [getattr(peer, of) for peer in peers]
        parts.append(_row([of.replace("_", " "), *("no such thing" if c is None else f"{c * 1e3:.2f}" for c in costs)]))
    parts.append(_row(["measured on jobs", *(f"{peer.measured_on:,}" for peer in peers)]))
    parts += [f"\n{peer.name}: {peer.note}." for peer in peers if peer.note]
    notes = {figure.work: figure.note for key, figure in figures.items() if key[1:] == WAYS[0] and figure.note}
    parts.append("\nOurs, before 1/7/2025 on SQLite: " + "; ".join(f"{k}: {note}" for k, note in notes.items()) + ".\n")
    return "\n".join(parts)


def draw(found: dict[str, Any], to: Path) -> None:
    """Left: our ratio to the floor, with the goals. Right: everybody's seconds at the same work, on a log scale."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figures, peers = _figures(found), _peers(found)
    figure, (left, right) = plt.subplots(1, 2, figsize=(15, 7.5), constrained_layout=True)
    works = [key for key in WORKS if (key, *WAYS[0]) in figures]
    colours = ["#1f5fa8", "#7fb0e0", "#b5651d", "#e8b787"]
    for n, (way, colour) in enumerate(zip(WAYS, colours, strict=True)):
        rows = [(y, figures.get((key, *way))) for y, key in enumerate(works)]
        there = [(y + (n - 1.5) * 0.2, each.ratio) for y, each in rows if each]
        if there:
            left.barh(*zip(*there, strict=True), height=0.18, color=colour, label=f"{way[0]}, {NAMES[way[1]]}")
    goals = [(y, WORKS[key].most) for y, key in enumerate(works) if WORKS[key].most and not WORKS[key].is_absolute]
    for y, goal in goals:
        left.plot(
            [goal, goal], [y - 0.45, y + 0.45], color="black", linewidth=2, label="goal" if y == goals[0][0] else ""
        )
    left.set(title="× the least work that could do the job", xscale="log")
    left.set_yticks(range(len(works)), [SHORT.get(key, key) for key in works])
    left.axvline(1, color="grey", linewidth=0.8)
    shared = [key for key in works if WORKS[key].peers]
    ours = [figures[key, *WAYS[0]].seconds for key in shared]
    right.scatter(ours, range(len(shared)), s=90, color="#1f5fa8", label="Đôn Đốc (SQLite)", zorder=3)
    colours = ("#b5651d", "#e0a030", "#2c8c57", "#8a4fa0")
    for peer, marker, colour in zip(peers, "sDv^", colours, strict=False):
        dots = [(_of(peer, figures[key, *WAYS[0]], found), y) for y, key in enumerate(shared)]
        there = [(seconds, y) for seconds, y in dots if seconds]
        if there:
            right.scatter(*zip(*there, strict=True), s=55, marker=marker, color=colour, label=peer.name)
    right.set(title="seconds, 90,928 units before 1/7/2025 (others: a job's cost × the jobs)", xscale="log")
    right.set_yticks(range(len(shared)), [SHORT.get(key, key) for key in shared])
    for axes in (left, right):
        axes.invert_yaxis()
        axes.grid(axis="x", alpha=0.3)
        axes.legend(fontsize=8, loc="best")
    figure.savefig(to, dpi=90, metadata={"Software": ""})


def _figures(found: dict[str, Any]) -> dict[tuple[str, str, str], Figure]:
    known = Figure.__dataclass_fields__
    every = (each for part in found["parts"].values() for each in part.get("figures", ()))
    made = (Figure(**{name: each[name] for name in known}) for each in every)
    return {(figure.work, figure.era, figure.database): figure for figure in made}


def _peers(found: dict[str, Any]) -> list[Peer]:
    return [Peer(**peer) for peer in found["parts"].get("peers", {}).get("peers", ())]


def _of(peer: Peer, ours: Figure, found: dict[str, Any]) -> float | None:
    body = ours.floor if ours.work == "drain" else found["parts"]["peers"]["bodies"].get(ours.work, 0.0)
    return peer.seconds(ours.work, ours.jobs, body)


def _beside(peer: Peer, ours: Figure, found: dict[str, Any]) -> str:
    seconds = _of(peer, ours, found)
    return "cannot" if seconds is None else f"{_times(seconds / ours.seconds)} × ({_seconds(seconds)})"


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return ""
    words = f"{_times(figure.ratio)} ({_seconds(figure.seconds)})"
    return f"**{words}**" if figure.is_met is False else words


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def _seconds(seconds: float) -> str:
    for least, unit, scale in ((86400 * 2, "days", 86400), (7200, "h", 3600), (300, "min", 60), (0.2, "s", 1)):
        if seconds >= least:
            return f"{seconds / scale:,.3g} {unit}"
    return f"{seconds * 1e3:.3g} ms"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
