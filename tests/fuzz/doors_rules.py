"""Doors of those who write rules: YAML of programmes, acts of units, behaviour; maps and logs as JSON; bundles."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import yaml

from deployments.commands.rule_sources import rules_from
from models.behaviour import read_behaviour
from models.body_files import read_bodies
from models.catalogue import Catalogue, load_catalogue
from models.check_sentences import MUST, ODD, read_sentence
from models.day_off_files import read_days_off
from models.deadlines import deadlines
from models.document_form_files import read_document_form
from models.duty_files import read_duty
from models.errors import CatalogueError
from models.figures import check_figures
from models.form_files import read_form
from models.ladder_files import read_ladders
from models.programme_files import read_programme
from models.rule_files import RuleFile, Unreadable
from models.settings import BUILTIN_PROGRAMMES, Home, Settings
from models.unit_act_files import read_act
from models.unit_act_plan import plan_act
from models.unit_act_world import World
from models.unit_doctor import examine
from models.unit_sources import read_map, unit_rows
from models.workdays import WorkCalendar
from tasks.rehearsal_diff import compare, counts, read_played
from tests.fuzz import bending, bending_packages
from tests.fuzz.oracle import Door

TOKENS = (
    "[", "]", "{", "}", ":", ": ", "-", "- ", "null", '"', "'", "&a", "*a", "<<: *a", "|", ">", "0", "-1",
    "2024-99-99", "on",
    "\t", "=>", "<=", "!!python/object:x", "!!binary x", "%YAML 9", "---", "...", "? [a]\n: b", "\ufeff", "#", ",",
    "\n",
)  # fmt: skip
ACTS = (
    "kind: reorganisation\ntitle: Sắp xếp\neffective_on: 2027-01-01\ndocument: Nghị quyết số 00/NQ-HĐND\n"
    "document_on: 2026-12-10\narticle: Điều 1\ncreate:\n"
    "  - {id: vn/2027-01/mot, name: Xã Một, tree: territory, level: xa, kind: xã, parent: Tỉnh X}\n"
    "  - {id: vn/2027-01/hai, name: Xã Hai, tree: territory, level: xa, kind: xã, parent: Tỉnh X}\n"
    "end:\n  - {unit: Xã A, heirs: [{to: Xã Một}]}\n"
    "  - unit: Xã B\n    heirs:\n      - {to: Xã Một, share: 40%}\n      - {to: Xã Hai, share: 60%}\n",
    "kind: rename\ntitle: Đổi tên\neffective_on: 2027-01-01\ndocument: Nghị quyết số 00\ndocument_on: 2026-12-10\n"
    "article: Điều 1\nrename:\n  - {unit: Tỉnh X, name: Thành phố X, kind: thành phố}\n",
    "kind: absorbed\ntitle: Sáp nhập\neffective_on: 2027-01-01\ndocument: Quyết định số 00\ndocument_on: 2026-12-10\n"
    "article: toàn văn\nend_level:\n"
    "  - {tree: elderly, level: xa, under: vn/x, heir_tree: front, functions_to: [Xã A]}\n",
    '{"kind": "move", "title": "Chuyển", "effective_on": "2027-01-01", "move": [{"unit": "Xã A", "parent": "Tỉnh X"}]}',
    "kind: split\ntitle: Chia\neffective_on: 2027-01-01\nend:\n  - unit: Xã A\n    heirs:\n"
    "      - {to: Xã B, share: 7/20, default: true}\n      - {to: Xã C, share: 0,65}\n",
)
BEHAVIOUR = (
    "seed: hè 2027\non_time: 0.85\nlate: 0.1\nsilent: 0.05\nlate_days: [1, 12]\nreturned: 0.03\nby_hand: 0.05\n"
    "groups:\n  - {trees: [police], levels: [xa], on_time: 0.95, late: 0.05}\n",
)
SENTENCES = (
    "B01 <= B02", "E04 <= E03", "B01 == 0 => B02 == 0", "B01 ~ 5*last.B01 over 5", "D01.tu_so <= D01.mau_so",
    "sum <= B01", "B01 + B02 >= 3*C01", "year.B01 >= B01", "below.B01 == B01", "same",
)  # fmt: skip
LOG = (
    {"what": "rehearsal", "programme": "05-ctrph-cat-mttq", "first": "2026-01-01", "last": "2026-12-31"},
    {"what": "deadline", "duty": "S000-16", "period": "2026-01", "on": "2026-01-31", "reported": 3, "expected": 4},
    {"what": "message", "unit": "a", "channel": "email", "at": "2026-01-01T08:00", "state": "sent", "items": [
        {"duty": "S000-16", "period": "2026-01", "stage": "due"}, {"duty": "S000-12", "period": "2026", "stage": "due"},
    ]},
    {"what": "filed", "unit": "a", "duty": "S000-16", "period": "2026-01", "version": 1, "at": "2026-01-20T09:00"},
    {"what": "total", "duty": "S000-16", "period": "2026-01", "node": "vn/x", "indicator": "B01", "value": 5},
    {"what": "summary", "messages": 1},
)  # fmt: skip
MAP = {
    "source": "Bản đồ thử", "at": "2025-07-01", "basis": {"xa": "Nghị quyết 1663/NQ-UBTVQH15"},
    "units": [
        {"id": "vn/t", "code": "82", "name": "Tỉnh X", "level": "tinh", "kind": "tỉnh", "parent": None},
        {"id": "vn/h", "code": "9", "name": "Huyện H", "level": "huyen", "kind": "huyện", "parent": "vn/t",
         "valid_to": "2025-06-30"},
        {"id": "vn/a", "code": "1", "name": "Xã A", "level": "xa", "kind": "xã", "parent": "vn/h",
        "valid_to": "2025-06-30"},
        {"id": "vn/b", "code": "2", "name": "Xã B", "level": "xa", "kind": "xã", "parent": "vn/h",
        "valid_to": "2025-06-30"},
        {"id": "vn/n", "code": "3", "name": "Xã N", "level": "xa", "kind": "xã", "parent": "vn/t",
        "valid_from": "2025-07-01"},
        {"id": "vn/m", "code": "4", "name": "Xã M", "level": "xa", "kind": "xã", "parent": "vn/t",
        "valid_from": "2025-07-01"},
    ],
    "succession": [
        {"frm": "vn/a", "to": "vn/n"}, {"frm": "vn/b", "to": "vn/n", "share": 0.4, "kind": "partial", "default": True},
        {"frm": "vn/b", "to": "vn/m", "share": 0.6, "kind": "partial", "default": False},
    ],
}  # fmt: skip
GENTLE = "forms/phong-trao.yaml"


def rule_doors(folder: Path) -> list[Door]:
    """`folder`: an empty place for the files of the doors that read files."""
    law = load_catalogue(BUILTIN_PROGRAMMES)
    texts = {p.relative_to(BUILTIN_PROGRAMMES).as_posix(): p.read_text("utf-8") for p in _yaml_files()}

    def of(*patterns: str) -> list[tuple[str, str]]:
        return [(path, text) for path, text in texts.items() if any(Path(path).match(p) for p in patterns)]

    one = {path: text for path, text in texts.items() if path.split("/")[0] == "279-kh-mttw-bca"}
    world = World({unit["id"]: unit for unit in unit_rows(MAP).units})
    return [
        Door("yaml-duty", "Tệp nhiệm vụ (YAML)", _bent(of("*/duties/*.yaml")), _duty(law), share=150),
        Door("yaml-form", "Biểu số liệu (YAML)", _bent(of("forms/*.yaml")), _form(law), share=20),
        Door("yaml-programme", "Tệp chương trình (YAML)", _bent(of("*/programme.yaml")), _programme(law), share=15),
        Door("yaml-document", "Mẫu nội dung văn bản (YAML)", _bent(of("documents/*.yaml")), _document, share=80),
        Door("yaml-days-off", "Bảng ngày nghỉ (YAML)", _bent(of("days_off/*.yaml")), _days_off, share=80),
        Door("yaml-ladders", "Thang nhắc (YAML)", _bent(of("ladders.yaml")), _ladders(law), share=20),
        Door("yaml-bodies", "Cơ quan, kế thừa, điều đã hết hiệu lực (YAML)", _bent(of("bodies.yaml")), _bodies,
        share=20),
        Door("yaml-unit-act", "Đề xuất biến động đơn vị (YAML, JSON)", _bent(_named(ACTS)), _act(world), share=200),
        Door("yaml-behaviour", "Nếp của đơn vị trong diễn tập (YAML)", _bent(_named(BEHAVIOUR)), _habits(folder),
        share=150),
        Door("check-sentence", "Câu kiểm tra số liệu", _sentence_bent, _sentence(law), (Unreadable,), share=2400),
        Door("json-map", "Bản đồ đơn vị (JSON)", _map_bent, _map(folder), share=150),
        Door("json-rehearsal", "Nhật ký diễn tập (JSON từng dòng)", _log_bent, _log(folder), share=150),
        Door("zip-rules", "Gói quy tắc (.zip)", _zip_bent(one), _zip(law, folder), share=2),
    ]  # fmt: skip


def _yaml_files() -> list[Path]:
    return sorted(p for p in BUILTIN_PROGRAMMES.rglob("*.yaml") if p.parent.name != "units")


def _named(texts: Sequence[str]) -> list[tuple[str, str]]:
    return [(f"{n}.yaml", text) for n, text in enumerate(texts)]


def _bent(files: Sequence[tuple[str, str]]) -> Callable[[Random], bytes]:
    """One of the files with something changed: as a tree, as lines, by slips of a hand, or as bytes."""
    trees = [yaml.load(text, yaml.BaseLoader) for _, text in files]

    def bend(rng: Random) -> bytes:
        n = rng.randrange(len(files))
        (name, text), way = files[n], rng.random()
        if way < 0.45:
            text = bending.as_yaml(bending.tree(rng, trees[n], spare=trees))
        elif way < 0.75:
            text = bending.slips(rng, text, tokens=TOKENS)
        elif way < 0.93:
            text = bending.lines(rng, text)
        else:
            return (
                name.encode()
                + b"\n"
                + bending.data(rng, text.encode(), other=files[rng.randrange(len(files))][1].encode())
            )
        return f"{name}\n{bending.plain(text)}".encode()

    return bend


def _read(data: bytes) -> tuple[str, str]:
    """The name and the text of an input, as whoever opens a rule file decodes it."""
    name, _, content = data.partition(b"\n")
    try:
        return name.decode("utf-8", "replace"), content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueError("x.yaml", None, "(toàn tệp)", "không phải UTF-8") from None


def _taken(found: object, complaints: list[CatalogueError]) -> object:
    """Taken whole or complained about, never both and never neither; every complaint can be printed."""
    assert (found is None) == bool(complaints)
    if complaints:
        assert all(c.message and c.field for c in complaints)
        raise CatalogueError("x.yaml", None, "(toàn tệp)", " ".join(str(c) for c in complaints))
    return found


def _duty(law: Catalogue) -> Callable[[bytes], None]:
    def knock(data: bytes) -> None:
        name, text = _read(data)
        slug, stem = name.split("/")[0], Path(name).stem
        programme, complaints = law.programmes.get(slug) or next(iter(law.programmes.values())), []
        file = RuleFile(name, text, complaints)
        _taken(duty := read_duty(file, stem, programme, law.bodies, law.forms, programme.duties), complaints)
        one = replace(programme, duties={**_hung_on(duty, programme.duties), stem: duty})
        assert all(d.steps for d in deadlines(replace(law, programmes={programme.slug: one}, memo={}), programme.slug))

    return knock


def _hung_on(duty, duties: dict) -> dict:
    """The duties its term may be counted from; none that would make a circle, which the folder's reading refuses."""
    wanted = getattr(duty.rule.shape, "of_duty", "")
    return {key: d for key, d in duties.items() if key == wanted and not getattr(d.rule.shape, "of_duty", "")}


