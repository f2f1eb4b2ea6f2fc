"""Mẫu tin: the approved templates the house can fill, and the check that a message fits before it is sent.

A template message carries no free text, only parameters of a registered form; `forms.yaml` holds the forms. What does
not fit is refused here: the service would refuse it too, and count it against the account.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from models.errors import Refused
from models.settings import Settings
from models.vocabulary import Channel

FORMS = Path(__file__).with_name("forms.yaml")
USUAL = "nhac-viec"
HOLDS = ("unit", "text", "rest", "link")  # the name; the message; what found no room before; the way in
_SENTENCE = re.compile(r"(?<=\.)\s+")
_IN_ADDRESS = re.compile(r"[A-Za-z0-9._~-]+")


class DoesNotFit(ValueError):
    """A message that this form cannot carry; names the parameter."""


@dataclass(frozen=True)
class Parameter:
    """One place of a form: what it holds, its longest value, and what stands there when nothing is left to say."""

    name: str
    holds: str
    longest: int
    otherwise: str = ""


@dataclass(frozen=True)
class Button:
    """What is pressed under a message: its words, and the path behind the portal's address, `<name>` included."""

    title: str
    leads: str


@dataclass(frozen=True)
class Form:
    """One registered template. `says` is its wording, with `<name>` where a parameter goes.

    Without a `button` a message gives no way into the portal.
    """

    name: str
    title: str
    says: str
    tag: str
    at_night: bool
    parameters: tuple[Parameter, ...]
    button: Button | None = None

    def fill(self, unit: str, text: str, link: str = "") -> dict[str, str]:
        """The parameters of one message; of its link the last piece, the rest of the address is registered.

        A unit's name is shortened, its message and its link never. Errors: `DoesNotFit`.
        """
        left, filled = " ".join(text.split()), dict[str, str]()
        last = next((p.name for p in reversed(self.parameters) if p.holds in ("text", "rest")), "")
        for place in self.parameters:
            if place.holds == "link":
                filled[place.name] = link.rpartition("/")[2] or place.otherwise
            elif place.holds == "unit":
                filled[place.name] = _clipped(unit or place.otherwise or "đơn vị", place.longest)
            elif place.name == last:
                filled[place.name], left = left or place.otherwise, ""
            else:
                filled[place.name], left = _parted(left, place.longest)
        self.check(filled)
        return filled

    def check(self, values: dict[str, Any]) -> None:
        """Every parameter there, as text, not too long. Errors: `DoesNotFit`."""
        for place in self.parameters:
            value = values.get(place.name)
            if not value or not isinstance(value, str):
                raise DoesNotFit(f"thiếu tham số {place.name} của mẫu {self.name}")
            if len(value) > place.longest:
                raise DoesNotFit(f"tham số {place.name} của mẫu {self.name} dài quá {place.longest} ký tự")
            if place.holds == "link" and not _IN_ADDRESS.fullmatch(value):
                raise DoesNotFit(f"tham số {place.name} của mẫu {self.name} không đặt được vào địa chỉ của nút")

    def read(self, values: dict[str, str]) -> str:
        """The message as the phone shows it."""
        return _filled(self.says, values)

    def leads(self, portal: str, values: dict[str, str]) -> str:
        """Where the button of a message goes; empty without one. `portal`: the address of the portal."""
        return portal.rstrip("/") + _filled(self.button.leads, values) if self.button else ""


def form_of(name: str) -> Form:
    """The form with this name; the usual one for an empty name. Errors: `Refused` naming those there are."""
    found = forms().get(name or USUAL)
    if found is None:
        raise Refused(f"Thiết lập “zalo_form” không có mẫu “{name}”. Các mẫu có sẵn: {', '.join(forms())}.")
    return found


def without_way_in(settings: Settings) -> frozenset[Channel]:
    """The channels whose messages of this home lead nowhere: nobody should be told over them alone by choice."""
    return frozenset(() if form_of(settings.zalo_form).button else (Channel.ZALO,))


@cache
def forms() -> dict[str, Form]:
    """Every form of the house."""
    written = yaml.safe_load(FORMS.read_text("utf-8"))
    return {
        name: Form(
            name, f["title"], f["says"], f["tag"], f["at_night"],
            tuple(Parameter(of, **place) for of, place in f["parameters"].items()),
            Button(**f["button"]) if "button" in f else None,
        )
        for name, f in written.items()
    }  # fmt: skip


def _filled(wording: str, values: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda place: values.get(place[1], ""), wording)


def _parted(text: str, longest: int) -> tuple[str, str]:
    """The text in two: as many whole sentences as fit, but never the last one; where none fits, whole words."""
    sentences, first = _SENTENCE.split(text), ""
    for sentence in sentences[:-1]:
        longer = f"{first} {sentence}".strip()
        if len(longer) > longest:
            break
        first = longer
    if not first:
        first = text if len(text) <= longest else text[: longest + 1].rpartition(" ")[0] or text[:longest]
    return first, text[len(first) :].strip()


def _clipped(name: str, longest: int) -> str:
    if len(name) <= longest:
        return name
    return f"{name[: longest - 1].rpartition(' ')[0] or name[: longest - 1]}…"
