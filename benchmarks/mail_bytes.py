"""What writing a mail by hand saves: one reminder in text and HTML as bytes, beside the two ways of Python's library.

The floor is ours; the goal says from where on the library would be fast enough. Run: `python benchmarks/mail_bytes.py`.
"""

from __future__ import annotations

import email.policy
from collections.abc import Callable
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from time import process_time

from _nation import say

from models.settings import Settings
from notifications.channels.email import MailLine, compose
from notifications.channels.letter import Letter
from notifications.channels.smtp import MailServer, SmtpLine

SENDER, SUBJECT = "Phòng Tham mưu", "[Nhắc việc] Báo cáo kết quả phong trào toàn dân bảo vệ an ninh Tổ quốc quý IV"
TEXT = "Kính gửi: Công an xã An Bình.\n\nĐề nghị đơn vị nộp báo cáo kết quả phong trào trước hạn.\n" * 12
HTML = f"<html><body>{'<p>Kính gửi Công an xã An Bình: đề nghị nộp báo cáo.</p>' * 25}</body></html>"
LINE = MailLine(
    SmtpLine(MailServer("127.0.0.1", 25, "none")), Settings(mode="demo", sender_name=SENDER, sender_email="a@x.example")
)
MAILS, ROUNDS, ENOUGH = 400, 5, 3


def by_hand(n: int) -> bytes:
    key = f"<dondoc.{n:024x}@x.example>"
    letter = Letter("email", f"xa-{n}@x.example", SUBJECT, TEXT, key, HTML, recipient_name=f"Công an xã số {n}")
    return compose(LINE, letter, SUBJECT, TEXT)


def by_email_message(n: int) -> bytes:
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["To"] = Address(SENDER, "a", "x.example"), Address(f"Công an xã số {n}", f"xa-{n}", "x.example")
    mail["Subject"], mail["Message-ID"] = SUBJECT, f"<dondoc.{n:024x}@x.example>"
    mail["Date"], mail["Auto-Submitted"] = "Fri, 22 Mar 2024 08:00:00 +0700", "auto-generated"
    mail.set_content(TEXT, cte="base64")
    mail.add_alternative(HTML, subtype="html", cte="base64")
    return mail.as_bytes()


def by_mime_parts(n: int) -> bytes:
    mail = MIMEMultipart("alternative")
    mail["From"] = f"{Header(SENDER, 'utf-8').encode()} <a@x.example>"
    mail["To"] = f"{Header(f'Công an xã số {n}', 'utf-8').encode()} <xa-{n}@x.example>"
    mail["Subject"], mail["Message-ID"] = Header(SUBJECT, "utf-8").encode(), f"<dondoc.{n:024x}@x.example>"
    mail["Date"], mail["Auto-Submitted"] = "Fri, 22 Mar 2024 08:00:00 +0700", "auto-generated"
    mail.attach(MIMEText(TEXT, "plain", "utf-8"))
    mail.attach(MIMEText(HTML, "html", "utf-8"))
    return mail.as_bytes(policy=email.policy.compat32.clone(linesep="\r\n"))


def seconds(write: Callable[[int], bytes]) -> float:
    """Processor time of one mail, the best of some rounds, each with names not met before."""
    rounds = []
    for r in range(ROUNDS):
        began = process_time()
        for n in range(MAILS):
            write(r * MAILS + n)
        rounds.append((process_time() - began) / MAILS)
    return min(rounds)


if __name__ == "__main__":
    hand = seconds(by_hand)
    for name, write in (("EmailMessage", by_email_message), ("MIMEText", by_mime_parts)):
        say(f"a mail by {name}", seconds(write), hand, "by hand", f"by hand stays while above {ENOUGH}")
