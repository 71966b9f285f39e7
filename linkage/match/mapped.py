"""Prepared files on the disk, mapped into memory."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from linkage.exchange.encoding import Header
from linkage.match.prepared import Prepared, Tokens

_ARRAYS: Final = (
    "filters",
    "present",
    "popcounts",
    "rows",
    "handle_ends",
    "handle_text",
)
_TOKENS: Final = ("offsets", "values", "keys", "places")
_KINDS: Final = ("nik", "passport")
_HEADER: Final = "header.json"


def save(prepared: Prepared, folder: Path) -> None:
    """Write a prepared file; the folder is there whole or not at all.

    Raises:
        OSError: The folder is there already and not empty, or can't be written.
    """
    part = folder.with_name(f"{folder.name}.part")
    part.mkdir()
    for name in _ARRAYS:
        np.save(part / name, getattr(prepared, name))
    for kind in _KINDS:
        for name in _TOKENS:
            np.save(part / f"{kind}_{name}", getattr(getattr(prepared, kind), name))
    header = json.dumps(asdict(prepared.header))
    (part / _HEADER).write_text(header, encoding="utf-8")
    part.rename(folder)


def load(folder: Path) -> Prepared:
    """Map what `save` wrote; pages are read when a lookup asks for them.

    Raises:
        OSError, ValueError: It is not there, or not what `save` writes.
    """

    def mapped(name: str) -> Any:
        return np.load(folder / f"{name}.npy", mmap_mode="r")

    arrays: dict[str, Any] = {name: mapped(name) for name in _ARRAYS}
    for kind in _KINDS:
        parts = {name: mapped(f"{kind}_{name}") for name in _TOKENS}
        arrays[kind] = Tokens(**parts)
    header = Header(**json.loads((folder / _HEADER).read_text("utf-8")))
    return Prepared(header=header, **arrays)
