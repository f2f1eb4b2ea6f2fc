"""One installation: its home folder, whether it is a demo or live, and its settings.

Everything an installation keeps lives in one folder, `DONDOC_HOME` (default: the platform's user data folder):
`settings.toml`, `dondoc.db`, `secret.key`, `files/` (attachments), `mail/` (demo inbox), `prefect/`, `programmes/`
(imported rules), `templates/` (document templates edited here), `reports/`, `logs/`; while it runs `addresses.json`.
This is the only module that reads the environment: `DONDOC_<NAME>` (or the file named by `DONDOC_<NAME>_FILE`,
or a systemd credential `dondoc.<name>`) overrides the file for every field below. Passwords and keys of a live home are
kept sealed in the file.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import Refused
from models.vocabulary import DocumentStyle

BUILTIN_PROGRAMMES = Path(__file__).resolve().parent.parent / "programmes"
SEALED, SEALED_FOR = "sealed:", "settings"  # how a value begins that only this home can read
REHEARSAL = "rehearsal"  # the mode of a scratch home: no file can ask for it


class KeyLost(Refused):
    """Settings are sealed with another key than the one there is. `without_it`: what to do where that one is gone."""

    def __init__(self, name: str, sealed: list[str], file: Path):
        self.without_it = f"xóa các dòng {', '.join(sealed)} trong {file} rồi đặt lại bằng dondoc settings set."
        super().__init__(
            f"Thiết lập “{name}” được niêm phong bằng khóa khác. Đề nghị phục hồi tệp secret.key của "
            f"thư mục nhà này, hoặc xóa dòng {name} trong {file} rồi đặt lại."
        )


class Settings(BaseModel):
    """Settings of one home, with their meaning. Every field is documented in docs/settings (tested)."""

    model_config = ConfigDict(extra="forbid")

    mode: str = Field(default="", description="demo hoặc live; để trống khi chưa khởi tạo")
    database_url: str = Field(default="", description="địa chỉ cơ sở dữ liệu; trống = SQLite trong thư mục nhà")
    prefect_database_url: str = Field(
        default="", description="cơ sở dữ liệu PostgreSQL của Prefect; trống = SQLite trong thư mục nhà", repr=False
    )
    redis_url: str = Field(
        default="", description="Redis nối các máy chủ Prefect với nhau; trống = một máy chủ làm tất cả", repr=False
    )
    prefect_api_url: str = Field(
        default="", description="địa chỉ mà các phần khác gọi Prefect (bộ cân tải); trống = cổng prefect_port máy này"
    )
    runs_at_once: int = Field(
        default=4, ge=1, le=64, description="số lần chạy cùng lúc của một phần chạy việc (worker)"
    )
    bind: str = Field(default="127.0.0.1", description="địa chỉ mạng mà cổng nộp và Prefect lắng nghe")
    portal_port: int = Field(default=8642, ge=1, le=65535, description="cổng mạng của trang nộp báo cáo")
    prefect_port: int = Field(default=4242, ge=1, le=65535, description="cổng mạng của Prefect UI")
    inbox_port: int = Field(default=8643, ge=1, le=65535, description="cổng mạng của hộp thư thử (chỉ bản demo)")
    smtp_demo_port: int = Field(default=8625, ge=1, le=65535, description="cổng SMTP của hộp thư thử (chỉ bản demo)")
    zalo_demo_port: int = Field(default=8644, ge=1, le=65535, description="cổng của Zalo giả lập (chỉ bản demo)")
    public_url: str = Field(default="", description="địa chỉ gốc ghi trong liên kết gửi cho đơn vị")
    agency: str = Field(default="", description="cơ quan theo dõi, xưng trong tin nhắc")
    focal_point: str = Field(default="", description="đầu mối liên hệ ghi trong tin nhắc: bộ phận, số máy cơ quan")
    sender_name: str = Field(default="", description="tên người gửi của thư")
    sender_email: str = Field(default="", description="địa chỉ thư gửi đi")
    smtp_host: str = Field(default="", description="máy chủ SMTP")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="cổng SMTP")
    smtp_security: str = Field(default="starttls", description="starttls, ssl hoặc none (none chỉ trong máy)")
    smtp_user: str = Field(default="", description="tài khoản SMTP")
    smtp_password: str = Field(default="", description="mật khẩu SMTP", repr=False)
    reply_to_email: str = Field(default="", description="hộp thư nhận trả lời của đơn vị; trống = không nhận trả lời")
    imap_host: str = Field(default="", description="máy chủ IMAP của hộp thư nhận trả lời; trống = không đọc")
    imap_port: int = Field(default=993, ge=1, le=65535, description="cổng IMAP")
    imap_security: str = Field(default="ssl", description="ssl, starttls hoặc none (none chỉ trong máy)")
    imap_user: str = Field(default="", description="tài khoản IMAP")
    imap_password: str = Field(default="", description="mật khẩu IMAP", repr=False)
    imap_folder: str = Field(default="INBOX", description="thư mục của hộp thư để đọc trả lời")
    zalo_url: str = Field(default="", description="địa chỉ dịch vụ tin mẫu Zalo (ZNS); trống = không dùng")
    zalo_oa_url: str = Field(default="", description="địa chỉ dịch vụ tin Zalo OA; trống = không dùng")
    zalo_bot_url: str = Field(default="", description="địa chỉ dịch vụ Zalo Bot; trống = không dùng")
    zalo_oauth_url: str = Field(default="", description="địa chỉ cấp quyền Zalo; trống = https://oauth.zaloapp.com")
    zalo_oa: str = Field(default="", description="mã Zalo OA")
    zalo_app_id: str = Field(default="", description="mã ứng dụng Zalo; có mã thì khóa được kết nối và tự đổi")
    zalo_app_secret: str = Field(default="", description="khóa bí mật của ứng dụng Zalo", repr=False)
    zalo_oa_secret: str = Field(default="", description="khóa ký sự kiện Zalo OA gửi về", repr=False)
    zalo_bot_token: str = Field(default="", description="mã của Zalo Bot", repr=False)
    zalo_template: str = Field(default="", description="mã mẫu tin ZNS đã được duyệt")
    zalo_form: str = Field(default="", description="tên mẫu tin trong danh mục mẫu; trống = nhac-viec")
    zalo_token: str = Field(default="", description="mã truy cập Zalo cố định, thay cho kết nối", repr=False)
    extra_services: str = Field(
        default="", description="kênh khác: tên=địa chỉ Apprise có một chỗ {address}, cách bằng dấu cách", repr=False
    )
    round_grace_minutes: int = Field(
        default=60, ge=5, le=1440, description="số phút vòng nhắc việc được phép trễ trước khi báo động"
    )
    drain_grace_minutes: int = Field(
        default=30, ge=10, le=1440, description="số phút các lượt gửi tin được phép ngừng trước khi báo động"
    )
    alarm_emails: str = Field(
        default="", description="địa chỉ thư nhận báo động ngoài quản trị vận hành, cách dấu phẩy"
    )
    test_phone: str = Field(default="", description="số điện thoại nhận tin Zalo thử của cán bộ")
    mail_per_minute: int = Field(
        default=0, ge=0, le=1_000_000, description="số thư gửi nhiều nhất trong một phút; 0 = không giới hạn"
    )
    zalo_per_second: int = Field(
        default=10, ge=0, le=1000, description="số tin Zalo gửi nhiều nhất trong một giây; 0 = không giới hạn"
    )
    ui_user: str = Field(default="dieuhanh", description="tên đăng nhập Prefect UI (ASCII)")
    ui_password: str = Field(default="", description="mật khẩu Prefect UI (ASCII)", repr=False)
    link_days: int = Field(default=14, ge=1, le=90, description="số ngày một liên kết nộp báo cáo còn dùng được")
    visit_idle_minutes: int = Field(
        default=120, ge=10, le=600, description="số phút không thao tác thì phiên đăng nhập kết thúc"
    )
    second_factor_roles: str = Field(
        default="", description="vai trò bắt buộc có bước xác thực thứ hai, cách dấu phẩy: operator, staff…"
    )
    portal_hosts: str = Field(
        default="", description="tên máy khác mà cổng nộp trả lời ngoài tên trong public_url, cách dấu phẩy"
    )
    contact_keep_days: int = Field(
        default=365,
        ge=30,
        le=3650,
        description="số ngày giữ liên hệ của đầu mối đã thay hoặc của đơn vị đã kết thúc, sau đó xóa",
    )
    upload_limit_mb: int = Field(default=20, ge=1, le=100, description="dung lượng tối đa của một tệp đính kèm (MB)")
    document_style: DocumentStyle = Field(
        default=DocumentStyle.ND30,
        description="thể thức văn bản: nd30 (Nghị định 30/2020) hoặc dang (văn bản của Đảng)",
    )
    superior_agency: str = Field(default="", description="cơ quan chủ quản ghi trên văn bản; trống = không ghi")
    document_symbol: str = Field(default="", description="ký hiệu cơ quan trong số văn bản, ví dụ CAT-PV05")
    place_name: str = Field(default="", description="địa danh ghi trước ngày tháng của văn bản")
    signer_authority: str = Field(default="", description="quyền hạn của người ký: TM. …, KT. …, TL. …, TUQ. …")
    signer_post: str = Field(default="", description="chức vụ của người ký văn bản")
    signer_name: str = Field(default="", description="họ và tên người ký văn bản; trống = để chỗ trống")
    backup_folder: str = Field(default="", description="thư mục chứa bản sao lưu; trống = backups trong thư mục nhà")
    backup_keep: int = Field(default=14, ge=0, le=10_000, description="số bản sao lưu giữ lại; 0 = giữ tất cả")
    backup_passphrase: str = Field(default="", description="mật khẩu niêm phong bản sao lưu", repr=False)
    metrics_token: str = Field(
        default="", description="mã đọc số đo vận hành từ máy khác; trống = chỉ máy này", repr=False
    )
    prefect_keep_days: int = Field(
        default=90, ge=1, le=3650, description="số ngày Prefect giữ lần chạy đã xong; dữ liệu của Đôn Đốc không đổi"
    )

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            yield name, without_password(value) if isinstance(value, str) else value

    @property
    def is_demo(self) -> bool:
        return self.mode == "demo"

    @property
    def is_rehearsal(self) -> bool:
        """A scratch home of a rehearsal: its letters are recorded and never handed to anybody."""
        return self.mode == REHEARSAL


class Home:
    """The folder of one installation."""

    def __init__(self, path: Path | str | None = None):
        self.path = Path(path or os.environ.get("DONDOC_HOME") or platformdirs.user_data_path("dondoc"))

    @property
    def settings_file(self) -> Path:
        return self.path / "settings.toml"

    @property
    def addresses_file(self) -> Path:
        """Where each part answers, as JSON; there while `dondoc up` runs."""
        return self.path / "addresses.json"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def mail(self) -> Path:
        return self.path / "mail"

    @property
    def prefect(self) -> Path:
        return self.path / "prefect"

    @property
    def programmes(self) -> Path:
        """Rules imported into this home; they stand beside the built-in ones and replace those of the same slug."""
        return self.path / "programmes"

    @property
    def templates(self) -> Path:
        """Document templates edited here; each stands in for the packaged one of the same name."""
        return self.path / "templates"

    def make(self) -> None:
        """The folder itself, open to its owner only: it holds contacts and keys. One that was there already is closed
        to others as well, unless it holds something else or belongs to somebody else.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_open = os.name == "posix" and stat.S_IMODE(self.path.stat().st_mode) & 0o077
        if is_open and (self.exists() or not any(self.path.iterdir())):
            with suppress(OSError):
                self.path.chmod(0o700)

    def exists(self) -> bool:
        return self.settings_file.exists()

    def settings(self) -> Settings:
        """The file's settings with the environment's on top. Errors: `Refused` names the wrong field.

        What a home is (demo or live) is never up to the environment: a demo could then send off the machine.
        """
        open_to_change = [name for name in Settings.model_fields if name != "mode"]
        given = {name: given_from_outside(name) for name in open_to_change}
        settings = self.settings_in_file({name: value for name, value in given.items() if value is not None})
        if settings.is_demo and not settings.public_url:
            settings.public_url = self._portal_at_work()
        return settings

    def _portal_at_work(self) -> str:
        """Where the portal of a demo that runs at this moment stands: `dondoc up` may have moved it by environment."""
        try:
            return str(json.loads(self.addresses_file.read_text("utf-8"))["portal"]).rstrip("/")
        except (OSError, ValueError, TypeError, KeyError):
            return ""

    def settings_in_file(self, over: dict[str, str] | None = None) -> Settings:
        """What the settings file alone says, `over` laid on top."""
        values: dict[str, Any] = {}
        if self.exists():
            try:
                values = tomllib.loads(self.settings_file.read_text("utf-8"))
            except tomllib.TOMLDecodeError as e:
                raise Refused(f"Tệp {self.settings_file} không đọc được: {e}. Đề nghị sửa lại tệp.") from e
        values = self._opened(values) | (over or {})
        if values.get("mode") == REHEARSAL:
            raise Refused(f"Tệp {self.settings_file}: mode chỉ nhận demo hoặc live.")
        try:
            return Settings.model_validate(values)
        except ValidationError as e:
            raise Refused(wrong_setting(e)) from e

    def save(self, settings: Settings) -> None:
        """Write the settings file whole (old file replaced in one step), readable by its owner only."""
        self.make()
        draft = self.settings_file.with_suffix(".toml.new")
        draft.touch(mode=0o600)
        draft.write_text(as_toml(self._sealed(settings)), "utf-8")
        draft.replace(self.settings_file)

    def _sealed(self, settings: Settings) -> Settings:
        """What is written: passwords and keys of a live home unreadable without its `secret.key`."""
        held = secrets_in(settings)
        if settings.mode != "live" or not held:
            return settings
        from models.sealed import Seal  # not before it is needed: it brings the ciphers with it

        seal = Seal(self.secret(), SEALED_FOR)
        return settings.model_copy(update={name: SEALED + seal.close(getattr(settings, name)) for name in held})

    def _opened(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values of the file with what is sealed in readable words. Errors: `Refused` names what cannot be read."""
        closed = {k: v.removeprefix(SEALED) for k, v in values.items() if isinstance(v, str) and v.startswith(SEALED)}
        if not closed:
            return values
        from models.sealed import CannotOpen, Seal

        is_known = (self.path / "secret.key").exists() or given_from_outside("secret_key")
        secret = self.secret() if is_known else ""  # looking makes no new key
        seal, opened = Seal(secret, SEALED_FOR), dict(values)
        for name, sealed in closed.items():
            try:
                opened[name] = seal.open(sealed)
            except CannotOpen:
                raise KeyLost(name, sorted(closed), self.settings_file) from None
        return opened

    def secret(self) -> str:
        """The installation's signing key: given from outside (`DONDOC_SECRET_KEY_FILE`), or made once in the home."""
        if given := given_from_outside("secret_key"):
            return given
        file = self.path / "secret.key"
        if not file.exists():
            self.make()
            try:
                with open(file, "x", opener=lambda p, f: os.open(p, f, 0o600), encoding="ascii") as out:
                    out.write(secrets.token_hex(32))
            except FileExistsError:
                pass
        return file.read_text("ascii").strip()

    def database_url(self) -> str:
        return self.settings().database_url or f"sqlite:///{self.path / 'dondoc.db'}"


def given_from_outside(name: str) -> str | None:
    """A setting as the environment has it: `DONDOC_X`, the file named by `DONDOC_X_FILE`, or a systemd credential.

    A credential is the file `dondoc.x` in `$CREDENTIALS_DIRECTORY` (systemd.exec(5), LoadCredential=). None where
    nobody says anything. Errors: `Refused` for a named file that cannot be read.
    """
    variable = f"DONDOC_{name.upper()}"
    if (said := os.environ.get(variable)) is not None:
        return said
    if named := os.environ.get(f"{variable}_FILE"):
        try:
            return Path(named).read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeError) as e:
            raise Refused(f"{variable}_FILE chỉ tới tệp không đọc được: {named} ({type(e).__name__}).") from None
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    credential = Path(folder) / f"dondoc.{name}" if folder else None
    return credential.read_text("utf-8").rstrip("\r\n") if credential and credential.is_file() else None


