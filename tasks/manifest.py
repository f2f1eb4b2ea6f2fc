"""Bản kê của một bản sao lưu: what lies in it, with size and SHA-256 of every file and count and print of every table.

It stands last in the archive: one that was cut off has none, and whatever does not agree with it is not restored.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import Refused
from tasks.table_prints import TablePrint

NAME = "manifest.json"
DATABASE = "dondoc.db"
FORMAT = 1  # rises only when an older release could no longer read what is written


class Member(BaseModel):
    """One file of the archive."""

    model_config = ConfigDict(extra="forbid")
    size: int
    sha256: str


class TableRow(BaseModel):
    """One table of the database in it."""

    model_config = ConfigDict(extra="forbid")
    rows: int
    print: str


class Manifest(BaseModel):
    """The list. `schema_at`: the revision of the tables; `missing`: files that rows name but the home does not hold."""

    format: int = FORMAT
    product: str = "dondoc"
    version: str
    made_at: str
    mode: str
    agency: str
    database: str  # where the rows came from: sqlite or postgresql
    schema_at: str
    has_keys: bool
    left_out: list[str] = []  # passwords and keys among the settings that were not taken along
    journal_head: str = Field(default="", pattern=r"^([0-9]{1,18} [0-9a-f]{64})?$")  # compared with one kept elsewhere
    missing: int = 0
    tables: dict[str, TableRow]
    files: dict[str, Member]

    @property
    def known_line(self) -> tuple[int, str] | None:
        """The last line of the journal and its seal; None for rows of a time before there were seals."""
        n, _, seal = self.journal_head.partition(" ")
        return (int(n), seal) if seal else None

    @property
    def prints(self) -> dict[str, TablePrint]:
        return {name: TablePrint(row.rows, row.print) for name, row in self.tables.items()}


def read_manifest(content: bytes) -> Manifest:
    """Errors: `Refused` when this is no list of ours, or one of a later release."""
    try:
        found = Manifest.model_validate_json(content)
    except ValidationError as e:
        raise Refused("Bản sao lưu không có bản kê đọc được: không phải bản sao lưu của Đôn Đốc, hoặc đã hỏng.") from e
    if found.product != "dondoc":
        raise Refused("Tệp này không phải bản sao lưu của Đôn Đốc.")
    if found.format > FORMAT:
        raise Refused(
            f"Bản sao lưu do phiên bản mới hơn ({found.version}) lập ra, phiên bản này chưa đọc được. "
            "Cài phiên bản ấy hoặc mới hơn rồi phục hồi lại."
        )
    return found
