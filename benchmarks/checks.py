"""How many seeded mistakes the form's checks catch, how often they ask about a faultless report, and what one costs."""

from __future__ import annotations

import random
from collections import Counter

from _nation import best_of, say

from models.catalogue import load_catalogue
from models.checking import checked
from models.figures import check_figures
from models.forms import Form
from models.settings import BUILTIN_PROGRAMMES
from tests.histories import FAULTS, Filing, History, faulty

UNITS = 200


def is_asked(form: Form, filing: Filing) -> bool:
    """Whether anything is wrong or odd with a report."""
    found = checked(form, filing.figures, filing.around)
    return bool(found.errors or found.queries)


def main() -> None:
    form = load_catalogue(BUILTIN_PROGRAMMES).form("phong-trao")
    filings = [filing for seed in range(UNITS) for filing in History(form, seed).filings()]
    why: Counter[str] = Counter()
    asked = 0
    for filing in filings:
        found = checked(form, filing.figures, filing.around)
        asked += bool(found.errors or found.queries)
        why.update(q.check for q in found.queries)
        why.update(p.message for p in found.errors)
    luck = random.Random(1)
    seeded, caught = Counter[str](), Counter[str]()
    for filing in (filing for filing in filings if not is_asked(form, filing)):
        for fault in FAULTS:
            if made := faulty(form, filing, fault, luck):
                seeded[fault] += 1
                caught[fault] += is_asked(form, made)
    for fault in FAULTS:
        print(f"  {fault}: {caught[fault]}/{seeded[fault]} = {caught[fault] / seeded[fault]:.1%}")
    share = sum(caught[f] / seeded[f] for f in FAULTS) / len(FAULTS)
    questions = sum(why.values()) / (len(filings) * len(form.fields()))
    print(f"  asked most often without need: {', '.join(f'{name} ({n})' for name, n in why.most_common(5))}")
    print(f"  questions per box of a faultless report: {questions:.3%}")
    print(f"caught: {share:.1%} (≥ 95 %)")
    print(f"noise: {asked / len(filings):.1%} of {len(filings):,} faultless reports are asked anything (≤ 5 %)")
    some = filings[:200]
    floor, _ = best_of(3, lambda: [check_figures(form, f.figures) for f in some])
    seconds, _ = best_of(3, lambda: [checked(form, f.figures, f.around) for f in some])
    say("200 filings checked against all that surrounds them", seconds, floor, "against themselves")


if __name__ == "__main__":
    main()
