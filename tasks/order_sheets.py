"""The sheets of what officers order by hand: the kill switch, mutes, trial letters."""

from __future__ import annotations

from collections.abc import Iterable

from models.settings import Home
from tasks.sending_sheets import channel_text
from tasks.sheets import Sheet, portal_link
from tasks.stopping import Muted, Stopped
from tasks.trial_letters import Trial

SAID = {
    "": "sẽ gửi (chạy thử)",
    "sent": "đã gửi",
    "retry": "chưa gửi được, có thể thử lại",
    "defer": "chưa gửi được, kênh bận hoặc chưa sẵn sàng",
    "fallback": "không tới được địa chỉ này",
    "permanent": "kênh từ chối",
    "unknown": "chưa rõ đã đến hay chưa",
}


def switch_sheet(home: Home, stopped: Stopped, reason: str) -> Sheet:
    """What the kill switch was and is."""
    words = {True: "đang dừng gửi", False: "đang gửi bình thường"}
    done = "**Chạy thử:** sẽ chuyển" if stopped.dry_run else "Đã chuyển"
    if stopped.is_on == stopped.was_on:
        first = f"Không có gì thay đổi: {words[stopped.is_on]}."
    else:
        first = (
            f"{done} từ “{words[stopped.was_on]}” sang “{words[stopped.is_on]}”, theo lệnh của {stopped.by}: {reason}"
        )
    waiting = f"{stopped.waiting} tin đang chờ trong hộp tin đi; không tin nào mất."
    page = portal_link(home, "Trang tin nhắc của cổng", "/can-bo/tin")
    return Sheet("cong-tac-dung-gui", "Công tắc dừng gửi", (first, waiting), when_empty="", links=(page,))


def mute_sheet(home: Home, muted: Muted) -> Sheet:
    """What was muted or lifted, and every mute that holds now."""
    rows = [
        {
            "Số": one.number,
            "Chương trình": one.programme or "mọi chương trình",
            "Nhiệm vụ": one.duty or "mọi nhiệm vụ",
            "Đơn vị": one.unit or "mọi đơn vị",
            "Đến hết ngày": f"{one.until:%d/%m/%Y}",
            "Lý do": one.reason,
            "Cán bộ": one.by,
        }
        for one in muted.standing
    ]
    first = f"{'**Chạy thử:** ' if muted.dry_run else ''}{muted.said.rstrip('.')}."
    page = portal_link(home, "Trang tạm ngừng nhắc của cổng", "/can-bo/tin/tam-ngung")
    empty = "Không có lệnh tạm ngừng nào đang có hiệu lực."
    return Sheet("tam-ngung-nhac", "Tạm ngừng nhắc", (first,), rows, empty, (page,))


def trial_sheet(trials: Iterable[Trial]) -> Sheet:
    """What each channel said of a trial letter."""
    rows = [
        {
            "Kênh": channel_text(trial.channel),
            "Nơi nhận": trial.address,
            "Kết quả": SAID[trial.status],
            "Kênh trả lời": trial.said or "—",
        }
        for trial in trials
    ]
    told = "; ".join(f"{row['Kênh']}: {row['Kết quả']}" for row in rows)
    return Sheet("tin-thu", "Gửi tin thử", (f"{told}.",), rows)
