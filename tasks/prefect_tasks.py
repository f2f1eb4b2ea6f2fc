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
from tasks import milestone_steps, requests, resend, reviews, stopping
from tasks.closing import close_and_total, close_what_is_due
from tasks.confirmations import plan_confirmations
from tasks.decisions import carry_out_decisions
from tasks.escalation import draft_letters
from tasks.explaining import explain_deadline
from tasks.inbound import poll_inbound
from tasks.lifecycle import sync_runs
from tasks.masked_errors import masking
from tasks.officer_digests import plan_officer_digests
from tasks.plan_reminders import plan_reminders
from tasks.preview import preview_day
from tasks.publish import publish_picture, publish_sheet
from tasks.reconcile import reconcile
from tasks.rulings import agree_day
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
close = _dress("Khóa kỳ và lập báo cáo", close_and_total)
ask_units = _dress("Ghi yêu cầu", requests.ask_units)
agree = _dress("Ghi ngày thống nhất", agree_day)
gather = _dress("Tập hợp số liệu", reviews.gather)
look_ahead = _dress("Xem trước", preview_day)
explain = _dress("Giải thích hạn", explain_deadline)
plan = _dress("Lập tin nhắc", plan_reminders)
send = _dress("Gửi tin", send_messages, tries=False)  # the outbox keeps its own tries
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
try_out = _dress("Gửi tin thử", send_trials, tries=False)
send_again = _dress("Lập tin gửi lại", resend.send_again)
