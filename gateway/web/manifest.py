"""Reads trusted documents: a folder of files, or a JSON manifest.

A folder holds `*.graphql`; a file's id is the hash of its text, and its name
without the ending. A manifest is an object of text by id (graphql-codegen), or
Apollo's `{"format": "apollo-persisted-query-manifest", "version": 1, "operations":
[{"id", "body"}]}`. Each text can be asked for by its own SHA-256 as well.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import orjson
from graphql import GraphQLSyntaxError, parse

from gateway.errors import SettingsError
from gateway.web.documents import hash_of
from gateway.web.sources import read_text

APOLLO: Final = "apollo-persisted-query-manifest"


def read_manifest(path: Path) -> Mapping[str, str]:
    """Return the trusted documents: text by id.

    Raises:
        SettingsError: a file can't be read, is no manifest, or holds a text that
            is not GraphQL; or two texts have one id.
    """
    found: dict[str, str] = {}
    pairs = _folder(path) if path.is_dir() else _manifest(path)
    for id_, text in pairs:
        try:
            parse(text)
        except GraphQLSyntaxError as error:
            raise SettingsError(f"{path}: {id_}: {error.message}") from None
        if found.setdefault(id_, text) != text:
            raise SettingsError(f"{path}: two documents have the id {id_}")
        found[hash_of(text)] = text
    if not found:
        raise SettingsError(f"{path}: there is no document")
    return MappingProxyType(found)


def _folder(path: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(path.glob("*.graphql")):
        yield file.stem, read_text(file)


def _manifest(path: Path) -> Iterator[tuple[str, str]]:
    try:
        given = orjson.loads(read_text(path))
    except orjson.JSONDecodeError as error:
        raise SettingsError(f"{path}: {error}") from None
    pairs = _operations(given) if _is_apollo(given) else given
    if not isinstance(pairs, dict) or not all(
        isinstance(text, str) for text in pairs.values()
    ):
        raise SettingsError(f"{path}: not an object of documents by id")
    yield from pairs.items()


def _is_apollo(given: Any) -> bool:
    return isinstance(given, dict) and given.get("format") == APOLLO


def _operations(given: dict[str, Any]) -> Any:
    try:
        return {one["id"]: one["body"] for one in given["operations"]}
    except (KeyError, TypeError):
        return None
