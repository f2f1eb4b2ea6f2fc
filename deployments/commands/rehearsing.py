"""The command that plays a programme before it goes live, and says what a change would change."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from deployments.commands.answers import cell, print_json, print_table, progress, say, write_whole
from deployments.commands.grammar import day, word
from deployments.commands.opening import home_of, programme_of, rules_of
from models.errors import Refused

if TYPE_CHECKING:
    from models.settings import Home
    from tasks.rehearsal_log import Played

LOG, PICTURE = "nhat-ky.jsonl", "dong-thoi-gian.svg"
MOST_LINES = 40
WHAT = {
    "succession": "kế thừa đơn vị",
    "deadline": "thời hạn",
    "message": "tin nhắc",
    "escalation": "tin tới thủ trưởng",
    "close": "khóa kỳ",
    "total": "số tổng hợp",
    "filed": "bài nộp",
    "returned": "trả lại",
}
NAMES = {
    "on": "ngày",
    "kind": "loại",
    "basis": "căn cứ",
    "named_on": "ngày văn bản nêu",
    "last_valid_on": "ngày cuối còn đúng hạn",
    "target_on": "ngày làm việc cần xong",
    "provisional": "lịch dự kiến",
    "expected": "đơn vị phải nộp",
    "reported": "đơn vị đã nộp",
    "at": "lúc",
    "state": "tình trạng",
    "reason": "lý do",
    "value": "giá trị",
}
CHANGE = {"added": "thêm", "gone": "mất", "changed": "đổi"}


def rehearse(
    ctx: typer.Context,
    programme: str | None = typer.Argument(
        None, parser=word, metavar="CHƯƠNG_TRÌNH", help="mã, phần đầu, hoặc thư mục của chương trình sắp áp dụng"
    ),
    first: date | None = typer.Option(
        None, "--from", parser=day, metavar="NGÀY", help="ngày đầu (mặc định: ngày chương trình có hiệu lực)"
    ),
    last: date | None = typer.Option(
        None, "--to", parser=day, metavar="NGÀY", help="ngày cuối (mặc định: ngày chương trình kết thúc)"
    ),
    behaviour: Path | None = typer.Option(
        None, "--behaviour", metavar="TỆP", help="đơn vị nộp đúng hạn, muộn, im lặng theo tỷ lệ nào (YAML)"
    ),
    out: Path | None = typer.Option(
        None, "--out", metavar="THƯ_MỤC", help=f"nơi ghi {LOG} và {PICTURE} (mặc định: trong thư mục nhà, rehearsals/)"
    ),
    compare: tuple[str, str] = typer.Option(
        ("", ""),
        "--compare",
        metavar="CŨ MỚI",
        show_default=False,
        help="so hai nhật ký; kèm CHƯƠNG_TRÌNH thì CŨ, MỚI còn có thể là thư mục quy tắc hoặc thư mục nhà",
    ),
    as_json: bool = typer.Option(False, "--json", help="in JSON, chỉ JSON"),
) -> None:
    """Diễn tập cả vòng đời một chương trình trong bản nháp: không gửi gì, không đụng dữ liệu thật."""
    if any(compare):
        old, new = (_side(ctx, side, programme, first, last, behaviour) for side in compare)
        _show_difference(old, new, as_json)
        return
    if programme is None:
        raise Refused("Thiếu chương trình cần diễn tập. Ví dụ: dondoc rehearse 05 --from 2024-03-01 --to 2025-12-31")
    home = home_of(ctx)
    catalogue, slug = _rules_and_slug(home, programme)
    if out is not None and out.exists() and not out.is_dir():
        raise Refused(f"{out} không phải thư mục. Đề nghị chọn nơi khác cho --out.")
    played = _play(catalogue, slug, first, last, behaviour, home if home.exists() else None)
    span = f"{slug}-{played.asked['from']}-{played.asked['to']}"
    files = _keep(played, catalogue, slug, out or home.path / "rehearsals" / span)
    if as_json:
        print_json({**played.asked, **played.summary, "what": "rehearsal", "sha256": played.sha256, "files": files})
        return
    _show(played, files)


def _rules_and_slug(home: Home, programme: str) -> tuple[Any, str]:
    """The rules of this home and the programme meant; a folder is laid over them under its own name."""
    folder = Path(programme)
    if not (folder / "programme.yaml").is_file():
        catalogue = rules_of(home)
        return catalogue, programme_of(catalogue, programme)
    from models.catalogue import load_catalogue
    from models.settings import BUILTIN_PROGRAMMES

    return load_catalogue(BUILTIN_PROGRAMMES, home.programmes, folder), folder.resolve().name


def _play(
    catalogue: Any, slug: str, first: date | None, last: date | None, behaviour: Path | None, source: Home | Path | None
) -> Played:
    from models.behaviour import read_behaviour
    from tasks.rehearsal import Asked, rehearse

    law = catalogue.programme(slug)
    asked = Asked(slug, first or law.valid_from, last or law.valid_to, read_behaviour(behaviour))
    months = (asked.last.year - asked.first.year) * 12 + asked.last.month - asked.first.month + 1
    with progress("Diễn tập", max(months, 1)) as step:
        return rehearse(catalogue, asked, source, step)


def _side(
    ctx: typer.Context, side: str, programme: str | None, first: date | None, last: date | None, behaviour: Path | None
) -> Played:
    """One side of a comparison: a log that is there, or one made now from a folder."""
    from models.catalogue import load_catalogue
    from models.settings import BUILTIN_PROGRAMMES, Home
    from tasks.rehearsal_diff import read_played

    path = Path(side)
    if path.is_file() or (path / LOG).is_file():
        return read_played(path if path.is_file() else path / LOG)
    if not path.is_dir():
        raise Refused(f"Không có {side}. --compare cần hai nhật ký diễn tập ({LOG}), hoặc hai thư mục quy tắc.")
    if programme is None:
        raise Refused(
            f"{side} là thư mục quy tắc: cần ghi thêm chương trình, ví dụ dondoc rehearse 05 --compare CŨ MỚI"
        )
    if Home(path).exists():
        home = Home(path)
        catalogue, slug = _rules_and_slug(home, programme)
        return _play(catalogue, slug, first, last, behaviour, home)
    catalogue = load_catalogue(BUILTIN_PROGRAMMES, path)
    has_map = any((path / "units").glob("*.json"))
    return _play(catalogue, programme_of(catalogue, programme), first, last, behaviour, path if has_map else None)


def _keep(played: Played, catalogue: Any, slug: str, out: Path) -> dict[str, str]:
    from reports.timeline_svg import timeline_svg

    out.mkdir(parents=True, exist_ok=True)
    law = catalogue.programme(slug)
    titles = {duty.id: duty.title for duty in law.duties.values()}
    span = (date.fromisoformat(played.asked["from"]), date.fromisoformat(played.asked["to"]))
    picture = timeline_svg(law.short_title, *span, played.events, titles)
    write_whole(out / LOG, played.text.encode())
    write_whole(out / PICTURE, picture.encode())
    return {"log": str(out / LOG), "timeline": str(out / PICTURE)}


def _show(played: Played, files: dict[str, str]) -> None:
    from models.vocabulary import Channel, MessageState, Stage

    asked, told = played.asked, played.summary
    say(f"Diễn tập {asked['title']}, từ {_day(asked['from'])} đến {_day(asked['to'])} (hạt giống {asked['seed']})")
    rows = [
        ("Thời hạn", told["deadlines"]),
        ("Việc phải làm", told["obligations"]),
        ("Đã báo cáo", told["reported"]),
        ("Bài nộp", told["filed"]),
        ("Trả lại", told["returned"]),
        ("Tin", told["messages"]),
        *((f"  {MessageState.of(state).label}", n) for state, n in told["by_state"].items()),
        *((f"  qua {Channel.of(channel).label}", n) for channel, n in told["by_channel"].items()),
        *((f"  {Stage.of(stage).label}", n) for stage, n in told["by_stage"].items()),
        ("Tin tới thủ trưởng", told["escalations"]),
        ("Kỳ đã khóa", told["closed"]),
        ("Quan hệ kế thừa đơn vị", told["successions"]),
        ("Số ngày có tin", told["days_with_messages"]),
    ]
    print_table("", ["", "Số lượng"], rows, right=("Số lượng",))
    say(f"Nhật ký: {files['log']}")
    say(f"Tranh dòng thời gian: {files['timeline']}")


def _show_difference(old: Played, new: Played, as_json: bool) -> None:
    from tasks.rehearsal_diff import compare, counts

    found = compare(old.events, new.events)
    counted = counts(found)
    if as_json:
        print_json(
            {"old": old.asked, "new": new.asked, "counts": counted, "changes": [each.as_json() for each in found]}
        )
        return
    if not found:
        say("Hai lần diễn tập giống hệt nhau.")
        return
    print_table(
        "Khác nhau giữa hai lần diễn tập",
        ["", *CHANGE.values()],
        [(WHAT[what], *(n[change] for change in CHANGE)) for what, n in counted.items()],
        right=tuple(CHANGE.values()),
    )
    print_table(
        "",
        ["", "", "Ở đâu", "Điều gì"],
        [
            (WHAT[d.what], CHANGE[d.change], " ".join(_said(*part) for part in d.key.items()), _fields(d.fields))
            for d in found[:MOST_LINES]
        ],
    )
    if len(found) > MOST_LINES:
        say(f"… và {cell(len(found) - MOST_LINES)} điểm khác nữa; xem đủ bằng --json.")


def _fields(fields: dict[str, tuple[Any, Any]]) -> str:
    """What is different, old → new; of what is only on one side, what it was."""
    told = []
    for name, pair in fields.items():
        values = [_said(name, value) for value in pair if value not in (None, "")]
        if values:
            told.append(f"{NAMES[name]}: {' → '.join(values)}")
    return "; ".join(told)


def _said(name: str, value: Any) -> str:
    """A value of a log as people say it."""
    from models.vocabulary import Channel, MessageState, Stage, SuccessionKind

    kinds = {"channel": Channel, "stage": Stage, "state": MessageState, "kind": SuccessionKind}
    if name in kinds and value is not None:
        return kinds[name].of(value).label
    if name == "at" and value is not None:
        return f"{datetime.fromisoformat(value):%H:%M %d/%m/%Y}"
    return _day(value)


def _day(value: Any) -> str:
    """A day as people write it, anything else as a table shows it."""
    try:
        return cell(date.fromisoformat(value))
    except (TypeError, ValueError):
        return cell(value)
