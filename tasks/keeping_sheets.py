"""The sheets of keeping alive: a backup that was made, an examination of the installation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.settings import Home
from models.vocabulary import Health
from reports.numerals import moment, number
from tasks.act_sheets import REHEARSAL
from tasks.backup import Backup
from tasks.health import Point
from tasks.restore_drill import Drill
from tasks.sheets import Sheet, portal_link


def backup_sheet(home: Home, made: Backup | None) -> Sheet:
    """What a backup holds and how to know it again; None in a rehearsal."""
    if made is None:
        return Sheet("sao-luu-chay-thu", "Sao lưu", (REHEARSAL,), (), "")
    sealed = "đã niêm phong" if made.is_sealed else "không niêm phong (chưa đặt backup_passphrase)"
    lines = [
        f"Đã ghi {made.path.name}, {number(made.size / 1_000_000, 1)} MB, {sealed}.",
        f"Lúc {moment(made.made_at)}: {number(made.rows)} dòng, {number(made.files)} tệp kèm theo, "
        f"cấu trúc {made.schema}.",
        f"Mã kiểm tra SHA-256: `{made.sha256}`",
        f"Nơi lưu: `{made.path.parent}`",
    ]
    if made.missing:
        lines.append(f"**Lưu ý:** {made.missing} tệp đính kèm có tên trong sổ nhưng không còn trong thư mục nhà.")
    if not made.has_keys:
        lines.append("Khóa bí mật và mật khẩu không nằm trong bản này; cần giữ riêng secret.key và settings.toml.")
    if made.removed:
        lines.append(f"Bỏ {len(made.removed)} bản cũ: {', '.join(made.removed)}.")
    return Sheet("sao-luu", "Sao lưu", tuple(lines), (), "")


def drill_sheet(done: Drill | None) -> Sheet:
    """What came back out of a backup; None in a rehearsal."""
    lines = [REHEARSAL] if done is None else [done.words, "Bản phục hồi thử đã xóa; dữ liệu thật không đổi."]
    return Sheet("dien-tap-phuc-hoi", "Diễn tập phục hồi", tuple(lines), (), "")


def health_sheet(home: Home, points: Sequence[Point]) -> Sheet:
    """Every point, what must be done first."""
    count = Counter(point.state for point in points)
    order = list(Health)
    told = ", ".join(f"{count[state]} mục {state.label}" for state in reversed(order) if count[state])
    rows = [
        {"Tình trạng": p.state.label, "Mục": p.about, "Kết quả": p.said, "Việc cần làm": p.to_do or "—"}
        for p in sorted(points, key=lambda p: -order.index(p.state))
    ]
    pressing = [f"{p.about}: {p.to_do}" for p in points if p.state is Health.BAD and p.to_do]
    lines = [f"Khám {len(points)} mục: {told}.", *(f"**Phải xử lý:** {words}" for words in pressing)]
    page = portal_link(home, "Trang sức khỏe của cổng", "/can-bo/suc-khoe")
    return Sheet("kham-suc-khoe", "Khám sức khỏe", tuple(lines), rows, "", (page,))
