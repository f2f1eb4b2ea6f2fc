"""The fields and forms that operators fill in before a run, as Prefect shows and checks them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator

from models.catalogue import home_catalogue
from models.errors import CatalogueError
from models.quiet_hours import HANOI
from models.settings import Home
from models.vocabulary import Labelled

EARLY = timedelta(seconds=15)  # by so much the runner may start a scheduled run before its minute
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9/_-]+(\.\.[0-9-]+)?$", max_length=40)]  # a duty's or a period's code
Clock = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]  # `16:00`; empty: none
Username = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,39}$")]  # an officer's account
Words = Annotated[str, Field(min_length=3, max_length=500)]


class Form(BaseModel):
    """What an operator fills in before a run. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    dry_run: bool = Field(default=False, title="Chạy thử", description="Chỉ cho biết sẽ làm gì; không ghi, không gửi.")

    @model_validator(mode="before")
    @classmethod
    def empty_is_nothing(cls, given: Any) -> Any:
        """A field that may be left empty takes the empty text of a page for nothing."""
        if not isinstance(given, dict):
            return given
        optional = {name for name, field in cls.model_fields.items() if field.default is None}
        return {name: None if value == "" and name in optional else value for name, value in given.items()}

    @property
    def when(self) -> str:
        """For the name of the run: the moment it starts, and that it is a rehearsal."""
        return f"{(datetime.now(UTC) + EARLY).astimezone(HANOI):%H:%M ngày %d/%m/%Y}{self.rehearsal}"

    @property
    def called(self) -> str:
        """For the name of the run: the programme asked for, as its readers call it; its code where no rule is read."""
        slug: str = getattr(self, "programme", "")
        with suppress(CatalogueError, OSError):
            return home_catalogue(Home()).called(slug)
        return slug

    @property
    def rehearsal(self) -> str:
        return " · chạy thử" if self.dry_run else ""


class DatedForm(Form):
    as_of: date | None = Field(
        default=None,
        title="Tính đến ngày",
        description="Để trống là hôm nay. Ngoài bản demo, ngày khác hôm nay luôn là chạy thử.",
    )

    @property
    def when(self) -> str:
        """The day asked for, else the moment the run starts."""
        return f"ngày {self.as_of:%d/%m/%Y}{self.rehearsal}" if self.as_of else super().when


def in_words(kind: type[Labelled], *only: Labelled) -> Any:
    """A closed list as a field: the form shows the Vietnamese words (or `only` some), the code inside is the member."""
    offered = only or tuple(kind)

    def read(value: Any) -> Any:
        found = next((member for member in offered if value in (member.value, member.label)), None)
        if found is None:
            raise ValueError(f"Chọn một trong: {', '.join(member.label for member in offered)}.")
        return found

    schema = WithJsonSchema({"type": "string", "enum": [member.label for member in offered]})
    return Annotated[kind, BeforeValidator(read), PlainSerializer(lambda member: member.label), schema]


def shown(member: Labelled) -> dict[str, Any]:
    """The default of a closed list as the form writes it: its words, not its code."""
    return {"default": member.label}
