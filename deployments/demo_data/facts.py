"""What happened, gathered as rows: filings, words on them, extensions, waivers. Written later in a few statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from deployments.demo_data.chance import HANOI, office_hour
from models.obligations import Obligation
from models.vocabulary import DutyKind, SubmissionKind, SubmissionState

STAFF = "tham-muu"
FICTION = "(số liệu demo, hư cấu)"
DOCUMENTS = {
    DutyKind.PLAN: ("Kế hoạch thực hiện", "KH"),
    DutyKind.MEETING: ("Biên bản họp", "BB"),
    DutyKind.EVENT: ("Kết quả tổ chức", "BC"),
    DutyKind.INSPECTION: ("Kết luận kiểm tra", "KL"),
    DutyKind.GUIDANCE: ("Văn bản hướng dẫn", "HD"),
    DutyKind.REPORT: ("Báo cáo", "BC"),
}
Key = tuple[str, str, str, str, int]


@dataclass
class Facts:
    """Rows of a told story, obligation by obligation. What would happen after `ends_at` has not happened."""

    ends_at: datetime
    submissions: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[tuple[Key, dict[str, Any]]] = field(default_factory=list)
    extensions: list[dict[str, Any]] = field(default_factory=list)
    waivers: list[dict[str, Any]] = field(default_factory=list)

    def file(self, obligation: Obligation, when: datetime, rng: Random, form: Filled) -> None:
        """One more version of this obligation."""
        if when > self.ends_at:
            return
        last = self._last(obligation)
        if last:
            last["state"] = SubmissionState.SUPERSEDED.value
        words, mark = DOCUMENTS.get(obligation.deadline.kind, ("Văn bản", "BC"))
        row = {
            **key_of(obligation),
            "version": last["version"] + 1 if last else 1,
            "kind": (SubmissionKind.FIGURES if form.id else SubmissionKind.DOCUMENT).value,
            "state": SubmissionState.FILED.value,
            "form": form.id,
            "form_version": form.version,
            "figures": form.figures,
            "note": f"{words} {obligation.deadline.label} {FICTION}.",
            "document_number": f"{rng.randint(3, 180)}/{mark}-DEMO",
            "document_on": when.astimezone(HANOI).date(),
            "is_provisional": form.is_provisional,
            "receipt": "",
            "filed_via": "demo",
            "filed_by": obligation.unit_id,
            "filed_at": when,
        }
        self.submissions.append(row)

    def accept(self, obligation: Obligation, day: date, rng: Random) -> None:
        self._decide(obligation, "accept", "", office_hour(rng, day), SubmissionState.ACCEPTED)

    def give_back(
        self, obligation: Obligation, when: datetime, note: str, cells: Mapping[str, str] | None = None
    ) -> None:
        """Returned with a word; `cells`: what is said beside single boxes, by code."""
        self._decide(obligation, "return", note, when, SubmissionState.RETURNED, cells)

    def extend(self, obligation: Obligation, until: date, reason: str, when: datetime) -> None:
        self._grant(self.extensions, obligation, reason, when, until=until)

    def waive(self, obligation: Obligation, reason: str, when: datetime) -> None:
        self._grant(self.waivers, obligation, reason, when)

    def _grant(
        self, rows: list[dict[str, Any]], obligation: Obligation, reason: str, when: datetime, **more: Any
    ) -> None:
        if when <= self.ends_at:
            rows.append({**key_of(obligation), "reason": reason, "granted_by": STAFF, "granted_at": when, **more})

    def _decide(
        self,
        obligation: Obligation,
        action: str,
        note: str,
        when: datetime,
        state: SubmissionState,
        cells: Mapping[str, str] | None = None,
    ) -> None:
        last = self._last(obligation)
        if when > self.ends_at or last is None:
            return
        last["state"] = state.value
        key = (*obligation.key, last["version"])
        marks = [{"code": code, "message": said} for code, said in (cells or {}).items()]
        self.decisions.append((key, {"action": action, "note": note, "by": STAFF, "at": when, "cells": marks}))

    def _last(self, obligation: Obligation) -> dict[str, Any] | None:
        """The newest version; filings of one obligation are told one after the other."""
        newest = self.submissions[-1] if self.submissions else None
        return newest if newest and all(newest[name] == value for name, value in key_of(obligation).items()) else None


@dataclass(frozen=True)
class Filled:
    """A form as a unit filled it; without an id a document was filed instead."""

    id: str = ""
    version: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    is_provisional: bool = False


def key_of(obligation: Obligation) -> dict[str, str]:
    return {
        "programme": obligation.programme,
        "duty": obligation.duty,
        "period": obligation.period,
        "unit_id": obligation.unit_id,
    }
