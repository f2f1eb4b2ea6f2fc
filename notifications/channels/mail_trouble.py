"""What goes wrong with a mail server, in the words an officer reads. The server's own words stand after them.

An exception's own words are English and its name says nothing to an officer; its name is kept as the outcome's code.
"""

from __future__ import annotations

import errno
import imaplib
import smtplib
import socket
import ssl

NOT_SAYABLE = "tài khoản, mật khẩu hoặc địa chỉ có ký tự máy chủ thư không nhận (ngoài bảng ASCII)"
TIMED_OUT = "máy chủ thư không trả lời trong thời gian chờ"
CUT_OFF = "máy chủ thư ngắt kết nối giữa chừng"
STRANGE = "máy chủ thư trả lời không theo chuẩn"
_NO_WAY = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN}


def trouble_text(error: Exception) -> str:
    """Why the talk with the server came to nothing."""
    match error:
        case ssl.SSLCertVerificationError():
            return with_answer("chứng thư của máy chủ thư không được tin cậy", error.verify_message)
        case ssl.SSLError():
            return "không lập được kết nối bảo mật (TLS) với máy chủ thư; đề nghị kiểm tra cách bảo mật và cổng đã đặt"
        case smtplib.SMTPNotSupportedError():
            return "máy chủ thư không hỗ trợ cách bảo mật hoặc đăng nhập đã đặt trong thiết lập"
        case TimeoutError():
            return TIMED_OUT
        case smtplib.SMTPServerDisconnected() | imaplib.IMAP4.abort():  # both hide a time-out in it
            return TIMED_OUT if "timed out" in str(error) else CUT_OFF
        case ConnectionRefusedError():
            return "máy chủ thư từ chối kết nối; đề nghị kiểm tra máy chủ đang chạy, đúng địa chỉ và cổng"
        case socket.gaierror():
            return "không tìm thấy tên máy chủ thư; đề nghị kiểm tra tên đã đặt và đường mạng"
        case imaplib.IMAP4.error():
            return "máy chủ thư không nhận tài khoản, mật khẩu hoặc yêu cầu"
        case ConnectionError():
            return CUT_OFF
        case OSError() if error.errno in _NO_WAY:
            return "không có đường mạng tới máy chủ thư"
    return "không nối được máy chủ thư"


def refusal_text(stage: str, code: int, said: str) -> str:
    """What the server did not want, `said` being its own words."""
    for_now = "tạm chưa nhận" if code < 500 else "không nhận"
    words = {
        "auth": f"máy chủ thư {for_now} tài khoản hoặc mật khẩu",
        "mail": f"máy chủ thư {for_now} địa chỉ gửi đi",
        "recipient": f"máy chủ thư {for_now} địa chỉ này",
        "data": f"máy chủ thư {for_now} thư này",
        "handed_over": f"máy chủ thư {for_now} thư này",
    }.get(stage, f"máy chủ thư {for_now} kết nối")
    return with_answer(words, said)


def with_answer(words: str, said: str) -> str:
    """Ours first, then the server's."""
    return f"{words}: {said}" if said else words