def _form(law: Catalogue) -> Callable[[bytes], None]:
    def knock(data: bytes) -> None:
        name, text = _read(data)
        complaints: list[CatalogueError] = []
        known = {} if name == GENTLE else law.forms
        form = _taken(read_form(RuleFile(name, text, complaints), Path(name).stem, known), complaints)
        codes = [field.code for indicator in form.indicators for field in indicator.fields()]
        for value in ("", "0", "12", "có", "1.234,5"):
            _, problems = check_figures(form, dict.fromkeys(codes, value))
            assert all(p.message for p in problems)

    return knock


def _programme(law: Catalogue) -> Callable[[bytes], None]:
    def knock(data: bytes) -> None:
        name, text = _read(data)
        complaints: list[CatalogueError] = []
        slug = name.split("/")[0]
        found = read_programme(RuleFile(name, text, complaints), slug, law.territories, law.forms)
        programme = replace(_taken(found, complaints), duties=law.programmes[slug].duties)
        deadlines(replace(law, programmes={slug: programme}, memo={}), slug)

    return knock


def _document(data: bytes) -> None:
    name, text = _read(data)
    complaints: list[CatalogueError] = []
    _taken(read_document_form(RuleFile(name, text, complaints), Path(name).stem, {}), complaints)


def _days_off(data: bytes) -> None:
    name, text = _read(data)
    complaints: list[CatalogueError] = []
    year = Path(name).stem
    table = _taken(read_days_off(RuleFile(name, text, complaints), year), complaints)
    calendar = WorkCalendar([table])
    assert len(calendar.days(int(year))) in (365, 366)
    calendar.add_working_days(date(int(year), 1, 1), 30)


