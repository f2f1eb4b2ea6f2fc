"""The blocks around the words of a document, looked at one by one: head, subject, ending, signature, recipients, annex.

Each check yields what departs from the rules it is handed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml.ns import qn

from reports.layout_rules import KINDS, Fault, Rules, Sheet
from reports.typography import Line, lines
from reports.underlines import LEAST, width_of

MOTTO = "Độc lập - Tự do - Hạnh phúc"
FONT = "Times New Roman"
_DAY = re.compile(r"\S.*, ngày (…|0[1-9]|[12]\d|3[01]) tháng (…|0[12]|[3-9]|1[0-2]) năm (…|\d{4})")
_SECTION = re.compile(r"[IVX]+\. ")
_CLAUSE = re.compile(r"\d+\. ")


def letters_of(sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    """Times New Roman, black, everywhere."""
    seen: set[str] = set()
    for line in lines(sheet.document.element.body, sheet.typography, deep=True):
        for look in line.looks:
            if look.font != FONT and look.font not in seen:
                seen.add(look.font)
                yield Fault(f"Chữ “{_start(line)}”", f"phông {look.font or 'không rõ'}, cần {FONT}")
            if look.color not in ("auto", "000000") and look.color not in seen:
                seen.add(look.color)
                yield Fault(f"Chữ “{_start(line)}”", "chữ phải màu đen")


def masthead(sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    where = "Phần đầu"
    rows = [] if sheet.head is None else sheet.head.findall(qn("w:tr"))
    if len(rows) < 2 or any(len(sheet.cells(sheet.head, n)) != 2 for n in (0, 1)):
        yield Fault(where, "cần bảng hai cột không viền: cơ quan bên trái, quốc hiệu hoặc tiêu đề Đảng bên phải")
        return
    issuer, nation, number, day = (
        [line for line in lines(cell, sheet.typography) if line.text.strip() or line.placing.has_rule]
        for n in (0, 1)
        for cell in sheet.cells(sheet.head, n)
    )
    yield from _nation(nation, rules)
    yield from _issuer(issuer, rules)
    yield from _number(number, sheet, rules)
    yield from _day(day, rules)


def subject(sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    """Tên loại and trích yếu; where there is no kind, `masthead` has looked for V/v."""
    if not sheet.kind:
        return
    text = [line for line in sheet.text if line.text.strip() or line.placing.has_rule]
    yield from _line("Tên loại", text[0], (13, 14), bold=True, capital=True, centred=True)
    upto = next((n for n, line in enumerate(text) if n and line.placing.has_rule and not line.text.strip()), None)
    if upto is None:
        yield Fault("Trích yếu", "thiếu đường kẻ dưới trích yếu")
        return
    if upto == 1:
        yield Fault("Trích yếu", "thiếu trích yếu dưới tên loại")
    for line in text[1:upto]:
        yield from _line("Trích yếu", line, (13, 14), bold=True, centred=True)
    section = sheet.document.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) // 635
    yield from _rule("Trích yếu", text[upto], text[upto - 1], room, (0.3, 0.55))
    for line in text[upto + 1 :]:
        if line.text.startswith("Kính gửi"):
            yield from _line("Kính gửi", line, (13, 14), bold=False)
            if line.text.rstrip()[-1] not in ".:":
                yield Fault("Kính gửi", "dòng Kính gửi kết thúc bằng dấu chấm, hoặc dấu hai chấm khi gửi nhiều nơi")


def ending(sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    """How the text ends, its numbered headings and its grounds."""
    prose = sheet.prose
    if not prose:
        yield Fault("Nội dung", "không có nội dung")
        return
    last = prose[-1].text.rstrip()
    if rules.is_party and (not last.endswith(".") or last.endswith("./.")):
        yield Fault("Kết thúc", "nội dung kết thúc bằng dấu chấm, không dùng “./.”")
    if not rules.is_party and not last.endswith("./."):
        yield Fault("Kết thúc", "nội dung phải kết thúc bằng “./.”")
    if not rules.is_party and sum(line.text.count("./.") for line in prose) > 1:
        yield Fault("Kết thúc", "“./.” chỉ ghi một lần, ở cuối nội dung")
    for line in sheet.words:
        where = f"Đề mục “{_start(line)}”"
        if line.text.startswith("Căn cứ ") and line.text.rstrip()[-1:] in (";", ".") and line.placing.align == "both":
            yield from _line(where, line, (13, 14), bold=False, italic=True)
        elif _SECTION.match(line.text):
            yield from _line(where, line, (13, 14), bold=True, capital=True)
        elif _CLAUSE.match(line.text) and line.text.rstrip()[-1] not in ".;:":
            yield from _line(where, line, (13, 14), bold=True)


def signers(sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    where = "Chữ ký"
    cells = [cell for table in sheet.signed for cell in table.iter(qn("w:tc"))]
    blocks = [[line for line in lines(cell, sheet.typography) if line.text.strip()] for cell in cells]
    blocks = [block for block in blocks if block and not any(line.text.strip() == "Nơi nhận:" for line in block)]
    if not blocks:
        yield Fault(where, "thiếu quyền hạn, chức vụ và họ tên người ký")
    for block in blocks:
        *posts, name = block
        if not posts:
            yield Fault(where, "thiếu chức vụ hoặc họ tên người ký")
        for line in posts:
            yield from _line(where, line, (13, 14), bold=True, capital=True, centred=True)
        first = posts[0].text if posts else ""
        if re.match(r"[A-ZĐ]+(\.|/[A-Z]) ", first) and not rules.authorities.fullmatch(first):
            known = "T/M, K/T, T/L" if rules.is_party else "TM., KT., TL., TUQ., Q."
            yield Fault(where, f"quyền hạn “{first}” chưa đúng, dùng {known}")
        yield from _line(where, name, (13, 14), bold=True, centred=True)


def recipients(sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    where = "Nơi nhận"
    cells = [cell for table in sheet.signed for cell in table.iter(qn("w:tc"))]
    found = [[line for line in lines(cell, sheet.typography) if line.text.strip()] for cell in cells]
    block = next((each for each in found if any(line.text.strip() == "Nơi nhận:" for line in each)), None)
    if block is None:
        yield Fault(where, "thiếu “Nơi nhận:” bên trái, ngang hàng chữ ký")
        return
    head, *listed = block
    yield from _line(where, head, rules.recipient_head, bold=not rules.is_party, italic=not rules.is_party)
    for n, line in enumerate(listed):
        yield from _line(where, line, rules.recipient_sizes, bold=False)
        end = "." if n == len(listed) - 1 else ";"
        if not line.text.startswith("- ") or not line.text.rstrip().endswith(end):
            yield Fault(where, f"dòng “{_start(line)}” phải bắt đầu bằng “- ” và kết thúc bằng “{end}”")
    if not listed or "Lưu" not in listed[-1].text:
        yield Fault(where, "dòng cuối phải là “- Lưu: VT, ….”")


def annexes(sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    printed = [line for line in sheet.rest if line.text.strip()]
    for n, line in enumerate(printed):
        if not re.fullmatch(r"Phụ lục( [IVX\d]+)?", line.text.strip()):
            continue
        where = line.text.strip()
        yield from _line(where, line, (14, 14), bold=True, centred=True)
        below = printed[n + 1 : n + 4]
        if below:
            yield from _line(where, below[0], (13, 14), bold=True, capital=True, centred=True)
        attached = next((each for each in below if each.text.startswith("(Kèm theo")), None)
        if attached is None:
            yield Fault(where, "thiếu dòng “(Kèm theo … số … ngày …)”")
        else:
            yield from _line(where, attached, (13, 14), italic=True, centred=True)


def _nation(nation: list[Line], rules: Rules) -> Iterator[Fault]:
    where = "Tiêu đề Đảng" if rules.is_party else "Quốc hiệu, tiêu ngữ"
    texts = [line.text.strip() for line in nation]
    wanted = [rules.nation] if rules.is_party else [rules.nation, MOTTO]
    if [text for text in texts if text] != wanted:
        yield Fault(where, f"cần ghi đúng “{' / '.join(wanted)}”")
        return
    yield from _line(where, nation[0], rules.nation_sizes, bold=True, centred=True)
    last = nation[len(wanted) - 1]
    if not rules.is_party:
        yield from _line(where, last, (13, 14), bold=True, centred=True)
    if len(nation) <= len(wanted):
        yield Fault(where, "thiếu đường kẻ dài bằng dòng chữ ở dưới")
    else:
        yield from _rule(where, nation[len(wanted)], last, _room(last), (0.85, 1.15))


def _issuer(issuer: list[Line], rules: Rules) -> Iterator[Fault]:
    where = "Cơ quan ban hành"
    told = [line for line in issuer if line.text.strip() and line.text.strip() != "*"]
    if not told or not told[-1].is_bold:
        yield Fault(where, "thiếu tên cơ quan ban hành in hoa, đậm")
        return
    for line in told:
        yield from _line(where, line, rules.agency_sizes, capital=True, centred=True)
    if told[0] is not told[-1] and told[0].is_bold and not all(line.is_bold for line in told):
        yield Fault(where, "cơ quan chủ quản in đứng, không đậm")
    if rules.is_party:
        if not any(line.text.strip() == "*" for line in issuer):
            yield Fault(where, "thiếu dấu sao (*) dưới tên cơ quan ban hành")
        return
    rule = issuer[-1]
    if rule.text.strip() or not rule.placing.has_rule:
        yield Fault(where, "thiếu đường kẻ dưới tên cơ quan ban hành")
    else:
        yield from _rule(where, rule, told[-1], _room(rule), (0.3, 0.55))


def _number(number: list[Line], sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    where = "Số, ký hiệu"
    if not number:
        yield Fault(where, f"thiếu, cần dạng “{rules.number_words}”")
        return
    pattern = rules.number if sheet.kind else rules.letter_number
    told = pattern.fullmatch(number[0].text.strip())
    if told is None:
        yield Fault(where, f"“{number[0].text.strip()}” chưa đúng dạng “{rules.number_words}”")
    elif sheet.kind and told["kind"] != KINDS[sheet.kind]:
        yield Fault(where, f"{sheet.kind.lower()} viết tắt là {KINDS[sheet.kind]}, không phải {told['kind']}")
    yield from _line(where, number[0], rules.number_sizes, bold=False, centred=True, italic=False)
    if sheet.kind:
        return
    if len(number) < 2 or not (rules.is_party or number[1].text.startswith("V/v ")):
        yield Fault("Trích yếu", "công văn cần dòng “V/v …” dưới số, ký hiệu")
    else:
        yield from _line("Trích yếu", number[1], rules.subject_sizes, bold=False, centred=True)


def _day(day: list[Line], rules: Rules) -> Iterator[Fault]:
    where = "Địa danh, ngày tháng"
    if not day:
        yield Fault(where, "thiếu")
        return
    if not _DAY.fullmatch(day[0].text.strip()):
        yield Fault(where, f"“{day[0].text.strip()}” chưa đúng dạng “Đồng Tháp, ngày 05 tháng 02 năm 2026”")
    yield from _line(where, day[0], rules.day_sizes, bold=False, italic=True, centred=True)


def _line(
    where: str,
    line: Line,
    sizes: tuple[float, float],
    *,
    bold: bool | None = None,
    italic: bool | None = None,
    capital: bool = False,
    centred: bool = False,
) -> Iterator[Fault]:
    """What of one line is not as asked; `None`: either way."""
    least, most = sizes
    if not all(least <= size <= most for size in line.sizes):
        shown = ", ".join(f"{size:g}" for size in sorted(line.sizes))
        yield Fault(where, f"“{_start(line)}” cỡ chữ {shown}, cần {least:g}" + (f"–{most:g}" if least != most else ""))
    if bold is True and not line.is_bold:
        yield Fault(where, f"“{_start(line)}” phải in đậm")
    if bold is False and any(look.bold for look in line.looks):
        yield Fault(where, f"“{_start(line)}” không in đậm")
    if italic is True and not line.is_italic:
        yield Fault(where, f"“{_start(line)}” phải in nghiêng")
    if italic is False and not line.is_upright:
        yield Fault(where, f"“{_start(line)}” phải in đứng")
    if capital and line.text != line.text.upper():
        yield Fault(where, f"“{_start(line)}” phải in hoa")
    if centred and line.placing.align != "center":
        yield Fault(where, f"“{_start(line)}” phải canh giữa")


def _rule(where: str, rule: Line, above: Line, room: int, share: tuple[float, float]) -> Iterator[Fault]:
    length = room - rule.placing.left - rule.placing.right
    words = min(width_of(above.text.strip(), max(above.sizes, default=14)), room)
    is_least = share[1] < 1 and length <= LEAST + 20  # under a very short name a line would be but a dot
    if not share[0] * words <= length <= share[1] * words and not is_least:
        asked = "bằng dòng chữ" if share[1] > 1 else "từ 1/3 đến 1/2 dòng chữ"
        yield Fault(where, f"đường kẻ dưới “{_start(above)}” phải dài {asked}")


def _room(line: Line) -> int:
    cell = next(line.element.iterancestors(qn("w:tc")))
    return int(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w")))


def _start(line: Line) -> str:
    text = line.text.strip()
    return text if len(text) <= 40 else f"{text[:39]}…"
