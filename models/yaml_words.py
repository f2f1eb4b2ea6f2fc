"""What the YAML parser complains about, in the words of somebody who edits a rule file.

The parser speaks English and of tokens; here every complaint says what to look at. Reads nothing itself.
"""

from __future__ import annotations

# The first beginning that fits is taken, so the more telling ones stand first.
_SAID = (
    (
        "found character that cannot start any token",
        "ký tự không được đứng ở đây; thụt dòng bằng dấu cách, không Tab",
    ),
    ("found a tab character", "có dấu Tab; thụt dòng bằng dấu cách"),
    ("mapping values are not allowed", "dấu hai chấm không đúng chỗ; đặt cả giá trị trong dấu nháy"),
    ("block sequence entries are not allowed", "dấu gạch đầu dòng không đúng chỗ"),
    ("did not find expected key", "thụt dòng không đều hoặc thiếu khóa"),
    ("did not find expected '-' indicator", "thụt dòng không đều trong danh sách"),
    ("did not find expected ',' or ']'", "danh sách [ … ] thiếu dấu phẩy hoặc chưa đóng"),
    ("did not find expected ',' or '}'", "nhóm { … } thiếu dấu phẩy hoặc chưa đóng"),
    ("could not find expected ':'", "thiếu dấu hai chấm sau khóa"),
    ("found unexpected end of stream", "dấu nháy mở mà chưa đóng"),
    ("found unexpected document indicator", "dấu nháy mở mà chưa đóng"),
    ("but found another document", "một tệp chỉ chứa một nội dung, không có dòng --- ở giữa"),
    ("found undefined alias", "dùng tên gọi lại (*) chưa khai báo"),
    ("found duplicate anchor", "tên khai báo (&) ghi hai lần"),
    ("found unknown escape character", "dấu \\ trong dấu nháy kép không đúng; dùng dấu nháy đơn"),
    ("control characters are not allowed", "có ký tự điều khiển không đọc được"),
    ("unacceptable character", "có ký tự điều khiển không đọc được"),
)


def yaml_words(problem: str) -> str:
    """The complaint in Vietnamese; for one never met before, only that the syntax is wrong."""
    return next(
        (words for said, words in _SAID if said in problem), "sai cú pháp; đối chiếu với một tệp quy tắc có sẵn"
    )
