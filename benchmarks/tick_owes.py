"""How long it takes to know who owes what: the heaviest day, the days around it, one unit.

Floor: reading the same rows once (assignments with their units, and the filings), without deciding anything.
Run: `python benchmarks/tick_owes.py`.
"""

from __future__ import annotations

from datetime import timedelta

from _nation import HALF, HEAVY_DAY, REPORT, SIZES, SLUG, best_of, country, file_reports, rules, say
from sqlalchemy import func, select

from models.deadlines import deadlines
from models.obligations import owes
from models.owed import owed

READ_UNITS = "SELECT count(name) FROM assignment a JOIN unit u ON u.id = a.unit_id WHERE a.programme = ? AND a.duty = ?"
READ_FILINGS = "SELECT count(filed_at) FROM submission WHERE programme = ? AND duty = ?"
OPEN_STATES = ["due", "overdue", "returned", "extended"]


def main() -> None:
    catalogue = rules(REPORT, HALF)
    due = [d for d in deadlines(catalogue, SLUG) if d.duty == REPORT and d.due_on == HEAVY_DAY]
    near = [d for d in deadlines(catalogue, SLUG) if abs(d.due_on - HEAVY_DAY) <= timedelta(20)]
    for size in SIZES:
        with country(size, catalogue) as session:
            filed = file_reports(session, "2024", 0.5, {"B01": 1})
            connection = session.connection()

            def scan(connection=connection) -> int:
                one = connection.exec_driver_sql(READ_UNITS, (SLUG, REPORT)).scalar()
                two = connection.exec_driver_sql(READ_FILINGS, (SLUG, REPORT)).scalar()
                return one - two

            def ask(chosen, states=None, connection=connection, session=session):
                statement, values = owed(session, catalogue, chosen, HEAVY_DAY, states=states)
                rows = statement.subquery("rows")
                query = select(rows.c.state, func.count()).group_by(rows.c.state)
                return dict(connection.execute(query, values).tuples().all())

            floor, left = best_of(5, scan)
            print(f"\n{size}: {left + filed:,} units of one duty, {filed:,} filed")
            seconds, counted = best_of(3, lambda: ask(due))
            assert counted == {"filed": filed, "due": left}, counted
            say(f"{size}, who owes what on the heaviest day", seconds, floor, "reading", "≤ 3")
            seconds, _ = best_of(3, lambda: ask(near, OPEN_STATES))
            say(f"{size}, all {len(near)} occurrences within 20 days, open states", seconds, floor, "reading")
            if size == "one province":
                seconds, rows = best_of(3, lambda s=session: owes(s, catalogue, HEAVY_DAY))
                say(f"{size}, every obligation as objects ({len(rows):,})", seconds, floor, "reading")
            seconds, _ = best_of(5, lambda s=session: owes(s, catalogue, HEAVY_DAY, unit_id="police/c7"))
            say(f"{size}, what one unit owes", seconds, floor, "reading")


if __name__ == "__main__":
    main()
