"""A new process that plans the heaviest day of the home it is given, from nothing. Run by the bench."""

import sys
from pathlib import Path

import plan_day
from _nation import HALF, HEAVY_DAY, REPORT, rules

from models.catalogue import rules_held
from models.settings import Home

if __name__ == "__main__":
    home = Home(Path(sys.argv[1]))
    with rules_held(home, rules(REPORT, HALF)):
        plan_day.plan(home, HEAVY_DAY)
