"""What a peer's jobs do themselves, where a job does something: the same for every peer, measured once.

A roll-up as jobs is one job a province that reads its filings and adds them up in Python, as such a job is written, and
one more that adds the provinces. A mail as a job is the finished bytes over a kept connection: the drain's own floor.
"""

from __future__ import annotations

import json
from collections import defaultdict

from _nation import REPORT, TREES, clock, rules
from rollup import TYPICAL

from models.vocabulary import IndicatorType


def bodies(size: tuple[int, int, int]) -> dict[str, float]:
    """Seconds of the bodies of every job of one work."""
    form = rules(REPORT).form("phong-trao")
    boxes = [box for box in form.fields() if box.type is not IndicatorType.TEXT]
    filed = json.dumps({box.code: TYPICAL.get(box.type, 7) for box in boxes})
    provinces, districts, communes = size
    places = [f"p{n % provinces}" for n in range(provinces + districts + communes)]
    began = clock()
    by_province: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for place in places:
        sums = by_province[place]
        for _ in TREES:
            for code, value in json.loads(filed).items():
                sums[code] += value
    whole: dict[str, float] = defaultdict(float)
    for sums in by_province.values():
        for code, value in sums.items():
            whole[code] += value
    seconds = clock() - began
    return {"roll-up": seconds, "correction": seconds / provinces}
