"""Pages set by Typst with the fonts inside the compiler: the same look and the same bytes on every machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any


def pdf_of(template: Path, told: Mapping[str, Any], at: datetime) -> bytes:
    """The template with `told` as JSON in `sys.inputs.told`, as PDF bytes. No other file, network or system font.

    Accessible (PDF/UA) unless somebody typed a letter that no font here can show: a box in its place, but the page.
    """
    import typst

    source, inputs = template.read_bytes(), {"told": json.dumps(told, ensure_ascii=False)}
    asked: dict[str, Any] = {"format": "pdf", "ignore_system_fonts": True, "sys_inputs": inputs}
    asked["timestamp"] = at.replace(microsecond=0)  # Typst takes whole seconds
    try:
        return typst.compile(source, **asked, pdf_standards="ua-1")
    except typst.TypstError:
        return typst.compile(source, **asked)
