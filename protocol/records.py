"""Records people write by hand: YAML, typed, with the line in every error.

`read_yaml` turns text into plain values and remembers on which line each key
stands; `parse_record` lays a pydantic model over them. Duplicate keys, unknown
keys and aliases are refused: a reviewer must see on the page what holds.

This file does no I/O; callers read the text and pass the name of its file.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from yaml.composer import ComposerError
from yaml.reader import ReaderError

from protocol.errors import RecordError

Place = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class Record(BaseModel):
    """A part of a record: frozen, no unknown keys, no silent conversions."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=False, populate_by_name=False
    )


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """A YAML document and where its keys stand."""

    source: str
    """Name of the file, as errors show it."""
    value: Any
    lines: Mapping[Place, int]
    """Line (from 1) of each key and list item."""

    def line(self, path: Place) -> int:
        """The line of a path, or of its nearest ancestor that stands there."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return self.lines.get((), 1)

    def error(self, path: Place, message: str) -> RecordError:
        """An error about a place in this document."""
        return invalid(self.source, self.line(path), dotted(path), message)


def invalid(source: str, line: int, key: str, message: str) -> RecordError:
    """An error about a record, naming file, line and key."""
    where = f"{source}:{line}" + (f": {key}" if key else "")
    return RecordError(f"{where}: {message}")


def dotted(path: Place) -> str:
    """A path as people write it: `elements[3].mode`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


class _Loader(yaml.SafeLoader):
    """Plain values alone, and none by reference."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Compose a node, refusing an alias."""
        if self.check_event(yaml.AliasEvent):
            mark = self.current_event.start_mark
            raise ComposerError(None, None, "aliases are not allowed", mark)
        return super().compose_node(parent, index)


def read_yaml(text: str, source: str, first_line: int = 1) -> YamlDocument:
    """Read one YAML document.

    Args:
        text: the document.
        source: name of its file.
        first_line: line of the file on which the text begins.

    Raises:
        RecordError: not YAML, an alias, a duplicate or non-text key.
    """
    try:
        loader = _Loader(text)
    except ReaderError as error:
        line = text[: error.position].count("\n") + first_line
        raise invalid(source, line, "", error.reason) from error
    try:
        root = loader.get_single_node()
        if root is None:
            raise invalid(source, first_line, "", "the document is empty")
        lines = dict(_places(root, (), source, first_line))
        return YamlDocument(source, loader.construct_document(root), lines)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = (mark.line if mark else 0) + first_line
        raise invalid(source, line, "", error.problem or "not YAML") from error
    finally:
        loader.dispose()


def _places(
    node: yaml.Node, path: Place, source: str, first_line: int
) -> Iterator[tuple[Place, int]]:
    yield path, node.start_mark.line + first_line
    match node:
        case yaml.MappingNode():
            seen: set[str] = set()
            for key, value in node.value:
                line = key.start_mark.line + first_line
                name = _key(key, source, line)
                if name in seen:
                    raise invalid(source, line, dotted((*path, name)), "stands twice")
                seen.add(name)
                yield from _places(value, (*path, name), source, first_line)
                yield (*path, name), line
        case yaml.SequenceNode():
            for index, value in enumerate(node.value):
                yield from _places(value, (*path, index), source, first_line)
        case _:
            pass


def _key(node: yaml.Node, source: str, line: int) -> str:
    if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:str":
        raise invalid(source, line, "", "a key must be plain text")
    return str(node.value)


def parse_record(model: type[Model], document: YamlDocument) -> Model:
    """Lay a model over a document.

    Raises:
        RecordError: all that is wrong, a line each, in the order of the file.
    """
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise RecordError("\n".join(_findings(document, error.errors()))) from error


def _findings(document: YamlDocument, errors: Iterable[ErrorDetails]) -> list[str]:
    found = sorted(
        (document.line(error["loc"]), dotted(error["loc"]), _said(error))
        for error in errors
    )
    return [
        f"{document.source}:{line}" + (f": {key}" if key else "") + f": {said}"
        for line, key, said in found
    ]


def _said(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown key"
    if error["type"] == "missing":
        return "missing"
    return error["msg"].removeprefix("Value error, ")
