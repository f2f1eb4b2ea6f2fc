"""Danh mục mẫu và biến: the documents that have a template, and what each `{{ biến }}` of theirs means.

This list is what an edited template is checked against and what `dondoc templates` explains. Fills nothing in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.errors import Refused

HEAD = {
    "co_quan_chu_quan": "cơ quan chủ quản, in hoa; có thể trống",
    "co_quan_ban_hanh": "danh sách cơ quan ban hành, in hoa (nhiều cơ quan nếu là văn bản liên tịch)",
    "co_quan": "tên cơ quan ban hành như viết trong câu",
    "so_ky_hieu": "phần sau chữ “Số”, số để trống",
    "ky_hieu": "ký hiệu cơ quan",
    "dia_danh": "địa danh",
    "ngay_thang": "ngày tháng năm, để trống cho người ký",
    "chuc_vu_ky": "danh sách dòng quyền hạn, chức vụ người ký",
    "nguoi_ky": "họ và tên người ký",
    "noi_nhan": "danh sách nơi nhận, dòng cuối là Lưu",
    "la_demo": "đúng khi số liệu là hư cấu của bản demo",
}
REPORT = {
    "ten_chuong_trinh": "tên chương trình",
    "trich_yeu": "danh sách dòng trích yếu",
    "ky": "kỳ báo cáo, ví dụ 6 tháng đầu năm 2026",
    "cua_so": "câu “Số liệu từ ngày … đến hết ngày …”; có thể trống",
    "can_cu": "căn cứ, ví dụ khoản 3 Mục IV Chương trình …; có thể trống",
    "kinh_gui": "nơi nhận báo cáo",
    "tinh_hinh_bao_cao": "câu n/N đơn vị đã báo cáo và tên đơn vị chưa có số liệu",
    "luu_y": "danh sách câu lưu ý: tạm tính, ngày khóa số liệu, không so sánh",
    "chi_dao": "danh sách câu của phần chỉ đạo, triển khai",
    "ket_qua": "danh sách phần kết quả, mỗi phần có ten và cau (danh sách câu)",
    "pham_vi": "n/N đơn vị đã báo cáo",
    "kien_nghi": "danh sách phần kiến nghị, mỗi phần có cau_dau và cau (danh sách câu của từng đơn vị)",
    "so": "số của từng chỉ tiêu: so.B01, so.D06.xuat_sac",
    "ky_chung": "đúng khi văn bản do nhiều cơ quan cùng ký",
}
UNIT_REPORT = {
    key: words for key, words in REPORT.items() if key not in ("tinh_hinh_bao_cao", "pham_vi", "ky_chung", "kien_nghi")
} | {
    "don_vi": "tên đơn vị báo cáo",
    "kien_nghi": "danh sách đoạn kiến nghị, đề xuất do đơn vị đã ghi",
    "bieu_so_lieu": "danh sách dòng của biểu, mỗi dòng có ma, ten, don_vi_tinh, so, cung_ky, tang_giam, ghi_chu",
}
CHASER = {
    "trich_yeu": "việc được đôn đốc, sau chữ V/v",
    "kinh_gui": "danh sách nơi được đôn đốc",
    "can_cu": "căn cứ của nhiệm vụ",
    "viec": "tên việc, ví dụ báo cáo 6 tháng",
    "ky": "kỳ, ví dụ năm 2026",
    "noi_nhan_bao_cao": "nơi nhận báo cáo; có thể trống",
    "han_cau": "câu hạn hai vế",
    "ngay": "ngày tính tình hình",
    "da_gui": "số đơn vị đã gửi",
    "phai_gui": "số đơn vị phải gửi",
    "cac_don_vi": "cách gọi các đơn vị chưa gửi: có tên trên, có tên trong danh sách",
    "don_vi_duoc_de_nghi": "đơn vị hoặc các cơ quan, đơn vị",
    "co_don_vi_rieng": "đúng khi có đơn vị được gia hạn hoặc đã báo nhận",
    "gui_cap_tren": "đúng khi gửi cấp trên của các đơn vị (từ lần 2)",
    "cap_tren": "cấp trên của các đơn vị; có thể trống",
    "han_moi": "ngày đề nghị gửi chậm nhất",
    "dau_moi": "đầu mối liên hệ",
    "lan": "lần đôn đốc, ví dụ 02",
    "danh_sach": "các phần của danh sách kèm theo, mỗi phần có ten và dong (tt, don_vi, ghi_chu); có thể trống",
    "ten_danh_sach": "tên việc và kỳ ghi dưới chữ Danh sách",
}
PUNCTUALITY = {
    "trich_yeu": "danh sách dòng trích yếu",
    "cua_so": "khoảng thời gian được xem xét",
    "kinh_gui": "nơi nhận báo cáo",
    "mo_dau": "câu mở đầu",
    "cach_tinh": "danh sách câu định nghĩa cách tính",
    "tong_hop": "câu tình hình chung có n/N",
    "de_nghi_bieu_duong": "danh sách dòng: tt, don_vi, phai_gui, da_gui, dung_han, ty_le, ghi_chu",
    "gui_du": "danh sách dòng như trên, của đơn vị nộp đủ nhưng có kỳ sau hạn",
    "can_khac_phuc": "danh sách dòng như trên, của đơn vị còn kỳ chưa nộp hoặc đang bổ sung",
    "luu_y": "danh sách câu lưu ý",
}
DELTA = {
    "trich_yeu": "danh sách dòng trích yếu",
    "kinh_gui": "nơi đã nhận số liệu trước",
    "mo_dau": "câu mở đầu: đã gửi ngày nào, nay điều chỉnh",
    "tong_hop": "câu số chỉ tiêu và số đơn vị thay đổi",
    "thay_doi": "danh sách dòng: tt, dia_ban, chi_tieu, truoc, sau, chenh_lech, ly_do",
    "ket": "câu kết",
}
REVIEW = {
    "ten_chuong_trinh": "tên chương trình",
    "trich_yeu": "danh sách dòng trích yếu",
    "cua_so": "câu “Số liệu chốt đến hết ngày …”",
    "loai": "sơ kết hoặc tổng kết",
    "la_so_ket": "đúng khi là sơ kết",
    "can_cu": "văn bản của chương trình",
    "kinh_gui": "nơi nhận báo cáo",
    "nam_cuoi": "năm cuối của chương trình",
    "luu_y": "danh sách câu lưu ý: tạm tính, không so sánh, không cộng",
    "dac_diem": "danh sách câu về tổ chức và thay đổi tổ chức trong giai đoạn",
    "chi_dao": "danh sách câu của phần chỉ đạo, phân công, ký kết",
    "ket_qua": "danh sách nội dung phối hợp, mỗi nội dung có ten và cau (danh sách câu)",
    "co_quan_thuc_hien": "danh sách câu của từng hệ cơ quan, tổ chức",
    "che_do": "danh sách câu về chế độ họp, kiểm tra, báo cáo",
    "chi_tieu": "danh sách câu về tiến độ chỉ tiêu; có thể trống",
    "thi_dua": "danh sách câu về thi đua, khen thưởng",
    "kinh_phi": "danh sách câu về kinh phí",
}


@dataclass(frozen=True)
class Described:
    """One kind of document: its name in file names, its title, its variables, and those no template may do without."""

    name: str
    title: str
    variables: Mapping[str, str]
    required: tuple[str, ...] = ()


_SIGNED = ("co_quan_ban_hanh", "so_ky_hieu", "ngay_thang", "chuc_vu_ky", "noi_nhan")
DOCUMENTS: dict[str, Described] = {
    each.name: each
    for each in (
        Described(
            "bao-cao-tong-hop", "Báo cáo tổng hợp", HEAD | REPORT, (*_SIGNED, "tinh_hinh_bao_cao", "luu_y", "ket_qua")
        ),
        Described("bao-cao-don-vi", "Báo cáo của đơn vị", HEAD | UNIT_REPORT, (*_SIGNED, "luu_y", "ket_qua")),
        Described("cong-van-don-doc", "Công văn đôn đốc", HEAD | CHASER, (*_SIGNED, "trich_yeu", "han_moi")),
        Described(
            "danh-sach-thi-dua", "Tình hình chấp hành chế độ báo cáo", HEAD | PUNCTUALITY, (*_SIGNED, "cach_tinh")
        ),
        Described("bao-cao-so-ket", "Báo cáo sơ kết, tổng kết", HEAD | REVIEW, (*_SIGNED, "luu_y", "ket_qua")),
        Described("dieu-chinh-so-lieu", "Thông báo điều chỉnh số liệu", HEAD | DELTA, (*_SIGNED, "thay_doi")),
    )
}


def document_of(name: str) -> Described:
    """Errors: `Refused` with the documents there are."""
    if name not in DOCUMENTS:
        raise Refused(f"Không có mẫu “{name}”. Các mẫu: {', '.join(DOCUMENTS)}.")
    return DOCUMENTS[name]
