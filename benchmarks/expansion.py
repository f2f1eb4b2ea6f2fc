"""Ten years of rules laid out: the calendar, the assignments, and the state of every obligation of every period.

Floors: stepping through as many bare dates; copying the assignments' rows; counting the pairs, deciding nothing.
The nation's ten years are taken one year at a time, as the product does.
Run: `python benchmarks/expansion.py`.
"""

from __future__ import annotations

from datetime import date, timedelta

from _nation import HALF, REPORT, SIZES, SLUG, best_of, country, rules, say
from sqlalchemy import func, select

from models.assignments import assign
from models.catalogue import load_catalogue
from models.deadlines import deadlines
from models.owed import owed
from models.settings import BUILTIN_PROGRAMMES

COPY = "SELECT programme, duty, unit_id, valid_from, valid_to FROM assignment"
PAIRS = "SELECT count(name) FROM assignment a JOIN unit u ON u.id = a.unit_id WHERE a.duty = ?"


def bare_dates(count: int) -> date:
    day = date(2021, 1, 1)
    for _ in range(count):
        day += timedelta(1)
    return day


def main() -> None:
    real = load_catalogue(BUILTIN_PROGRAMMES)

    def calendar() -> int:
        real.memo.clear()
        return len(deadlines(real))

    seconds, count = best_of(5, calendar)
    floor, _ = best_of(5, lambda: bare_dates(count))
    print(f"\nthe calendar: {count} deadlines of the four programmes, 2021 to 2033, each with its steps")
    say("every deadline, computed afresh", seconds, floor, "bare dates")
    for size in SIZES:
        catalogue = rules() if size == "one province" else rules(REPORT, HALF)
        known = deadlines(catalogue, SLUG)
        with country(size, catalogue) as session:
            connection = session.connection()
            floor, rows = best_of(3, lambda c=connection: len(c.exec_driver_sql(COPY).all()))
            print(f"\n{size}: {rows:,} assignments, {len(known)} occurrences in ten years")
            seconds, changed = best_of(1, lambda s=session, c=catalogue: assign(s, c))
            assert changed == 0
            say(f"{size}, deriving every assignment again", seconds, floor, "copying")
            years = range(2024, 2034) if size == "one province" else range(2024, 2025)

            def lay_out(c=connection, s=session, rules_=catalogue, among=known, of=years) -> int:
                total = 0
                for year in of:
                    chosen = [d for d in among if d.due_on.year == year]
                    statement, values = owed(s, rules_, chosen, date(year, 12, 31))
                    found = statement.subquery("found")
                    total += c.execute(select(func.count(found.c.state)), values).scalar_one()
                return total

            def pair_up(c=connection, among=known, of=years) -> int:
                chosen = [d for d in among if d.due_on.year in of]
                return sum(c.exec_driver_sql(PAIRS, (d.duty,)).scalar() or 0 for d in chosen)

            floor, pairs = best_of(1, pair_up)
            seconds, states = best_of(1, lay_out)
            assert states == pairs
            say(f"{size}, the state of {states:,} obligations ({len(years)} year(s))", seconds, floor, "counting pairs")


if __name__ == "__main__":
    main()
