"""The newest edition that a process has met, so that none older is taken again."""

import json
from pathlib import Path

from protocol.canonical import read_json_object
from protocol.errors import RegistryError
from protocol.publication.manifest import Manifest


def accept(manifest: Manifest, seen: Path | None) -> None:
    """Take an edition that is not older than any before, and remember it.

    Args:
        manifest: verified.
        seen: where the newest is kept; None remembers nothing.

    Raises:
        RegistryError: an older edition, or another one with the same number.
        OSError: it can't be kept.
    """
    if seen is None:
        return
    newest = _read(seen)
    if newest is not None:
        edition, tree = newest
        if manifest.edition < edition:
            raise RegistryError(
                f"edition {manifest.edition} is older than {edition}, met before"
            )
        if manifest.edition == edition and manifest.tree != tree:
            raise RegistryError(f"edition {edition} is not the one met before")
        if manifest.edition == edition:
            return
    beside = seen.with_name(f"{seen.name}.new")
    kept = {"v": 1, "edition": manifest.edition, "tree": manifest.tree}
    beside.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    beside.replace(seen)


def _read(seen: Path) -> tuple[int, str] | None:
    try:
        kept = read_json_object(seen.read_bytes())
        return int(kept["edition"]), str(kept["tree"])
    except FileNotFoundError:
        return None
    except (KeyError, ValueError, TypeError):
        raise RegistryError(
            f"{seen.name}: not a record of the newest edition"
        ) from None
