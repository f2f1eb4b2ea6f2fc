"""Scratch programmes of one rule each, written as the YAML files an officer would write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

PROGRAMME = """title: Chương trình thử nghiệm
short_title: Chương trình thử nghiệm
number: 01/CTr
years: [{first}, {last}]
valid_from: {signed}
valid_to: {last}-12-31
tracker: Công an Tỉnh
scope: []
documents:
  - {{relation: self, number: 01/CTr, kind: Chương trình, issuer: Công an Tỉnh, date: {signed}}}
"""
DUTY = """id: {duty}
kind: report
title: Báo cáo
clause: "1"
wording: {wording}
levels: [xa]
actors: [Công an cấp xã]
addressees:
  - {{trees: [police]}}
rule: {rule}
"""


def rule_folder(folder: Path, cases: Sequence[dict[str, Any]]) -> None:
    """Write the cases (`words`, `rule`, `years`, `signed`) as programmes, and mark each with `programme` and `duty`."""
    for n, case in enumerate(cases):
        first, last = case.get("years", (2021, 2033))
        signed = case.get("signed", f"{int(first) - 1}-12-31")
        case["programme"], case["duty"] = f"thu-{first}-{last}-{signed}", f"X{n:03}"
        duties = folder / case["programme"] / "duties"
        if not duties.exists():
            duties.mkdir(parents=True)
            text = PROGRAMME.format(first=first, last=last, signed=signed)
            (duties.parent / "programme.yaml").write_text(text, "utf-8")
        rule = yaml.dump(case["rule"], allow_unicode=True, default_flow_style=True, width=1000).strip()
        wording = yaml.dump(case["words"], allow_unicode=True, width=1000).split("\n")[0]
        text = DUTY.format(duty=case["duty"], wording=wording, rule=rule)
        (duties / f"{case['duty']}.yaml").write_text(text, "utf-8")
