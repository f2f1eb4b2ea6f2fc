"""Quan hệ công tác: who speaks to whom decides the verb, the address and the closing words.

Above to below in one line of organisation: yêu cầu. Same rank or another line: đề nghị, trân trọng đề nghị. From below
to above: kính đề nghị.
"""

from __future__ import annotations

from models.vocabulary import Labelled, Level, Tree

_TREE_WORDS = (
    ("công an", Tree.POLICE),
    ("mặt trận", Tree.FRONT),
    ("mttq", Tree.FRONT),
    ("cựu chiến binh", Tree.VETERANS),
    ("phụ nữ", Tree.WOMEN),
    ("đoàn thanh niên", Tree.YOUTH),
    ("đoàn tncs", Tree.YOUTH),
    ("liên đoàn lao động", Tree.LABOUR),
    ("nông dân", Tree.FARMERS),
    ("người cao tuổi", Tree.ELDERLY),
    ("ủy ban nhân dân", Tree.GOVERNMENT),
    ("ubnd", Tree.GOVERNMENT),
    ("thanh tra", Tree.GOVERNMENT),
    ("sở ", Tree.GOVERNMENT),
)
_LEVEL_WORDS = (
    ("bộ ", Level.CENTRE),
    ("trung ương", Level.CENTRE),
    ("cục ", Level.CENTRE),
    ("huyện", Level.DISTRICT),
    ("xã ", Level.COMMUNE),
    ("phường", Level.COMMUNE),
)
_RANK = {level: rank for rank, level in enumerate(Level)}


class Relation(Labelled):
    """How the sender stands to the unit."""

    ABOVE = "above", "cấp trên với đơn vị trực thuộc"
    PEER = "peer", "ngang cấp"
    BELOW = "below", "cấp dưới với cấp trên"
    OTHER_LINE = "other_line", "khác hệ"

    @property
    def ask(self) -> str:
        return _ASK[self]

    @property
    def you(self) -> str:
        return "Quý cơ quan" if self in (Relation.BELOW, Relation.OTHER_LINE) else "đơn vị"

    @property
    def closing(self) -> str:
        return _CLOSING.get(self, "Trân trọng.")


_ASK = {
    Relation.ABOVE: "yêu cầu",
    Relation.PEER: "đề nghị",
    Relation.BELOW: "kính đề nghị",
    Relation.OTHER_LINE: "trân trọng đề nghị",
}
_CLOSING = {
    Relation.ABOVE: "Đề nghị đơn vị nghiêm túc thực hiện.",
    Relation.BELOW: "Kính trình Quý cơ quan xem xét, cho ý kiến.",
}


def relation_to(sender: str, tree: str, level: str) -> Relation:
    """The sender's name says its line and rank; a province's agency where it does not say another one."""
    name = f"{sender.casefold()} "
    own_tree = next((found for words, found in _TREE_WORDS if words in name), None)
    own_level = next((found for words, found in _LEVEL_WORDS if words in name), Level.PROVINCE)
    if own_tree is None or own_tree != tree:
        return Relation.OTHER_LINE
    rank = _RANK[Level.of(level)] if level in list(Level) else len(_RANK)
    if rank == _RANK[own_level]:
        return Relation.PEER
    return Relation.ABOVE if rank > _RANK[own_level] else Relation.BELOW
