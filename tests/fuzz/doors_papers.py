"""Doors for whole files: Word documents and templates, packs of a desk, data packages, documents filed as they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

from docx import Document

from models.errors import Refused
from models.kept_files import checked
from models.vocabulary import DocumentStyle
from reports import handover_pack, nd30
from reports.data_package import opened
from reports.layout import lint
from reports.template_words import DOCUMENTS
from reports.templates import PACKAGED, Template, faults, render
from reports.tracing import Origin, bookmark, marked, trace
from tasks.handover import open_pack, pack_desk
from tests.fuzz import bending, bending_packages
from tests.fuzz.house import MONDAY, House
from tests.fuzz.oracle import Door

WORD = ("word/document.xml", "word/styles.xml", "word/header1.xml", "word/_rels/document.xml.rels",
"customXml/dondoc.xml",
        "docProps/core.xml", "word/numbering.xml", "word/settings.xml")  # fmt: skip
JINJA = ("{{", "}}", "{%", "%}", "{{ x }}", "{% for x in y %}", "{% endfor %}", "{{ ten_co_quan }}", "{{r x }}",
"{%p if x %}",
         "{{ x|e }}", "{{ [].__class__.__mro__ }}", "{% include 'x' %}", "{{ ''.join(['a'] * 999999999) }}",
         "{{ 9**9**9 }}", "{{ range(999999999)|list }}", "{% raw %}", "{# #}")  # fmt: skip
PDF = (
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n4 0 obj\n<< /Length 9 >>\n"
    b"stream\nBT ET /JS\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def paper_doors(house: House, folder: Path) -> list[Door]:
    letter, form = _letter(), house.workbook()
    pack = pack_desk(house.home, "thammuu", MONDAY.date(), MONDAY, by="vanhanh").content
    data = json.loads((Path(__file__).parent.parent / "golden/exports/goi-du-lieu.json").read_text("utf-8"))
    templates = [packaged_bytes(name) for name in ("bao-cao-tong-hop", "cong-van-don-doc")]
    return [
        Door("docx-layout", "Văn bản Word để soi thể thức", _word_bent(letter), _layout, share=5),
        Door("docx-trace", "Văn bản Word để truy nguồn số", _word_bent(letter), _traced, share=10),
        Door("docx-template", "Mẫu văn bản sửa trong Word", _template_bent(templates), _template(folder), share=2),
        Door("zip-handover", "Gói bàn giao", _pack_bent(pack), _pack(house), watched=house, share=15),
        Door("json-package", "Gói dữ liệu báo cáo (JSON)", _json_bent(data), _package, share=80),
        Door("uploads", "Tệp đính kèm bài nộp (PDF, DOCX, XLSX, ảnh)", _upload_bent({"pdf": PDF, "docx": letter,
        "xlsx": form,
             "png": PNG, "jpg": b"\xff\xd8\xff" + bytes(30)}), _upload, share=300),
    ]  # fmt: skip


def packaged_bytes(name: str) -> bytes:
    return (PACKAGED / f"{name}.nd30.docx").read_bytes()


def _letter() -> bytes:
    """A letter with traced numbers, a table and pages, as the product makes them."""
    document = Document(BytesIO(packaged_bytes("cong-van-don-doc")))
    document.add_paragraph(f"Đã tổ chức {marked('1.250', Origin('B01', 'vn/2025-07/82', '', '1250'))} buổi.")
    table = document.add_table(rows=2, cols=2)
    table.cell(1, 1).text = marked("12", Origin("B02", "", "police/2025-07/1", "12"))
    bookmark(document, {"programme": "05-ctrph-cat-mttq", "duty": "S000-16", "period": "2026-01"})
    return nd30.saved(document)


def _word_bent(letter: bytes) -> Callable[[Random], bytes]:
    parts = bending_packages.parts_of(letter)
    return lambda rng: bending_packages.package(
        rng, parts, whole=letter, weight=[name for name in parts if name in WORD or "customXml" in name]
    )


def _layout(data: bytes) -> str:
    return "; ".join(str(fault) for style in DocumentStyle for fault in lint(data, style))


def _traced(data: bytes) -> str:
    found = trace(data)
    return f"{dict(found.source)} {[n for n in found.numbers if n.is_altered]}"


def _template_bent(templates: list[bytes]) -> Callable[[Random], bytes]:
    """The packaged templates with sentences of the template language typed, lost or broken in them."""
    opened_parts = [bending_packages.parts_of(template) for template in templates]

    def bend(rng: Random) -> bytes:
        n = rng.randrange(len(templates))
        if rng.random() < 0.3:
            return bending_packages.package(rng, opened_parts[n], whole=templates[n], weight=WORD)
        words = opened_parts[n]["word/document.xml"].decode()
        places = [i for i in range(len(words)) if words.startswith(("{{", "{%", "}}", "%}"), i)]
        for _ in range(rng.randint(1, 3)):
            at = rng.choice(places)
            words = words[:at] + rng.choice(JINJA) + words[at + rng.choice((0, 2, 2, 10)) :]
        return bending_packages.packed({**opened_parts[n], "word/document.xml": words.encode()})

    return bend


def _template(folder: Path) -> Callable[[bytes], str]:
    """Checked, then filled with a word for every variable: what is wrong is said, and the document appears."""
    document = DOCUMENTS["cong-van-don-doc"]
    file = folder / "cong-van-don-doc.nd30.docx"
    said = {name: "xin chào" for name in document.variables} | {
        "kinh_gui": ["Công an xã"],
        "la_demo": True,
        "noi_nhan": ["Lưu"],
    }
    said |= {"co_quan_ban_hanh": ["CÔNG AN"], "chuc_vu_ky": ["TRƯỞNG"], "trich_yeu": ["báo cáo"], "so": {"B01": "1"}}

    def knock(data: bytes) -> str:
        file.write_bytes(data)
        wrong = faults(Template(document, DocumentStyle.ND30, file, True))
        troubles: list = []
        try:
            render(folder, "cong-van-don-doc", said, troubles=troubles)
        except Refused as no:  # the packaged one, which these few words need not satisfy
            troubles.append(no)
        return "; ".join(str(fault) for fault in (*wrong, *troubles))

    return knock


def _pack_bent(pack: bytes) -> Callable[[Random], bytes]:
    parts = bending_packages.parts_of(pack)
    content = json.loads(parts[handover_pack.CONTENT])
    files = {name: data for name, data in parts.items() if name not in (handover_pack.CONTENT, handover_pack.LIST)}
    content["matters"] = content["matters"][:3] or [
        {"kind": "late", "ref": "x/1", "title": "Việc", "detail": "", "path": "/can-bo/tin"}
    ]

    def bend(rng: Random) -> bytes:
        """Half of them are sealed anew after the change, as a forger would do, and so get as far as the database."""
        if rng.random() < 0.5:
            listed = bending.tree(rng, json.loads(parts[handover_pack.LIST]))
            bent = {**parts, handover_pack.LIST: json.dumps(listed).encode()} if rng.random() < 0.4 else parts
            return bending_packages.package(rng, bent, whole=pack, weight=(handover_pack.LIST, handover_pack.CONTENT))
        told = bending.tree(rng, content)
        text = (json.dumps(told) + "\n").encode()
        entries = [
            {"path": n, "size": len(d), "sha256": _digest(d)} for n, d in {**files, handover_pack.CONTENT: text}.items()
        ]
        listed = json.dumps(
            {"schema": handover_pack.SCHEMA, "id": rng.choice(("a" * 24, bending.text(rng))), "files": entries}
        )
        return bending_packages.packed({handover_pack.LIST: listed.encode(), handover_pack.CONTENT: text, **files})

    return bend


def _digest(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


def _pack(house: House) -> Callable[[bytes], str]:
    """Opened for the operator with the fingerprint it claims, as a forger would state it; put back after success."""

    def knock(data: bytes) -> str:
        stated = handover_pack.unpacked(data).sha256
        opened_for = open_pack(house.home, data, "vanhanh", MONDAY, by="vanhanh", stated=stated)
        house.again()
        return f"{opened_for.matters}"

    return knock


def _json_bent(whole: object) -> Callable[[Random], bytes]:
    text = json.dumps(whole, ensure_ascii=False)

    def bend(rng: Random) -> bytes:
        if rng.random() < 0.7:
            return json.dumps(bending.tree(rng, whole)).encode()
        return (
            bending.data(rng, text.encode()) if rng.random() < 0.5 else bending.plain(bending.slips(rng, text)).encode()
        )

    return bend


def _package(data: bytes) -> str:
    return str(opened(data)["header"])[:500]


def _upload_bent(kinds: dict[str, bytes]) -> Callable[[Random], bytes]:
    held = {kind: bending_packages.parts_of(kinds[kind]) for kind in ("docx", "xlsx")}
    names = (
        "báo cáo.pdf",
        "a.docx",
        "a.xlsx",
        "a.png",
        "a.exe",
        "a.pdf.exe",
        "../a.pdf",
        "a",
        ".pdf",
        "CON.pdf",
        "a.PDF",
        "a.xlsm",
    )

    def bend(rng: Random) -> bytes:
        kind = rng.choice(list(kinds))
        name = rng.choice((f"a.{kind}", f"a.{kind}", f"a.{kind}", rng.choice(names), bending.text(rng)))
        if kind in held and rng.random() < 0.6:
            data = bending_packages.package(rng, held[kind], whole=kinds[kind])
        elif rng.random() < 0.3:
            at = rng.randrange(len(kinds[kind]))
            more = rng.choice(
                (b"/Encrypt 5 0 R", b"/JS (x)", b"/Launch", b"stream\n", b"endstream", b"<<" * 500, b"(" * 2000)
            )
            data = kinds[kind][:at] + more + kinds[kind][at:]
        else:
            data = bending.data(rng, kinds[kind], other=rng.choice(list(kinds.values())))
        return bending.plain(name).replace("\n", " ").encode() + b"\n" + data

    return bend


def _upload(data: bytes) -> str:
    name, _, content = data.partition(b"\n")
    return checked(name.decode(), content, 20).name
