"""Questions to whoever sits at the screen; without a screen, a word on which flag or variable was missing."""

from __future__ import annotations

import os
import sys

import typer

from deployments.commands.answers import note
from models.errors import Refused


def ask(question: str, flag: str) -> str:
    """An answer that must be given: asked on a screen, demanded by its flag otherwise."""
    if not sys.stdin.isatty():
        raise Refused(f"Thiếu {flag}: {question[0].lower()}{question[1:]}.")
    while not (answer := input(f"{question}: ").strip()):
        note("Mục này không để trống được.")
    return answer


def ask_or(given: str | None, question: str, default: str = "") -> str:
    """An answer that may be left out."""
    if given is not None or not sys.stdin.isatty():
        return given if given is not None else default
    shown = f" [{default}]" if default else ""
    return input(f"{question}{shown}: ").strip() or default


def secret(question: str, variable: str, *, again: bool = False) -> str:
    """A secret, never on the command line: from the environment, or typed unseen."""
    if found := os.environ.get(variable):
        return found
    if not sys.stdin.isatty():
        raise Refused(f"Thiếu mật khẩu: đặt biến môi trường {variable} hoặc chạy lệnh trên màn hình để nhập kín.")
    from getpass import getpass

    given = getpass(question)
    if again and getpass("Nhập lại lần nữa: ") != given:
        raise Refused("Hai lần nhập mật khẩu không giống nhau.")
    return given


def certain(question: str) -> None:
    if not sys.stdin.isatty():
        raise Refused(f"{question} Thêm --yes để xác nhận.")
    if input(f"{question} [gõ “có” để xác nhận]: ").strip().lower() not in ("có", "co", "c", "yes", "y"):
        raise typer.Abort()
