"""Khám sức khỏe: one look at everything an installation lives on, each point with what was found and what to do.

Nothing is changed and nobody is told. The doctor's command, the health page and the health flow all ask here. A look
that fails is itself a finding: the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from models.errors import CatalogueError, Refused
from models.settings import Home, KeyLost
from models.vocabulary import Health


@dataclass(frozen=True)
class Point:
    """One thing that was looked at. `name`: a stable code; `to_do`: what to do about it, empty where all is well."""

    name: str
    about: str  # what was looked at, in the operator's words
    state: Health
    said: str
    to_do: str = ""

    def as_row(self) -> dict[str, Any]:
        """The point as JSON tells it."""
        return asdict(self) | {"state": self.state.value}


Look = Callable[[Home, datetime], Iterator[Point]]


def examine(home: Home, now: datetime, *, also: Mapping[str, Look] | None = None) -> list[Point]:
    """Every point, in the order of the list. `also`: further looks, by what they look at in words, such as those that
    ask other machines (`tasks.health_of_certificates`).
    """
    from tasks.health_of_data import look_at_data
    from tasks.health_of_keeping import look_at_keeping
    from tasks.health_of_machine import look_at_machine
    from tasks.health_of_work import look_at_work

    looks: dict[str, Look] = {
        "máy chủ": look_at_machine,
        "dữ liệu": look_at_data,
        "việc đang chạy": look_at_work,
        "sao lưu": look_at_keeping,
        **(also or {}),
    }
    found: list[Point] = []
    for about, look in looks.items():
        try:
            for point in look(home, now):  # one by one: what was found before a failure counts
                found.append(point)
        except KeyLost:  # told by the look at the data, in one point
            continue
        except (Refused, CatalogueError) as no:
            found.append(Point(look.__name__, f"Khám {about}", Health.BAD, str(no), "Xử lý mục trên rồi khám lại."))
        except Exception as e:  # whatever keeps a look from ending is what the examination is there for
            said = f"Không khám hết được ({type(e).__name__})."
            found.append(Point(look.__name__, f"Khám {about}", Health.BAD, said, "Xử lý các mục khác rồi khám lại."))
    return found


def worst(points: Iterable[Point]) -> Health:
    """The state of the whole."""
    order = list(Health)
    return max((point.state for point in points), key=order.index, default=Health.OK)
