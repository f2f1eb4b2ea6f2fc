"""One value, one text: the same content always has the same bytes, so that a fingerprint of it means something."""

from __future__ import annotations

import json
from typing import Any


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
