"""The front matter of a saved question, as typed records."""

from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from protocol.asks import Way
from protocol.records import Record
from protocol.vocabularies import Code, Name, Title

ColumnName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ResponsePath = Annotated[str, Field(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]


class RelativeDay(Record):
    """A day as days from the day of asking: `{days: -14}`."""

    days: int

    def on(self, today: date) -> date:
        """The day meant, seen from a legal day."""
        return today + timedelta(days=self.days)


class Column(Record):
    """One column of the answer."""

    name: ColumnName
    path: ResponsePath
    """Response names from the root of the data (or from each stacked list),
    through lists without an index: `citizenshipCases.nodes.caseNumber`."""
    title: Title


class Keep(Record):
    """A test that a row must pass, on opened values."""

    column: ColumnName
    equals: str | bool | int | None = None
    one_of: tuple[str, ...] | None = Field(default=None, alias="in")
    is_null: bool = False
    """Nothing was found. A cell that is empty for another reason (refused, not
    yet linked, agency down) is not null: the caller must not pass it here."""
    not_null: bool = False
    before: date | RelativeDay | None = None
    after: date | RelativeDay | None = None

    @model_validator(mode="after")
    def _is_one_test(self) -> Self:
        if len(self.model_fields_set - {"column"}) != 1:
            raise ValueError(
                "exactly one of equals, in, is_null, not_null, before, after"
            )
        return self

    def admits(self, value: Any, today: date) -> bool:
        """Whether a row stays, by the opened value of its column.

        Args:
            value: the value; None where nothing was found or recorded. Days are
                ISO 8601 text.
            today: the legal day of asking.
        """
        if value is None or self.is_null:
            return self.is_null and value is None
        if self.one_of is not None:
            return value in self.one_of
        if self.before is not None:
            return date.fromisoformat(value) < _day(self.before, today)
        if self.after is not None:
            return date.fromisoformat(value) > _day(self.after, today)
        return self.not_null or bool(value == self.equals)


class Asserters(Record):
    """Columns in which several agencies say the same thing, side by side."""

    name: ColumnName
    title: Title
    columns: dict[Name, ColumnName] = Field(min_length=2)
    """Column by the agency that asserts it."""


class Stacked(Record):
    """A list whose items are rows; several are stacked into one table."""

    path: ResponsePath
    title: Title


class Share(Record):
    """A column computed from two others: part divided by whole."""

    name: ColumnName
    part: ColumnName
    whole: ColumnName
    title: Title


class FrontMatter(Record):
    """What stands above the query."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    number: int | None = Field(default=None, ge=1)
    """Number among the analysts' questions of the domain description."""
    purpose: Code
    way: Way
    owner: Name
    """The organisation whose officers ask it."""
    title: Title
    variables: dict[str, Any] = Field(default_factory=dict)
    """Values where the asker gives none; `{days: n}` is a day from today."""
    columns: tuple[Column, ...] = Field(min_length=1)
    keep: tuple[Keep, ...] = ()
    page: ResponsePath | None = None
    """The connection whose cursor the client follows with `$after`."""
    stack: tuple[Stacked, ...] = ()
    """Lists whose items become rows one below the other, each titled by where
    it comes from; the paths of columns then start at an item."""
    shares: tuple[Share, ...] = ()
    asserters: tuple[Asserters, ...] = ()


def _day(day: date | RelativeDay, today: date) -> date:
    return day.on(today) if isinstance(day, RelativeDay) else day
