"""On which line of a file each of its fields stands, so that a complaint made later can still point at it.

Reads YAML and JSON alike. Field names are those of the complaints: `end[2].unit` counts from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def lines_of_text(text: str) -> dict[str, int]:
    """Field → line; empty for a text that cannot be read, which somebody else complains about."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError):
        return {}
    return dict(lines_of(node)) if node is not None else {}


def lines_of(node: yaml.Node, path: str = "") -> Iterator[tuple[str, int]]:
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from lines_of(value, f"{path}.{key.value}" if path else key.value)
    elif isinstance(node, yaml.SequenceNode):
        for n, item in enumerate(node.value, 1):
            yield from lines_of(item, f"{path}[{n}]")


def line_of(lines: Mapping[str, int], field: str) -> int | None:
    """The line of a field; of one the file does not state, the line of what it belongs to."""
    while field and field not in lines:
        field = field.rpartition(".")[0] or field.rpartition("[")[0]
    return lines.get(field)
