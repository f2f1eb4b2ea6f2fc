"""The three ways Đôn Đốc says no, and why a file cannot be read. Messages are Vietnamese and say what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class CatalogueError(ValueError):
    """A rule file that cannot be taken: names file, line and field, and the values that would be allowed."""

    def __init__(self, file: str, line: int | None, field: str, message: str, allowed: list[str] | None = None):
        self.file, self.line, self.field, self.message, self.allowed = file, line, field, message, allowed or []
        where = f"{file}:{line}" if line else file
        tail = f" Giá trị được phép: {', '.join(self.allowed)}." if self.allowed else ""
        super().__init__(f"{where}: {field}: {message.rstrip('.')}.{tail}")


class Refused(ValueError):
    """A request by a person that cannot be granted; `reason` is shown to them as it is."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


def answers(*questions: Callable[[], Any]) -> list[Any]:
    """What each question answers. Errors: every refusal at once, each said once; a single one as it was raised."""
    found: list[Any] = []
    wrong: dict[str, Refused] = {}
    for question in questions:
        try:
            found.append(question())
        except Refused as no:
            wrong.setdefault(no.reason, no)
    if len(wrong) == 1:
        raise next(iter(wrong.values()))
    if wrong:
        raise Refused(" ".join(wrong))
    return found


class CannotSend(RuntimeError):
    """A channel could not deliver. `permanent` tells whether trying again can ever help."""

    def __init__(self, message: str, *, permanent: bool):
        self.permanent = permanent
        super().__init__(message)


def why_unreadable(error: OSError) -> str:
    """Why a file cannot be read, in Vietnamese where the reason is a common one."""
    return next((words for kind, words in _UNREADABLE.items() if isinstance(error, kind)), str(error.strerror or error))


_UNREADABLE = {
    IsADirectoryError: "là thư mục, cần một tệp",
    FileNotFoundError: "không tìm thấy",
    PermissionError: "không có quyền đọc",
}
