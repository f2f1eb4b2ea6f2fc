"""The plain tasks dressed for Prefect: Vietnamese names, and another try where a busy disk or network may be to blame.

The tasks themselves know nothing of Prefect; this module knows nothing of their order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from models.errors import CatalogueError, Refused
from tasks import (
    backup,
    health_of_certificates,
    milestone_steps,
    order_runs,
    proposals,
    resend,
    restore_drill,
    reviews,
    second_runs,
    stopping,
    taking_away,
)
from tasks.closing import add_up_now, close_what_is_due
from tasks.confirmations import plan_confirmations
from tasks.decisions import carry_out_decisions
from tasks.escalation import draft_letters
from tasks.events import look_around as look_for_happenings
from tasks.explaining import explain_deadline
from tasks.inbound import poll_inbound
from tasks.lifecycle import sync_runs
from tasks.masked_errors import masking
from tasks.officer_digests import plan_officer_digests
from tasks.plan_reminders import plan_reminders
from tasks.preview import preview_day
from tasks.publish import publish_picture, publish_sheet
from tasks.reconcile import reconcile
from tasks.retention import erase_old_contacts
from tasks.send_messages import send_messages
from tasks.silences import silent_reasons
from tasks.tidy import forget_often_run
from tasks.trial_letters import send_trials
from tasks.zalo_keys import keep_fresh


def _worth_another_try(_task: Any, _run: Any, state: Any) -> bool:
    """A refusal stays a refusal; anything else may pass. The error itself is asked: `State.result()` of an awaited task
    is a coroutine that never raises.
    """
    return not isinstance(state.data, (Refused, CatalogueError, ValueError))


def _dress(name: str, fn: Callable[..., Any], tries: bool = True) -> Any:
    # Written as letter plus mark (NFD): the run's timeline can draw plain letters only and would drop the others whole.
    return task(
        name=unicodedata.normalize("NFD", name),
        cache_policy=NO_CACHE,
        retries=2 if tries else 0,
        retry_delay_seconds=[2, 10],
        retry_condition_fn=_worth_another_try,
    )(masking(fn))


sync = _dress("So lại các lần chạy", sync_runs)
tidy = _dress("Dọn nhật ký các lượt chạy", forget_often_run)
publish = _dress("Công bố", publish_sheet)
draw = _dress("Công bố tranh", publish_picture)
take_step = _dress("Việc của mốc", milestone_steps.take_step)
close_due = _dress("Khóa các kỳ đã đến ngày", close_what_is_due)
add_up = _dress("Cộng số liệu của kỳ", add_up_now)
place_order = _dress("Lập lệnh chờ xác nhận", order_runs.place_order)
gather = _dress("Tập hợp số liệu", reviews.gather)
look_ahead = _dress("Xem trước", preview_day)
explain = _dress("Giải thích hạn", explain_deadline)
plan = _dress("Lập tin nhắc", plan_reminders)
send = _dress("Gửi tin", send_messages, tries=False)  # the outbox keeps its own tries
forget = _dress("Xóa liên hệ hết thời hạn giữ", erase_old_contacts)
silences = _dress("Xem ai được giữ im lặng và vì sao", silent_reasons)
escalate = _dress("Lập dự thảo công văn đôn đốc", draft_letters)
brief = _dress("Lập bản tin cán bộ", plan_officer_digests)
confirm = _dress("Lập tin báo kết quả gia hạn", plan_confirmations)
carry_out = _dress("Giao việc theo kết luận họp", carry_out_decisions)
sort_out = _dress("Đối chiếu tin chưa rõ", reconcile)
take_in = _dress("Đọc hộp thư trả lời", poll_inbound)
keep_keys = _dress("Giữ khóa Zalo", keep_fresh)
stop_or_go = _dress("Công tắc dừng gửi", stopping.turn_switch)
mute = _dress("Tạm ngừng nhắc", stopping.mute_scope)
unmute = _dress("Nhắc trở lại", stopping.lift_mute)
propose_units = _dress("Lập đề xuất biến động đơn vị", proposals.propose_units)
rehearse_units = _dress("Xem trước biến động đơn vị", proposals.rehearse_units)
propose_days_off = _dress("Lập đề xuất bảng ngày nghỉ", proposals.propose_days_off)
rehearse_days_off = _dress("Xem trước bảng ngày nghỉ", proposals.rehearse_days_off)
take_away = _dress("Xuất tệp số liệu", taking_away.take_away)
back_up = _dress("Sao lưu", backup.back_up, tries=False)
drill = _dress("Phục hồi thử", restore_drill.drill, tries=False)
examine = _dress("Khám", health_of_certificates.examine)
look_again = _dress("Xem lượt chạy bị hỏng", second_runs.look_again)
forget_recovered = _dress("Xóa báo động đã qua", second_runs.forget_recovered)
look_around = _dress("Xem có diễn biến gì", look_for_happenings)
try_out = _dress("Gửi tin thử", send_trials, tries=False)
send_again = _dress("Lập tin gửi lại", resend.send_again)