def without_password(address: str) -> str:
    """An address as it may be shown: `postgresql://dondoc:••••••@db/dondoc`."""
    return re.sub(r"://([^:/@\s]*):[^@\s]+@", r"://\1:••••••@", address)


def as_toml(settings: Settings) -> str:
    """The text of a settings file: every line that is not as it would be anyway."""
    lines = ["# Thiết lập của Đôn Đốc. Ý nghĩa từng dòng: docs/thiet-lap.md"]
    for name, value in settings.model_dump().items():
        if value != Settings.model_fields[name].default or name == "mode":
            lines.append(f"{name} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def secrets_in(settings: Settings) -> list[str]:
    """Which of these settings hold a password, a key or an address with one in it."""
    secret = [name for name, field in Settings.model_fields.items() if not field.repr and getattr(settings, name)]
    return secret + ["database_url"] * ("@" in settings.database_url)


def without_secrets(settings: Settings) -> Settings:
    """The same with every password and key left out."""
    return settings.model_copy(update={name: Settings.model_fields[name].default for name in secrets_in(settings)})


def wrong_setting(error: ValidationError) -> str:
    """The first thing wrong with the settings, in Vietnamese."""
    first = error.errors()[0]
    limits = first.get("ctx") or {}
    said = {
        "int_parsing": "cần một số nguyên",
        "greater_than_equal": f"không được nhỏ hơn {limits.get('ge')}",
        "less_than_equal": f"không được lớn hơn {limits.get('le')}",
        "extra_forbidden": "không có thiết lập này",
        "enum": "chỉ nhận " + str(limits.get("expected")).replace("'", "").replace(" or ", " hoặc "),
    }.get(first["type"], first["msg"])
    given = f" (đang ghi “{first['input']}”)" if first["type"] != "extra_forbidden" else ""
    return f"Thiết lập “{'.'.join(map(str, first['loc']))}” không hợp lệ: {said}{given}."


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
