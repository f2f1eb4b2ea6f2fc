"""How long a full form takes to add up over every commune, district and province, missing units named.

Floor: merely reading the filed figures out of the database as raw text. Beside it what one correction costs where
running totals are kept. Run: `python benchmarks/rollup.py`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from time import perf_counter

from _nation import REPORT, SIZES, SLUG, best_of, country, file_reports, rules, say
from sqlalchemy import TextClause, text
from sqlmodel import Session, select

from models.deadlines import deadline_of
from models.facts import Submission
from models.forms import Form
from models.owed import owed
from models.rollup import totals_of
from models.running_figures import begin, running
from models.running_totals import follow
from models.totals import places, standing
from models.vocabulary import IndicatorType
from models.wide_figures import VALUES, widen, widen_period

READ = "SELECT length(figures) FROM submission WHERE programme = ? AND duty = ? AND period = '2024'"
TYPICAL = {IndicatorType.BOOL: True, IndicatorType.MONEY: 12.345, IndicatorType.TEXT: "thiếu kinh phí"}
TODAY = date(2024, 7, 1)


def main() -> None:
    catalogue = rules(REPORT)
    form = catalogue.form("phong-trao")
    figures = {box.code: TYPICAL.get(box.type, 7) for box in form.fields() if box.type is not IndicatorType.TEXT}
    deadline = deadline_of(catalogue, SLUG, REPORT, "2024")
    for size in SIZES:
        with country(size, catalogue) as session:
            filed = file_reports(session, "2024", 0.9, figures)
            widen_period(session, form, SLUG, REPORT, "2024")
            session.commit()
            connection = session.connection()

            def read(connection=connection) -> int:
                return sum(row[0] for row in connection.exec_driver_sql(READ, (SLUG, REPORT)))

            floor, size_of_all = best_of(3, read)
            print(f"\n{size}: {filed:,} filings of {len(figures)} figures, {size_of_all / 1e6:.1f} MB")
            of = {"programme": SLUG, "duty": REPORT}
            seconds, _ = best_of(3, lambda c=connection, q=sums_of(form), of=of: c.execute(q, of).fetchall())
            say(f"{size}, wide rows added up place by place, plain SQL", seconds, floor, "reading", "≤ 2, < 0.5 s")
            expected = owed(session, catalogue, [deadline], TODAY, ahead=True)[0].subquery()
            values = owed(session, catalogue, [deadline], TODAY, ahead=True)[1]
            who = select(expected.c.unit_id, expected.c.state, expected.c.submission_id)
            seconds, _ = best_of(3, lambda c=connection, q=who, v=values: c.execute(q, v).fetchall())
            say(f"{size}, who owes it and what became of each", seconds, floor, "reading")
            nodes = places(session, deadline.last_valid_on)
            asked = (session, catalogue, deadline, TODAY, form, nodes)
            seconds, gathering = best_of(3, lambda a=asked: standing(*a))
            say(f"{size}, roll-up of all levels, n of N and who is missing", seconds, floor, "reading")
            seconds, root = best_of(3, lambda g=gathering: totals_of(g, only="vn/0"))
            say(f"{size}, the totals of the top written out", seconds, floor, "reading")
            seconds, totals = best_of(1, lambda g=gathering: totals_of(g))
            say(f"{size}, all {len(totals):,} totals written out", seconds, floor, "reading")
            assert root[0].expected == 8 * (len(nodes) - 1)
            assert (root[0].reported, len(root[0].missing)) == (filed, root[0].expected - filed)
            recomputing = best_of(3, lambda a=asked: standing(*a))[0]
            begin(session, catalogue, deadline, TODAY)
            session.commit()
            correcting = _corrected(session, form, {**figures, "B01": 8})
            say(f"{size}, one correction in the running totals", correcting, recomputing, "roll-up", "≪ 1")
            kept = running(session, form, deadline.key, "vn/0")
            assert kept is not None
            assert kept["vn/0", "B01"].value == root[0].reported * 7 + 20


def sums_of(form: Form) -> TextClause:
    """Every slot of a form added up place by place: what the numbers alone cost, without asking who owes them."""
    sums = ", ".join(f"sum({name})" for name in VALUES[: len(form.fields())])
    return text(
        f"SELECT u.territory_id, count(*), {sums} FROM submission s "
        "JOIN unit u ON u.id = s.unit_id JOIN wide_figures w ON w.submission_id = s.id "
        "WHERE s.programme = :programme AND s.duty = :duty AND s.period = '2024' GROUP BY 1"
    )


def _corrected(session: Session, form, figures: dict) -> float:  # type: ignore[type-arg]
    """Seconds for one of twenty corrections: the wide row and the totals of every node above."""
    query = select(Submission).where(Submission.programme == SLUG, Submission.period == "2024").limit(20)
    news = [
        Submission(
            **{**old.model_dump(exclude={"id"}), "version": 2, "figures": figures, "receipt": f"x{n}"}
            | {"filed_at": datetime(2024, 7, 1, 3, tzinfo=UTC)}
        )
        for n, old in enumerate(session.exec(query))
    ]
    session.add_all(news)
    session.flush()
    started = perf_counter()
    for new in news:
        widen(session, form, [new])
        follow(session, new, stands=True)
    return (perf_counter() - started) / len(news)


if __name__ == "__main__":
    main()