def _ladders(law: Catalogue) -> Callable[[bytes], None]:
    def knock(data: bytes) -> None:
        name, text = _read(data)
        complaints: list[CatalogueError] = []
        read_ladders(RuleFile(name, text, complaints), law.ladders)
        _taken(None if complaints else law, complaints)

    return knock


def _bodies(data: bytes) -> None:
    name, text = _read(data)
    complaints: list[CatalogueError] = []
    read_bodies(RuleFile(name, text, complaints))
    _taken(None if complaints else name, complaints)


def _act(world: World) -> Callable[[bytes], str]:
    def knock(data: bytes) -> str:
        name, text = _read(data)
        plan = plan_act(read_act(name, text).act, world)
        assert all(p.where and p.message for p in plan.problems)
        return "; ".join(p.message for p in plan.problems)

    return knock


def _habits(folder: Path) -> Callable[[bytes], None]:
    def knock(data: bytes) -> None:
        file = folder / "behaviour.yaml"
        file.write_bytes(data.partition(b"\n")[2])
        behaviour = read_behaviour(file)
        habit = behaviour.habit("police", "xa")
        assert 0 <= habit.late <= 1
        assert 0 <= habit.on_time <= 1

    return knock


def _sentence_bent(rng: Random) -> bytes:
    words = (
        "<=",
        ">=",
        "==",
        "=",
        "<",
        ">",
        "=>",
        "~",
        "+",
        "-",
        "*",
        "over",
        "sum",
        "last.",
        "year.",
        "(",
        ")",
        "5*",
        " ",
    )
    if rng.random() < 0.5:
        return bending.plain(bending.slips(rng, rng.choice(SENTENCES), tokens=words)).encode()
    pieces = [rng.choice((*words, "B01", "B02", "E03", "D01.tu_so", "D01.mau_so", bending.text(rng))) for _ in range(6)]
    return bending.plain(" ".join(pieces)).encode()


