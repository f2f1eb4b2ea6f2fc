"""Tệp đính kèm: the file of a posted form, checked by `models.kept_files` like every file that comes in."""

from __future__ import annotations

from starlette.datastructures import UploadFile

from models.kept_files import DOCX, TYPES, XLSX, Upload, checked, harmless_name, keep, kept

__all__ = ["DOCX", "TYPES", "XLSX", "Upload", "harmless_name", "keep", "kept", "received"]


def received(upload: object, limit_mb: int) -> Upload | None:
    """The uploaded file, checked; None where none was chosen. Errors: `Refused` with the reason."""
    if not isinstance(upload, UploadFile) or not upload.filename:
        return None
    return checked(upload.filename, upload.file.read(limit_mb * 1024 * 1024 + 1), limit_mb)
