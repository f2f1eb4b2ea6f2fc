"""Year's end of one province: 102 communes and the provincial bodies; closed, in Word, in Excel, on the leader's page.

Floor: reading the filings and writing two empty documents. Run: `python benchmarks/year_end.py`.
"""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from time import perf_counter

import docx
import xlsxwriter
from _nation import best_of, say
from sqlmodel import Session, SQLModel, select

from models.catalogue import Catalogue, home_catalogue
from models.filing import file_submission
from models.leader_page import leader_page
from models.quiet_hours import day_in_hanoi
from models.settings import Home, Settings
from models.units import Unit
from reports.consolidated_docx import consolidated_docx
from reports.consolidated_xlsx import consolidated_xlsx
from reports.leader_page_docx import leader_page_docx
from reports.leader_page_pdf import leader_page_pdf
from tasks.closing import close_and_total
from tasks.consolidated import consolidated_report
from tasks.session import engine_of, open_session
from tests.year_end import CLOSED, DUTY, IN_TIME, KEY, PERIOD, WHY, YEAR, plausible, prepared, typed

GOAL = "no goal set; seconds, not tens"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.save(Settings(mode="demo", agency="Công an tỉnh Đồng Tháp (demo)"))
        SQLModel.metadata.create_all(engine_of(home))
        filed = everybody_files(home)
        law = home_catalogue(home)
        floor, _ = best_of(3, lambda: _least(home))
        started = perf_counter()
        closing = close_and_total(home, *KEY, day_in_hanoi(CLOSED), CLOSED, by="đo")
        with open_session(home) as session:
            leader_page_pdf(leader_page(session, law, day_in_hanoi(CLOSED), CLOSED), "Công an tỉnh")
        whole = perf_counter() - started
        print(f"{filed} filings of {len(closing.figures.leaves)} units, {len(closing.figures.totals):,} totals")
        say("whole year's end, closed and written, the leader's page too", whole, floor, "read, two empty files", GOAL)
        with open_session(home) as session:
            _shares(session, home, law, floor)
        engine_of(home).dispose()


def everybody_files(home: Home) -> int:
    """Nine units of ten file what is plausible, each with its questions answered."""
    units = prepared(home)
    law = home_catalogue(home)
    drawn = plausible(law.form("phong-trao"), 102)
    with open_session(home) as session:
        levels = {u.id: "xã" if u.level == "xa" else "tỉnh" for u in session.exec(select(Unit))}
        waiting: dict[str, list[dict[str, object]]] = {"xã": [], "huyện": [], "tỉnh": []}
        chosen = [unit for n, unit in enumerate(units) if n % 10 != 3]
        answers = {check.id: WHY for check in law.form("phong-trao").checks()}
        for unit in chosen:
            while not waiting[levels[unit]]:
                size, figures = next(drawn)
                waiting[size].append(figures)
            boxes = {name.removeprefix("f."): words for name, words in typed(waiting[levels[unit]].pop()).items()}
            key = {"programme": YEAR, "duty": DUTY, "period": PERIOD, "unit_id": unit}
            file_submission(session, law, **key, kind="figures", figures=boxes, answers=answers, now=IN_TIME)
    return len(chosen)


def _least(home: Home) -> int:
    """Every filing read as raw text, an empty Word file and an empty workbook written."""
    with open_session(home) as session:
        read = session.connection().exec_driver_sql("SELECT length(figures) FROM submission").fetchall()
    out = BytesIO()
    docx.Document().save(out)
    xlsxwriter.Workbook(out, {"in_memory": True}).close()
    return len(read)


def _shares(session: Session, home: Home, law: Catalogue, floor: float) -> None:
    on, settings = day_in_hanoi(CLOSED), home.settings()
    asked = (session, law, settings, *KEY, on)
    seconds, report = best_of(3, lambda: consolidated_report(*asked))
    say("gathered for the report", seconds, floor, "floor")
    seconds, _ = best_of(3, lambda: consolidated_docx(report))
    say("written in Word", seconds, floor, "floor")
    seconds, _ = best_of(3, lambda: consolidated_xlsx(report))
    say("written in Excel", seconds, floor, "floor")
    seconds, page = best_of(3, lambda: leader_page(session, law, on, CLOSED))
    say("the leader's page gathered", seconds, floor, "floor")
    seconds, _ = best_of(3, lambda: leader_page_pdf(page, "Công an tỉnh"))
    say("the leader's page as PDF", seconds, floor, "floor")
    seconds, _ = best_of(3, lambda: leader_page_docx(page, "Công an tỉnh"))
    say("the leader's page in Word", seconds, floor, "floor")


if __name__ == "__main__":
    main()