def _sentence(law: Catalogue) -> Callable[[bytes], None]:
    form = law.forms["phong-trao"]
    labels = {field.code: field.label for indicator in form.indicators for field in indicator.fields()}

    def knock(data: bytes) -> None:
        for says in (MUST, ODD):
            check = read_sentence(data.decode(), form.indicator("B01"), labels, says)
            assert check.message
            assert check.holds(dict.fromkeys(labels, 3)) in (True, False, None)

    return knock


def _map_bent(rng: Random) -> bytes:
    way = rng.random()
    if way < 0.85:
        return json.dumps(bending.tree(rng, MAP), ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")
    whole = json.dumps(MAP, ensure_ascii=False)
    return bending.data(rng, whole.encode()) if way < 0.9 else bending.plain(bending.slips(rng, whole)).encode()


def _map(folder: Path) -> Callable[[bytes], str]:
    def knock(data: bytes) -> str:
        file = folder / "map.json"
        file.write_bytes(data)
        found, lines = read_map(file)
        unit_rows(json.loads(data.decode("utf-8-sig")))
        return "; ".join(f.message for f in examine(found, "map.json", lines))

    return knock


def _log_bent(rng: Random) -> bytes:
    rows = [json.dumps(bending.tree(rng, row) if rng.random() < 0.25 else row, ensure_ascii=False) for row in LOG]
    text = "\n".join(rows)
    if rng.random() < 0.3:
        text = bending.lines(rng, text)
    return bending.data(rng, text.encode("utf-8", "replace")) if rng.random() < 0.1 else bending.plain(text).encode()


def _log(folder: Path) -> Callable[[bytes], None]:
    right = folder / "right.jsonl"
    right.write_text("\n".join(json.dumps(row) for row in LOG), "utf-8")
    known = read_played(right)

    def knock(data: bytes) -> None:
        file = folder / "log.jsonl"
        file.write_bytes(data)
        counts(compare(known.events, read_played(file).events))

    return knock


def _zip_bent(texts: dict[str, str]) -> Callable[[Random], bytes]:
    parts = {path: text.encode() for path, text in texts.items()}
    whole = bending_packages.packed(parts)
    return lambda rng: bending_packages.package(rng, parts, whole=whole)


def _zip(law: Catalogue, folder: Path) -> Callable[[bytes], None]:
    """A bundle is read, completed with what is in force, checked as a folder, and leaves nothing behind."""
    from models.catalogue_change import completed, problems

    home = Home(folder / "rules-home")
    home.save(Settings(mode="demo"))
    source = folder / "rules.zip"

    def knock(data: bytes) -> None:
        source.write_bytes(data)
        archive = completed(home, rules_from(source, law))
        if found := problems(home, archive):
            raise found[0]
        assert not list((home.path / "incoming").iterdir())

    return knock
