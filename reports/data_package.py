"""Gói dữ liệu báo cáo, bản thảo: one period's figures in an envelope from one reporting information system to another.

The envelope follows what a package between such systems has to say (who to whom, which report, which period, figures,
attachments by hash). It is a draft of this house: the text of Thông tư 02/2021/TT-BTTTT was not at hand when it was
made, no clause of it is claimed, and the keys change when the receiving system states its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from models.canonical import canonical
from models.errors import Refused
from models.extract import Extract
from reports.extract_json import content_of, period_of, sent_of

SCHEMA = "dondoc-goi-du-lieu/ban-thao-1"
DRAFT = (
    "Bản thảo cấu trúc gói dữ liệu giữa các hệ thống thông tin báo cáo, lập khi chưa đối chiếu được với văn bản quy "
    "định kỹ thuật. Trước khi kết nối thật phải đối chiếu với quy định và thống nhất với hệ thống nhận."
)


@dataclass(frozen=True, slots=True)
class Party:
    """A sending or receiving agency: the identifying code it was given, and its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A document that goes with the figures, by its hash; its bytes travel beside the package."""

    name: str
    size: int
    sha256: str


def data_package(
    told: Extract, sender: Party, receiver: Party, files: Sequence[AttachedFile], made_at: datetime
) -> bytes:
    """The package as UTF-8 JSON. Errors: `Refused` without the codes of both agencies."""
    for party, whose in ((sender, "gửi"), (receiver, "nhận")):
        if not party.code.strip():
            raise Refused(f"Gói dữ liệu cần mã định danh của cơ quan {whose}. Đề nghị nêu mã.")
    payload = content_of(told)
    digest = sha256(canonical(payload).encode()).hexdigest()
    header = {
        "id": f"{told.deadline.programme}/{told.deadline.duty}/{told.deadline.period}#{digest[:16]}",
        "made_at": made_at.isoformat(),
        "sender": {"code": sender.code.strip(), "name": sender.name.strip()},
        "receiver": {"code": receiver.code.strip(), "name": receiver.name.strip()},
        "report": {"code": told.deadline.duty, "title": told.title, "programme": told.deadline.programme}
        | {"basis": told.deadline.basis.document, "clause": told.deadline.basis.clause},
        "period": period_of(told.deadline, told.window),
        "form": {"id": told.form.id, "version": told.form.version},
        "as_of": told.as_of.isoformat(),
        "sent": sent_of(told),
        "payload_sha256": digest,
    }
    package = {
        "schema": SCHEMA,
        "draft": DRAFT,
        "header": header,
        "payload": payload,
        "attachments": [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in files],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def opened(package: bytes) -> dict[str, Any]:
    """A package that is whole. Errors: `Refused` for what is no package, or whose figures were altered on the way."""
    try:
        content = json.loads(package)
        schema, stated, payload = content["schema"], content["header"]["payload_sha256"], content["payload"]
        digest = sha256(canonical(payload).encode()).hexdigest()
    except (ValueError, KeyError, TypeError, RecursionError) as e:
        raise Refused("Tệp không phải gói dữ liệu báo cáo.") from e
    if schema != SCHEMA:
        raise Refused(f"Gói dữ liệu theo cấu trúc “{schema}”, hệ thống này đọc “{SCHEMA}”.")
    if digest != stated:
        raise Refused("Nội dung gói dữ liệu không khớp mã kiểm tra: gói đã bị sửa. Đề nghị lấy lại gói gốc.")
    return content
