"""Small programmes of a test's own: a sound text to begin with, and one thing changed in it."""

from __future__ import annotations

from pathlib import Path

from models.catalogue import Catalogue, load_catalogue
from models.settings import BUILTIN_PROGRAMMES

SLUG = "thu-nghiem"

SOUND = """
title: Chương trình phối hợp thử nghiệm giai đoạn 2026 - 2030
short_title: Chương trình thử nghiệm
number: 99/CTrPH-TN
years: [2026, 2030]
valid_from: 2026-01-05
valid_to: 2030-12-31
tracker: Phòng Tham mưu, Công an Tỉnh
scope: [vn/2025-07/82]
documents:
  - {relation: self, number: 99/CTrPH-TN, kind: Chương trình phối hợp, issuer: Công an Tỉnh, date: 2026-01-05}
"""

REPORT = """
kind: report
title: Báo cáo kết quả thực hiện Chương trình
clause: IV.1
wording: báo cáo gửi đúng thời hạn
levels: [tinh, xa]
addressees: [{trees: [police, front]}]
"""


def duty(head: str = REPORT, rule: str = "", **changed: str) -> str:
    """One duty's text: the head with lines changed by key, and its rule."""
    lines = [line for line in head.strip().splitlines() if line.split(":")[0] not in changed]
    return "\n".join([*lines, *(f"{key}: {value}" for key, value in changed.items()), f"rule: {{{rule}}}"])


def write_law(folder: Path, programme: str = SOUND, **duties: str) -> Path:
    """A programme's own folder; `T1="…"` is the duty T-1's text without its id."""
    place = folder / SLUG
    (place / "duties").mkdir(parents=True)
    (place / "programme.yaml").write_text(programme.strip() + "\n", "utf-8")
    for name, text in duties.items():
        (place / "duties" / f"{name}.yaml").write_text(f"id: {name}\n{text.strip()}\n", "utf-8")
    return place


def law(folder: Path, programme: str = SOUND, **duties: str) -> Catalogue:
    """The built-in rules with this programme on top."""
    return load_catalogue(BUILTIN_PROGRAMMES, write_law(folder, programme, **duties))
