"""What operators read in artifacts names units and officers; a code of a machine never stands for a person."""

from datetime import date, timedelta

from models.access import Officer
from models.messages import Message
from models.vocabulary import InboundState, MessageState
from tasks.inbound import InboundLine, InboundReport
from tasks.preview import preview_day, preview_row
from tasks.resend import send_again
from tasks.round_sheets import outbox_sheet, resend_sheet
from tasks.sending_sheets import inbound_sheet, unknown_messages, unknown_sheet
from tests.province import MEETING

TUESDAY = date(2024, 3, 19)


def one_of_each(province, at) -> None:
    """A message to a unit, to its head and to an officer, none of them known to have arrived."""
    unit = province.commune(1)
    province.add(
        Officer(username="tham-muu", full_name="Trần Thị Trực", role="staff"),
        *(
            Message(
                recipient=recipient, channel="email", slot="2024-03-19", address="xa-1@demo.example", subject="Nhắc",
                message_id=f"<{recipient}@x>", state=MessageState.UNKNOWN.value, as_of=TUESDAY,
                planned_at=at("19/03/2024 08:00"), not_before=at("19/03/2024 08:00"),
                expires_at=at("19/03/2024 08:00") + timedelta(days=1),
            )
            for recipient in (unit, f"head:{unit}", "officer:tham-muu")
        ),
    )  # fmt: skip


NAMED = {"Công an xã Số 1", "Thủ trưởng Công an xã Số 1", "Cán bộ Trần Thị Trực"}


def named(sheet) -> set[str]:
    assert not any("/x/" in str(value) or "officer:" in str(value) for row in sheet.rows for value in row.values())
    return {row["Nơi nhận"] for row in sheet.rows}


def test_the_outbox_and_what_is_unknown_name_whom_a_message_goes_to(province, at):
    one_of_each(province, at)
    assert named(outbox_sheet(province.home, None, at("19/03/2024 09:00"))) == NAMED
    assert named(unknown_sheet(None, unknown_messages(province.home))) == NAMED


def test_what_is_sent_again_is_named(province, at):
    one_of_each(province, at)
    asked = {"day": TUESDAY, "reason": "gọi lại", "by": "tham-muu", "now": at("19/03/2024 09:00")}
    assert named(resend_sheet(province.home, send_again(province.home, **asked, dry_run=True), None)) == NAMED


def test_a_reply_is_named_after_its_unit():
    line = InboundLine(1, "x***@demo.example", "police/x/1", InboundState.QUEUED.value, "", "Công an xã Số 1")
    [row] = inbound_sheet(InboundReport(lines=[line])).rows
    assert row["Đơn vị"] == "Công an xã Số 1"


def test_a_rehearsed_look_into_the_reply_box_does_not_say_that_it_is_empty():
    sheet = inbound_sheet(None)
    assert sheet.lines == ("**Chạy thử:** không mở hộp thư.",)
    assert sheet.when_empty == ""
    assert inbound_sheet(InboundReport()).when_empty == "Không có thư mới."


def test_the_period_of_a_demand_has_the_words_of_its_deadline(province, at, day):
    units = [province.commune(1, (MEETING,))]
    province.request(units, day("T2 18/3/2024"), day("T6 22/3/2024"))
    shown = preview_day(province.home, day("T3 19/3/2024"), at("18/03/2024 17:00"))
    [row] = [preview_row(line) for line in (*shown.lines, *shown.silent) if line.duty == "DX-01"]
    assert row["Kỳ"] == "theo yêu cầu ngày 18/3/2024"
