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
from tasks import milestone_steps, requests, resend, reviews
from tasks.closing import close_and_total, close_what_is_due
from tasks.explaining import explain_deadline
from tasks.lifecycle import sync_runs
from tasks.plan_reminders import plan_reminders
from tasks.preview import preview_day
from tasks.publish import publish_sheet
from tasks.rulings import agree_day
from tasks.send_messages import send_messages
from tasks.tidy import forget_drains


def _worth_another_try(_task: Any, _run: Any, state: Any) -> bool:
    """A refusal stays a refusal; anything else may pass."""
    try:
        state.result()
    except (Refused, CatalogueError, ValueError):
        return False
    except Exception:
        return True
    return True


def _dress(name: str, fn: Callable[..., Any], tries: bool = True) -> Any:
    # Written as letter plus mark (NFD): the run's timeline can draw plain letters only and would drop the others whole.
    return task(
        name=unicodedata.normalize("NFD", name),
        cache_policy=NO_CACHE,
        retries=2 if tries else 0,
        retry_delay_seconds=[2, 10],
        retry_condition_fn=_worth_another_try,
    )(fn)


sync = _dress("So lại các lần chạy", sync_runs)
tidy = _dress("Dọn nhật ký gửi tin", forget_drains)
publish = _dress("Công bố", publish_sheet)
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
send_again = _dress("Lập tin gửi lại", resend.send_again)
