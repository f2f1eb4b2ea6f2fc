"""An operator's unusual day in a browser: asked in Prefect, asleep, confirmed at the portal, carried to its end.

Also the pages that the operators' handbook (docs/van-hanh) shows, kept only where pictures are wanted.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from models.quiet_hours import day_in_hanoi
from tests.installation import ROOT, Installation
from tests.waiting import wait_for

ACT = """\
kind: reorganisation
title: Nhập hai xã (ví dụ)
effective_on: {year}-01-01
document: Nghị quyết số 00/NQ-HĐND (ví dụ)
document_on: {today}
article: Điều 1
create:
  - {{id: vn/{year}-01/mot, name: Xã Một, tree: territory, level: xa, kind: xã, parent: Tỉnh Đồng Tháp}}
end:
  - {{unit: Xã Tân Hồng, heirs: [{{to: Xã Một}}]}}
  - {{unit: Xã Tân Thành, heirs: [{{to: Xã Một}}]}}
"""
PAGES = {  # what the handbook shows of the portal, as the operator of the installation sees it
    "suc-khoe": "can-bo/suc-khoe",
    "nhip": "can-bo/nhip",
    "tin-nhac": "can-bo/tin",
    "goi-truoc": "can-bo/goi",
    "cho-duyet": "can-bo/cho-duyet",
    "thay-doi-sau-khi-gui": "can-bo/gui-lai",
    "phien-dang-nhap": "tai-khoan/phien",
}


def log_in(page: Any, portal: str, username: str, password: str) -> None:
    page.goto(f"{portal}dang-nhap")
    page.fill('input[name="username"]', username)
    page.fill('input[name="password"]', password)
    page.locator("main form button").first.click()
    page.wait_for_url("**/can-bo**")


def confirm_an_extension(
    installation: Installation, page: Any, keep: Callable[..., None], asked: tuple[str, str, str]
) -> None:
    """More time for two units that owe: the run sleeps until an officer has confirmed at the portal."""
    at = installation.addresses
    owing = installation.rows(
        "select unit_id from assignment a where programme = '{}' and duty = '{}' and not exists (select 1 from "
        "submission s where s.duty = a.duty and s.period = '{}' and s.unit_id = a.unit_id) order by unit_id desc "
        "limit 2".format(*asked)
    )
    units = [unit for (unit,) in owing]
    until = date.fromisoformat(asked[2][:10]) + timedelta(days=20)
    programme, duty, period = asked
    choices = {"programme": programme, "duty": duty, "period": period, "by": "dieu-hanh"}
    choices |= {"units": units, "until": str(until), "reason": "Mưa lũ chia cắt địa bàn (demo)"}
    wanted = {"deployments": {"name": {"like_": "Gia hạn cho nhiều đơn vị"}}}
    (form,) = installation.ask_prefect("/deployments/filter", wanted)
    run = installation.ask_prefect(f"/deployments/{form['id']}/create_flow_run", {"parameters": {"choices": choices}})

    def state() -> str:
        return installation.ask_prefect(f"/flow_runs/{run['id']}")["state_type"]

    wait_for(lambda: state() == "PAUSED", 120, "the run sleeps until an officer has decided")
    page.goto(f"{at['prefect']}runs/flow-run/{run['id']}")
    page.get_by_text("Suspended").first.wait_for()
    page.get_by_text("Artifacts", exact=True).last.click()
    page.get_by_text("lenh-").first.wait_for()
    keep("van-hanh/prefect-nghi-cho")
    log_in(page, at["portal"], "tham-muu", installation.home.settings_in_file().ui_password)
    page.goto(f"{at['portal']}can-bo/lenh")
    keep("van-hanh/lenh-cho")
    page.locator("tbody a").first.click()
    page.get_by_role("heading", name="Quyết định của cán bộ").wait_for()
    keep("van-hanh/lenh-xac-nhan", full=True)
    page.get_by_role("button", name="Xác nhận và thực hiện").click()
    page.get_by_role("heading", name="Đã thực hiện").wait_for()
    assert {u for (u,) in installation.rows(f"select unit_id from extension where until = '{until}'")} == set(units)
    wait_for(lambda: state() == "COMPLETED", 120, "the run woke and told its end")
    page.goto(f"{at['prefect']}runs/flow-run/{run['id']}")
    page.get_by_text("Completed").first.wait_for()
    keep("van-hanh/prefect-xong")


def keep_the_handbook(installation: Installation, page: Any, keep: Callable[..., None], scratch: Path) -> None:
    """Pictures of the pages that the handbook leads through, with a merger and a table of days off proposed first."""
    at, today = installation.addresses, day_in_hanoi(datetime.now(UTC))
    act, days_off = scratch / "sap-nhap.yaml", scratch / f"{today.year + 1}.yaml"
    act.write_text(ACT.format(year=today.year + 1, today=today), "utf-8")
    _command(installation, "succession", "propose", str(act), "--officer", "tham-muu")
    _command(installation, "days-off", "template", str(today.year + 1), str(days_off))
    one_more = f'days_off:\n  - {{day: {today.year + 1}-12-31, why: "Nghỉ theo thông báo (ví dụ)"}}\n'
    days_off.write_text(days_off.read_text("utf-8").replace("days_off:\n", one_more, 1), "utf-8")
    _command(installation, "days-off", "propose", str(days_off), "--officer", "tham-muu")
    log_in(page, at["portal"], "dieu-hanh", installation.home.settings_in_file().ui_password)
    for name, path in PAGES.items():
        page.goto(f"{at['portal']}{path}")
        keep(f"van-hanh/{name}")
    for name, path in (("bien-dong-don-vi", "can-bo/don-vi-bien-dong"), ("thay-doi-ngay-nghi", "can-bo/thay-doi")):
        page.goto(f"{at['portal']}{path}")
        page.locator("main tbody a").first.click()
        page.wait_for_url(f"**/{path}/*")
        keep(f"van-hanh/{name}")
    page.goto(f"{at['prefect']}deployments")
    page.get_by_text("Ban hành báo cáo tổng hợp").first.wait_for()
    keep("van-hanh/prefect-cac-luong")


def _command(installation: Installation, *words: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", "from deployments.console import main; main()", *words],
        cwd=ROOT,
        env=installation.env,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
