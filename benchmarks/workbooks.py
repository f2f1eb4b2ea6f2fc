"""Writing and reading the Excel form of a unit. Floor of reading: unzipping the file and finding the cells by regex."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from _nation import best_of, say

from models.catalogue import load_catalogue
from models.settings import BUILTIN_PROGRAMMES
from reports.workbook import unit_workbook
from reports.workbook_identity import workbook_signature
from reports.workbook_reader import read_workbook
from tests.histories import History

SECRET = "0" * 64
KEY = {"unit_id": "police/x", "programme": "p", "duty": "d", "period": "2025"}
CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>(.*?)</c>)', re.DOTALL)
TIMES = 50


def main() -> None:
    form = load_catalogue(BUILTIN_PROGRAMMES).form("phong-trao")
    filing = History(form, 1).filings()[1]

    def write(typed=filing.figures) -> bytes:
        return unit_workbook(
            form, "Công an xã A", *KEY.values(), period_label="năm 2025", deadline_sentence="hạn",
            signature=workbook_signature(SECRET, form, **KEY), around=filing.around, typed=typed,
        )  # fmt: skip

    seconds, book = best_of(5, write)
    print(f"  one form of {len(form.fields())} boxes written in {seconds:.4f} s, {len(book):,} bytes")

    def floor() -> int:
        found = 0
        for _ in range(TIMES):
            with zipfile.ZipFile(BytesIO(book)) as package:
                parts = [package.read(name) for name in package.namelist()]
            found += sum(len(CELL.findall(part)) for part in parts)
        return found

    least, _ = best_of(5, floor)
    taken, read = best_of(5, lambda: [read_workbook(book, SECRET) for _ in range(TIMES)])
    assert len(read[0].raw) == sum(value is not None for value in filing.figures.values())
    say(f"{TIMES} filled forms read, whole and guarded", taken, least, "unzip and regex", "≤ 2")


if __name__ == "__main__":
    main()
