"""What stands between the masthead and the signature of each packaged template, in the words units are used to.

Frames after the practice of periodic reports and letters; assessment, causes and direction are dotted lines for people.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from docx.shared import Twips

from models.vocabulary import DocumentStyle
from reports import nd30
from reports.template_maker import (
    Writer,
    annex,
    clause,
    dashes,
    each,
    heading,
    last,
    masthead,
    prose,
    rows,
    signatures,
    title,
    when,
)

ADDRESSED = 2268  # 4 cm: several addressees stand below each other from one edge (mẫu 1.5, Phụ lục III)
OF_THE_LIST = "các cơ quan, đơn vị có tên trong danh sách kèm theo"


def consolidated(document: Any, style: DocumentStyle) -> None:
    """Báo cáo tổng hợp: five parts; the annex of units against indicators is added when the figures are known."""
    _opening(document, style)
    heading(document, "I. Công tác chỉ đạo, triển khai")
    prose(document, "{{ tinh_hinh_bao_cao }}")
    each(document, "cau", "luu_y", lambda: prose(document, "{{ cau }}"))
    dashes(document, "chi_dao")
    heading(document, "II. Kết quả thực hiện")

    def part() -> None:
        clause(document, "{{ loop.index }}. {{ phan.ten }}")
        prose(document, "Theo số liệu của {{ pham_vi }}:", italic=True).paragraph_format.keep_with_next = True
        dashes(document, "phan.cau")

    each(document, "phan", "ket_qua", part)
    _assessment(document)
    heading(document, "V. Kiến nghị, đề xuất")

    def asked() -> None:
        prose(document, "{{ phan.cau_dau }}")
        dashes(document, "phan.cau")

    each(document, "phan", "kien_nghi", asked)
    when(document, "not kien_nghi", lambda: nd30.dotted(document))
    _closing(document, style)
    signatures(document, style, may_be_joint=True)


def unit_report(document: Any, style: DocumentStyle) -> None:
    """Báo cáo của đơn vị: the same five parts from what the unit itself filed, and its figures as an annex."""
    _opening(document, style)
    heading(document, "I. Công tác chỉ đạo, triển khai")
    each(document, "cau", "luu_y", lambda: prose(document, "{{ cau }}"))
    dashes(document, "chi_dao")
    when(document, "not chi_dao", lambda: nd30.dotted(document))
    heading(document, "II. Kết quả thực hiện")

    def part() -> None:
        clause(document, "{{ loop.index }}. {{ phan.ten }}")
        dashes(document, "phan.cau")

    each(document, "phan", "ket_qua", part)
    when(document, "not ket_qua", lambda: nd30.dotted(document))
    _assessment(document)
    heading(document, "V. Kiến nghị, đề xuất")
    dashes(document, "kien_nghi")
    when(document, "not kien_nghi", lambda: nd30.dotted(document))
    _closing(document, style)
    signatures(document, style)

    def figures() -> None:
        annex(document, "Phụ lục", "BIỂU SỐ LIỆU", "Báo cáo")
        heads = ("Mã", "Chỉ tiêu", "Đơn vị tính", "Kỳ này", "Cùng kỳ", "Tăng, giảm", "Ghi chú")
        cells = ("ma", "ten:left", "don_vi_tinh", "so:right", "cung_ky:right", "tang_giam:right", "ghi_chu:left")
        rows(document, heads, (624, 3572, 964, 1077, 964, 1077, 793), "bieu_so_lieu", cells)
        nd30.line(document, "Ô trống là chưa có số liệu, không phải số 0.", size=12)

    when(document, "bieu_so_lieu", figures)


def chaser(document: Any, style: DocumentStyle) -> None:
    """Công văn đôn đốc: to the late by name while they are few, else to a list; later to their superior."""
    masthead(document, style, about=True)
    when(
        document,
        "kinh_gui|length == 1",
        lambda: nd30.line(document, "Kính gửi: {{ kinh_gui[0] }}.", after=8),
        otherwise=lambda: _addressees(document),
    )
    prose(
        document,
        "Thực hiện {{ can_cu }}, các cơ quan, đơn vị gửi {{ viec }} {{ ky }}{% if noi_nhan_bao_cao %} về "
        "{{ noi_nhan_bao_cao }}{% endif %}, {{ han_cau }}.",
    )
    prose(
        document,
        "Đến ngày {{ ngay }}, {{ co_quan }} nhận được kết quả của {{ da_gui }}/{{ phai_gui }} đơn vị; "
        "{{ cac_don_vi }} chưa gửi.{% if co_don_vi_rieng %} Đơn vị được gia hạn hoặc đã báo nhận ghi "
        "riêng tại danh sách kèm theo.{% endif %}",
    )
    when(
        document,
        "gui_cap_tren",
        lambda: prose(
            document,
            "Để bảo đảm tiến độ tổng hợp, {{ co_quan }} trân trọng đề nghị {{ cap_tren }} quan tâm "
            f"chỉ đạo {OF_THE_LIST} hoàn thành, gửi chậm nhất hết ngày {{{{ han_moi }}}}.",
        ),
        otherwise=lambda: prose(
            document,
            "Để bảo đảm tiến độ tổng hợp, {{ co_quan }} đề nghị {{ don_vi_duoc_de_nghi }} khẩn trương hoàn thành, gửi "
            "chậm nhất hết ngày {{ han_moi }}. Trường hợp đã gửi bằng đường văn bản, đề nghị cho biết số, ngày văn bản "
            "và bộ phận tiếp nhận.",
        ),
    )
    last(document, "Quá trình thực hiện có vướng mắc, đề nghị trao đổi với {{ dau_moi }}", style)
    signatures(document, style)

    def listed() -> None:
        annex(document, "Phụ lục", "DANH SÁCH CƠ QUAN, ĐƠN VỊ", "Công văn")
        nd30.line(document, "{{ ten_danh_sach }}", bold=True, after=6)

        def part() -> None:
            nd30.line(document, "{{ phan.ten }}", bold=True, after=6).paragraph_format.keep_with_next = True
            cells = ("tt", "don_vi:left", "ghi_chu:left")
            rows(document, ("TT", "Đơn vị", "Ghi chú"), (680, 4706, 3685), "phan.dong", cells)
            nd30.gap(document, 10)

        each(document, "phan", "danh_sach", part)

    when(document, "danh_sach", listed)


def punctuality(document: Any, style: DocumentStyle) -> None:
    """Tình hình chấp hành chế độ báo cáo: how it is counted, the whole, then three lists; no word of blame."""
    masthead(document, style)
    title(document, "BÁO CÁO")
    nd30.line(document, "Kính gửi: {{ kinh_gui }}.", after=6)
    prose(document, "{{ mo_dau }}")
    heading(document, "I. Cách tính")
    dashes(document, "cach_tinh")
    heading(document, "II. Tình hình chung")
    prose(document, "{{ tong_hop }}")
    each(document, "cau", "luu_y", lambda: prose(document, "{{ cau }}"))
    heading(document, "III. Danh sách")
    lists = (
        ("1. Đơn vị nộp đủ, đúng hạn (đề nghị xem xét biểu dương)", "de_nghi_bieu_duong"),
        ("2. Đơn vị nộp đủ, có kỳ sau hạn", "gui_du"),
        ("3. Đơn vị còn kỳ chưa nộp hoặc đang bổ sung (đề nghị rà soát, khắc phục)", "can_khac_phuc"),
    )
    for words, name in lists:
        clause(document, words)
        when(document, name, partial(_punctual, document, name), otherwise=partial(prose, document, "Không có."))
    words = "Trên đây là tình hình chấp hành chế độ báo cáo, {{ co_quan }} kính báo cáo {{ kinh_gui }} xem xét"
    last(document, words, style)
    signatures(document, style)


def review(document: Any, style: DocumentStyle) -> None:
    """Báo cáo sơ kết, tổng kết: three parts; the annexes with year columns are added when the figures are known."""
    masthead(document, style)
    title(document, "BÁO CÁO")
    nd30.line(document, "Kính gửi: {{ kinh_gui }}.", after=6)
    prose(document, "Thực hiện {{ can_cu }}, {{ co_quan }} báo cáo kết quả {{ loai }} như sau:")
    _part(document, "Phần thứ nhất", "TÌNH HÌNH VÀ KẾT QUẢ")
    heading(document, "I. Đặc điểm tình hình; thay đổi tổ chức")
    dashes(document, "dac_diem")
    heading(document, "II. Công tác chỉ đạo, phân công, ký kết")
    _told(document, "chi_dao")
    heading(document, "III. Kết quả theo từng nội dung phối hợp")
    each(document, "cau", "luu_y", lambda: prose(document, "{{ cau }}"))

    def content() -> None:
        clause(document, "{{ loop.index }}. {{ phan.ten }}")
        dashes(document, "phan.cau")
        nd30.dotted(document)

    each(document, "phan", "ket_qua", content)
    when(document, "not ket_qua", lambda: nd30.dotted(document))
    when(document, "chi_tieu", partial(_goals, document))
    heading(document, "IV. Kết quả của từng cơ quan, tổ chức")
    _told(document, "co_quan_thuc_hien")
    heading(document, "V. Thực hiện chế độ họp, kiểm tra, báo cáo")
    _told(document, "che_do")
    heading(document, "VI. Thi đua, khen thưởng")
    _told(document, "thi_dua")
    heading(document, "VII. Kinh phí")
    _told(document, "kinh_phi")
    _part(document, "Phần thứ hai", "ĐÁNH GIÁ")
    for words in ("1. Ưu điểm", "2. Hạn chế", "3. Nguyên nhân", "4. Bài học kinh nghiệm"):
        clause(document, words)
        nd30.dotted(document)
    _part(
        document,
        "Phần thứ ba",
        "PHƯƠNG HƯỚNG {% if la_so_ket %}ĐẾN NĂM {{ nam_cuoi }}{% else %}GIAI ĐOẠN TIẾP THEO{% endif %}; KIẾN NGHỊ",
    )
    for words in ("1. Phương hướng, nhiệm vụ", "2. Kiến nghị, đề xuất"):
        clause(document, words)
        nd30.dotted(document)
    last(document, "Trên đây là báo cáo {{ loai }} của {{ co_quan }}, kính gửi {{ kinh_gui }} tổng hợp", style)
    signatures(document, style)


def delta(document: Any, style: DocumentStyle) -> None:
    """Thông báo điều chỉnh số liệu: what was sent, what changed since, of whom, and why they said."""
    masthead(document, style)
    title(document, "THÔNG BÁO")
    nd30.line(document, "Kính gửi: {{ kinh_gui }}.", after=6)
    prose(document, "{{ mo_dau }}")
    prose(document, "{{ tong_hop }}")
    heads = ("TT", "Địa bàn", "Chỉ tiêu", "Đã gửi", "Điều chỉnh", "Chênh lệch", "Đơn vị, lý do")
    cells = ("tt", "dia_ban:left", "chi_tieu:left", "truoc:right", "sau:right", "chenh_lech:right", "ly_do:left")
    rows(document, heads, (510, 1361, 2154, 1077, 1077, 1077, 1815), "thay_doi", cells)
    nd30.gap(document, 8)
    last(document, "{{ ket }}", style)
    signatures(document, style)


def _opening(document: Any, style: DocumentStyle) -> None:
    masthead(document, style)
    title(document, "BÁO CÁO")
    nd30.line(document, "Kính gửi: {{ kinh_gui }}.", after=6)
    prose(document, "{% if can_cu %}Thực hiện {{ can_cu }}, {% endif %}{{ co_quan }} báo cáo kết quả {{ ky }} như sau:")


def _part(document: Any, number: str, words: str) -> None:
    """`Phần thứ nhất` over its heading, both in the middle."""
    nd30.gap(document, 6)
    nd30.line(document, number, bold=True).paragraph_format.keep_with_next = True
    nd30.line(document, words, bold=True, after=6).paragraph_format.keep_with_next = True


def _told(document: Any, name: str) -> None:
    """What the system knows, then room for what people add."""
    dashes(document, name)
    nd30.dotted(document)


def _goals(document: Any) -> None:
    clause(document, "{{ ket_qua|length + 1 }}. Tiến độ chỉ tiêu")
    dashes(document, "chi_tieu")


def _assessment(document: Any) -> None:
    heading(document, "III. Đánh giá chung")
    for words in ("1. Ưu điểm", "2. Hạn chế, nguyên nhân (khách quan, chủ quan)", "3. Kinh nghiệm"):
        clause(document, words)
        nd30.dotted(document)
    heading(document, "IV. Phương hướng, nhiệm vụ kỳ tới")
    nd30.dotted(document)


def _closing(document: Any, style: DocumentStyle) -> None:
    words = "Trên đây là báo cáo kết quả {{ ky }} của {{ co_quan }}, kính gửi {{ kinh_gui }} tổng hợp"
    last(document, words, style)


def _addressees(document: Any) -> None:
    first = nd30.line(document, "Kính gửi:")
    first.alignment, first.paragraph_format.left_indent = nd30.START, Twips(ADDRESSED)

    def one() -> None:
        words = "- {{ ten }}{% if loop.last %}.{% else %};{% endif %}"
        paragraph = nd30.line(document, words)
        paragraph.alignment, paragraph.paragraph_format.left_indent = nd30.START, Twips(ADDRESSED + nd30.INDENT)

    each(document, "ten", "kinh_gui", one)
    nd30.gap(document, 8)


def _punctual(document: Any, name: str) -> None:
    heads = ("TT", "Đơn vị", "Phải nộp", "Đã nộp", "Đúng hạn", "Tỷ lệ đúng hạn", "Ghi chú")
    cells = ("tt", "don_vi:left", "phai_gui", "da_gui", "dung_han", "ty_le", "ghi_chu:left")
    rows(document, heads, (567, 2835, 737, 737, 737, 1020, 2438), name, cells)
    nd30.gap(document, 8)


BODIES: dict[str, Writer] = {
    "bao-cao-tong-hop": consolidated,
    "bao-cao-don-vi": unit_report,
    "cong-van-don-doc": chaser,
    "danh-sach-thi-dua": punctuality,
    "bao-cao-so-ket": review,
    "dieu-chinh-so-lieu": delta,
}
