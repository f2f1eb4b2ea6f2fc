"""How long a full form takes to add up over every commune, district and province, missing units named.

Floor: merely reading the filed figures out of the database as raw text.
Run: `python benchmarks/rollup.py`.
"""

from __future__ import annotations

from datetime import date
from time import perf_counter

from _nation import REPORT, SIZES, SLUG, best_of, country, file_reports, rules, say

from models.deadlines import deadline_of
from models.rollup import roll_up
from models.totals import leaves_of, places
from models.vocabulary import IndicatorType

READ = "SELECT length(figures) FROM submission WHERE programme = ? AND duty = ? AND period = '2024'"
VALUES = {IndicatorType.BOOL: True, IndicatorType.MONEY: 12.345, IndicatorType.TEXT: "thiếu kinh phí"}


def main() -> None:
    catalogue = rules(REPORT)
    form = catalogue.form("phong-trao")
    figures = {box.code: VALUES.get(box.type, 7) for box in form.fields() if box.type is not IndicatorType.TEXT}
    deadline = deadline_of(catalogue, SLUG, REPORT, "2024")
    for size in SIZES:
        with country(size, catalogue) as session:
            filed = file_reports(session, "2024", 0.9, figures)
            connection = session.connection()

            def read(connection=connection) -> int:
                return sum(row[0] for row in connection.exec_driver_sql(READ, (SLUG, REPORT)))

            floor, size_of_all = best_of(3, read)
            print(f"\n{size}: {filed:,} filings of {len(figures)} figures, {size_of_all / 1e6:.1f} MB")
            runs = 3 if size == "one province" else 1
            seconds, leaves = best_of(runs, lambda s=session: leaves_of(s, catalogue, deadline, date(2024, 7, 1)))
            say(f"{size}, who was expected, and what each filed", seconds, floor, "reading")
            nodes = places(session, deadline.last_valid_on)
            gathering = seconds
            seconds, totals = best_of(runs, lambda found=leaves, at=nodes: roll_up(form, found, at))
            say(f"{size}, adding up, {len(totals):,} totals", seconds, floor, "reading")
            say(f"{size}, roll-up from the database", gathering + seconds, floor, "reading", "≤ 2")
            started = perf_counter()
            root = roll_up(form, leaves, nodes, only="vn/0")
            say(f"{size}, adding up, the top alone", perf_counter() - started, floor, "reading")
            assert root[0].expected == len(leaves)
            assert root[0].reported == filed
            assert len(root[0].missing) == len(leaves) - filed


if __name__ == "__main__":
    main()
