"""The same figures give the same bytes: an Office package dates every zip entry, so that clock is stopped.

What was sent upward on a day has to be reproducible byte for byte; this is the one place that sees to it.
"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

STILL = (1980, 1, 1, 0, 0, 0)


def settled(package: bytes) -> bytes:
    """The same zip with every entry dated 1 January 1980 and compressed in one way, order kept."""
    out = BytesIO()
    with ZipFile(BytesIO(package)) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            still = ZipInfo(entry.filename, STILL)
            still.compress_type = ZIP_DEFLATED
            still.external_attr = 0o600 << 16
            target.writestr(still, source.read(entry))
    return out.getvalue()
