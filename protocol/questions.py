"""Saved questions: `schema/questions/<id>.graphql`, typed.

A file is a front matter in YAML, each line behind `#`, and one query:

    # id: q06-oath-not-registered
    # number: 6
    # purpose: NATURALISATION_FOLLOW_UP
    # ...
    query OathNotRegistered($oathBefore: Date!) { ... }

The front matter says who asks it, for what and in which way, what its columns
are, and which rows the client keeps once it has opened the sealed values (a
filter on a personal value can't be an argument: the provider would see it). The
text of the query, without front matter, is what a client signs and sends.

Everything that is wrong is a `RecordError` with file, line and key. Whether the
query fits the schema and the agreements is for the tests of the schema to say.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableDefinitionNode,
    parse,
)

from protocol.errors import TautanError
from protocol.question_records import FrontMatter, RelativeDay
from protocol.records import (
    Place,
    invalid,
    parse_record,
    read_yaml,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A saved question."""

    about: FrontMatter
    document: str
    """The text of the query, as a client signs and sends it."""
    operation: str
    """The name of its one operation."""
    required: tuple[str, ...]
    """Variables that an asker must give, in the order of the query."""
    optional: tuple[str, ...]
    """The others."""

    @property
    def id(self) -> str:
        """Its id, which is also the name of its file."""
        return self.about.id

    def variables(self, given: Mapping[str, Any], today: date) -> dict[str, Any]:
        """The variables to send: what was given, over the question's own.

        Args:
            given: values by the names of variables.
            today: the legal day of asking.

        Raises:
            TautanError: VALIDATION_FAILED: one is missing or unknown.
        """
        known = (*self.required, *self.optional)
        for name in given:
            if name not in known:
                raise _bad_variable(self.id, f"has no variable ${name}")
        for name in self.required:
            if name not in given:
                raise _bad_variable(self.id, f"needs the variable ${name}")
        own = {
            name: _default(value, today) for name, value in self.about.variables.items()
        }
        return {**own, **given}


def load_questions(directory: Path) -> dict[str, Question]:
    """Read every question of a directory, by id.

    Raises:
        RecordError: a file is not as it should be.
        OSError: a file can't be read.
    """
    found: dict[str, Question] = {}
    for path in sorted(directory.glob("*.graphql")):
        question = parse_question(path.read_text(encoding="utf-8"), path.name)
        if question.id != path.stem:
            raise invalid(path.name, 1, "id", f"the file of {question.id} has its name")
        found[question.id] = question
    return found


def parse_question(text: str, source: str) -> Question:
    """Read one question.

    Args:
        text: the whole file.
        source: name of the file, for errors.

    Raises:
        RecordError: with file, line and key.
    """
    lines = text.splitlines()
    length = next((n for n, line in enumerate(lines) if line[:1] != "#"), len(lines))
    front = read_yaml("\n".join(line[1:] for line in lines[:length]), source)
    about = parse_record(FrontMatter, front)
    document = "\n".join(lines[length:]).strip() + "\n"
    offset = length + _blank_lines(lines[length:])
    operation = _operation(_parse(document, source, offset), source, offset)
    for place, said in _misfits(about, operation):
        raise front.error(place, said)
    declared = operation.variable_definitions or ()
    needed = [_name(one) for one in declared if _is_needed(one, about)]
    return Question(
        about=about,
        document=document,
        operation=operation.name.value if operation.name else "",
        required=tuple(needed),
        optional=tuple(_name(one) for one in declared if _name(one) not in needed),
    )


def _parse(document: str, source: str, offset: int) -> DocumentNode:
    try:
        return parse(document)
    except GraphQLSyntaxError as error:
        line = offset + (error.locations[0].line if error.locations else 1)
        raise invalid(source, line, "", error.message) from error


def _operation(
    document: DocumentNode, source: str, offset: int
) -> OperationDefinitionNode:
    match document.definitions:
        case (OperationDefinitionNode(operation=OperationType.QUERY) as operation,) if (
            operation.name is not None
        ):
            return operation
        case _:
            said = "a question is one named query, without fragments beside it"
            raise invalid(source, offset + 1, "", said)


def _misfits(
    about: FrontMatter, operation: OperationDefinitionNode
) -> Iterator[tuple[Place, str]]:
    declared = {_name(one) for one in operation.variable_definitions or ()}
    for name in about.variables:
        if name not in declared:
            yield ("variables", name), f"the query has no variable ${name}"
    yield from _missing_paths(about, operation.selection_set)
    yield from _missing_columns(about)
    if about.page is not None:
        if "after" not in declared:
            yield ("page",), "the query has no variable $after"
        for leaf in ("hasNextPage", "endCursor"):
            if not _selects(operation.selection_set, f"{about.page}.pageInfo.{leaf}"):
                yield ("page",), f"the query does not select pageInfo.{leaf} there"


def _missing_paths(
    about: FrontMatter, selections: SelectionSetNode
) -> Iterator[tuple[Place, str]]:
    roots = [f"{one.path}." for one in about.stack] or [""]
    for index, stacked in enumerate(about.stack):
        if not _selects(selections, stacked.path):
            yield ("stack", index, "path"), f"the query does not select {stacked.path}"
    for index, column in enumerate(about.columns):
        for root in roots:
            if not _selects(selections, root + column.path):
                said = f"the query does not select {root + column.path}"
                yield ("columns", index, "path"), said


def _missing_columns(about: FrontMatter) -> Iterator[tuple[Place, str]]:
    names = [column.name for column in about.columns]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield ("columns", index, "name"), f"{name} stands twice"
    used: list[tuple[Place, str]] = [
        (("keep", index, "column"), keep.column)
        for index, keep in enumerate(about.keep)
    ]
    for index, share in enumerate(about.shares):
        used += [(("shares", index, "part"), share.part)]
        used += [(("shares", index, "whole"), share.whole)]
    for index, asserters in enumerate(about.asserters):
        for agency, name in asserters.columns.items():
            used.append((("asserters", index, "columns", agency), name))
    for place, name in used:
        if name not in names:
            yield place, f"there is no column {name}"


def _selects(selections: SelectionSetNode | None, path: str) -> bool:
    head, _, rest = path.partition(".")
    return any(
        not rest or _selects(field.selection_set, rest)
        for field in _fields(selections)
        if (field.alias or field.name).value == head
    )


def _fields(selections: SelectionSetNode | None) -> Iterator[FieldNode]:
    for one in selections.selections if selections is not None else ():
        match one:
            case FieldNode():
                yield one
            case InlineFragmentNode():
                yield from _fields(one.selection_set)
            case _:
                pass


def _is_needed(variable: VariableDefinitionNode, about: FrontMatter) -> bool:
    return (
        isinstance(variable.type, NonNullTypeNode)
        and variable.default_value is None
        and _name(variable) not in about.variables
    )


def _name(variable: VariableDefinitionNode) -> str:
    return variable.variable.name.value


def _blank_lines(lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines) if line.strip()), len(lines))


def _default(value: Any, today: date) -> Any:
    match value:
        case {"days": int(days), **rest} if not rest:
            return RelativeDay(days=days).on(today).isoformat()
        case date():
            return value.isoformat()
        case _:
            return value


def _bad_variable(question: str, said: str) -> TautanError:
    return TautanError("VALIDATION_FAILED", diagnostics=f"{question} {said}")
