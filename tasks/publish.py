"""Puts a sheet or a picture beside a run in Prefect, as an artifact under its stable key."""

from __future__ import annotations

from typing import Any

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

from tasks.sheets import Picture, Sheet


async def publish_sheet(sheet: Sheet) -> str:
    """Put the sheet beside the run. A table where there are rows, else plain text. Returns its first line."""
    led = [" · ".join(f"[{words}]({address})" for words, address in sheet.links)] if sheet.links else []
    words = "\n\n".join([f"### {sheet.title}", *sheet.lines, *led])
    if sheet.rows:
        table = [{name: _cell(value) for name, value in row.items()} for row in sheet.rows]
        await acreate_table_artifact(key=sheet.key, table=table, description=words)
    else:
        await acreate_markdown_artifact(
            key=sheet.key, markdown=f"{words}\n\n{sheet.when_empty}", description=sheet.title
        )
    return sheet.lines[0] if sheet.lines else sheet.title


async def publish_picture(picture: Picture) -> str:
    """Put the picture beside the run; it carries all it needs. Returns its title.

    As text with an image in it: a Prefect image artifact writes its whole address, here the picture, below itself.
    """
    drawn = f"### {picture.title}\n\n![{picture.title}]({picture.address})"
    await acreate_markdown_artifact(key=picture.key, markdown=drawn, description=picture.title)
    return picture.title


def _cell(value: Any) -> Any:
    return "—" if value is None else value
