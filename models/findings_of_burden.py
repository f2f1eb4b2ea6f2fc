"""Whether a programme's ladders mean more messages for a unit and year than the programme itself allows.

Looked at for every year that is left; the heaviest is named, with those who would hear so much.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.budget import burdens
from models.catalogue import Catalogue
from models.finding import Finding
from models.programmes import Programme
from models.vocabulary import FindingCode


def about_burden(catalogue: Catalogue, programme: Programme, as_of: date) -> Iterator[Finding]:
    """At most one finding; none where the programme sets no budget."""
    if programme.message_budget is None:
        return
    years = range(max(as_of.year, programme.valid_from.year), programme.valid_to.year + 1)
    over = [b for year in years for b in burdens(catalogue, year, programme.slug) if b.is_over]
    if not over:
        return
    worst = max(over, key=lambda b: (b.planned, -b.year))
    others = len({b.who for b in over} - {worst.who})
    also = f" Cùng tình trạng: {others:02} loại đơn vị khác." if others else ""
    yield Finding(
        FindingCode.TOO_MANY_MESSAGES,
        programme.slug,
        None,
        None,
        f"{worst.who}: thang nhắc dự kiến {worst.planned:02} tin nhắc trong năm {worst.year} cho một đơn vị luôn nộp "
        f"đúng hạn (nhiều nhất {worst.most:02} tin nếu không nộp), định mức của chương trình là "
        f"{programme.message_budget:02}.{also}",
        "Đề nghị bớt nấc nhắc trong ladders.yaml hoặc nâng message_budget; khi đơn vị đã nhận đủ định mức, hệ thống "
        "chỉ còn nhắc ngày cuối, đôn đốc và yêu cầu đột xuất.",
    )
