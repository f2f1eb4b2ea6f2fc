"""Xuất số liệu: one period's figures as files for another system, and the mark that these figures were read."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models.catalogue import Catalogue
from models.errors import Refused
from models.extract import Extract, extract
from models.figure_use import used
from models.kept_files import harmless_name
from models.settings import Settings
from models.snapshots import Snapshot, files_of
from models.vocabulary import ExportKind, FigurePlace
from reports.csv_table import csv_bytes
from reports.data_package import AttachedFile, Party, data_package
from reports.dhis2 import data_value_sets, meaning
from reports.dhis2_periods import dhis2_period
from reports.extract_json import extract_json
from reports.extract_tables import tables_of
from reports.extract_xlsx import extract_xlsx

SEPARATORS = (";", ",")
NOBODY = Party("", "")
FILE_OF = {"Tổng hợp": "tong-hop", "Đơn vị": "don-vi"}


@dataclass(frozen=True)
class Wanted:
    """What is taken away and how. `sent`: as it stood in that sending; None: as known on the day."""

    kind: ExportKind
    sent: Snapshot | None = None
    separator: str = ";"  # of CSV; with it decimals have a comma, with `,` a point
    dhis2_period: str = ""  # where DHIS2 has no code of its own for the period
    org_units: Mapping[str, str] | None = None  # our unit id → code there
    sender_code: str = ""
    receiver: Party = NOBODY


def exported(
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    key: tuple[str, str, str],
    wanted: Wanted,
    as_of: date,
    now: datetime,
) -> dict[str, bytes]:
    """Name → bytes. Errors: `Refused` for a period without figures, a kind that asks for more than was said."""
    if wanted.separator not in SEPARATORS:
        raise Refused("Dấu phân cách của CSV là “;” hoặc “,”.")
    told = extract(session, catalogue, *key, as_of, sent=wanted.sent)
    made = _made(session, settings, told, wanted, now)
    used(session, told.form, [line.code for line in told.lines], FigurePlace.EXPORT, now)
    return made


def _made(session: Session, settings: Settings, told: Extract, wanted: Wanted, now: datetime) -> dict[str, bytes]:
    stem = stem_of(told)
    if wanted.kind is ExportKind.CSV:
        return {
            f"{stem}-{FILE_OF[table.name]}.csv": csv_bytes([table.heads, *table.rows], wanted.separator)
            for table in tables_of(told)
        }
    if wanted.kind is ExportKind.XLSX:
        return {f"{stem}.xlsx": extract_xlsx(told)}
    if wanted.kind is ExportKind.JSON:
        return {f"{stem}.json": extract_json(told)}
    if wanted.kind is ExportKind.DHIS2:
        period = dhis2_period(told.deadline, told.window, wanted.dhis2_period)
        return {
            f"{stem}-dhis2.json": data_value_sets(told, period, wanted.org_units),
            f"{stem}-dhis2-giai-thich.json": meaning(told, period, wanted.org_units),
        }
    sender = Party(wanted.sender_code, settings.agency)
    kept = files_of(session, told.sent) if told.sent else ()
    files = [AttachedFile(file.name, file.size, file.sha256) for file in kept]
    return {f"{stem}-goi-du-lieu.json": data_package(told, sender, wanted.receiver, files, now)}


def stem_of(told: Extract) -> str:
    """`so-lieu-05-ctrph-cat-mttq-S000-01-2026-H1-den-2026-06-22`, or `…-ban-1` of a sending."""
    of = f"ban-{told.sent.n}" if told.sent else f"den-{told.as_of.isoformat()}"
    deadline = told.deadline
    name = f"so-lieu-{deadline.programme}-{deadline.duty}-{deadline.period}-{of}"
    return harmless_name(name.replace("/", "-").replace("..", "-den-"))


def org_units_of(content: bytes) -> dict[str, str]:
    """A list of codes: two columns, our unit id and the code there, with a line of heads. Errors: `Refused`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise Refused("Danh mục mã phải là tệp CSV mã UTF-8.") from e
    separator = ";" if text.partition("\n")[0].count(";") else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if any(row)][1:]
    except csv.Error as e:
        raise Refused("Danh mục mã không đọc được như một tệp CSV. Đề nghị mở bằng bảng tính rồi lưu lại.") from e
    if not rows or any(len(row) < 2 for row in rows):
        raise Refused("Danh mục mã cần dòng tiêu đề rồi mỗi dòng hai cột: mã đơn vị ở đây, mã ở hệ thống nhận.")
    found = {row[0].strip(): row[1].strip() for row in rows}
    if len(found) != len(rows):
        raise Refused("Danh mục mã có đơn vị ghi hai lần. Đề nghị rà lại.")
    return found
