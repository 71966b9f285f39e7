"""A published edition of agreements, law and schema: one signed number for all of it.

`manifest.jws` stands at the root of a schema directory. It names the edition, which
only ever grows, and a digest over the content of every published file. So a file
that was changed, added or left out is found, and so is an older edition that
somebody puts back. It is signed by whoever keeps the registry; that the parties
agreed is said by their own signatures, not by this one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from protocol.canonical import canonical_json, digest
from protocol.dates import epoch_seconds
from protocol.errors import RegistryError
from protocol.jws import BadMessage, sign, verify_by_set
from protocol.keys import KeySet, SigningKey
from protocol.publication.settings import MANIFEST

MANIFEST_TYPE: Final = "tautan-registry+jwt"
FOLDERS: Final = ("agreements", "vocabularies", "legal", "subgraphs")
FILES: Final = ("supergraph.graphql", "public.graphql")


@dataclass(frozen=True, slots=True)
class Manifest:
    """A verified manifest."""

    edition: int
    tree: str
    """Digest over all published files."""
    expires_at: int | None
    """Seconds since 1970; None where it names no end."""


def tree_digest(root: Path) -> str:
    """A digest over the paths and contents of everything that is published.

    Raises:
        OSError: a file can't be read, or there are no agreements.
    """
    files = {
        str(path.relative_to(root)): digest(path.read_bytes())
        for path in published(root)
    }
    return digest(canonical_json(files))


def published(root: Path) -> Iterator[Path]:
    """The files of a directory that an edition holds.

    Raises:
        FileNotFoundError: there is no folder of agreements.
    """
    if not (root / "agreements").is_dir():
        raise FileNotFoundError(2, "no such folder", str(root / "agreements"))
    for folder in FOLDERS:
        yield from sorted(one for one in (root / folder).rglob("*") if one.is_file())
    yield from (root / name for name in FILES if (root / name).is_file())


def publish(
    root: Path,
    key: SigningKey,
    edition: int,
    now: datetime,
    lifetime: timedelta | None = None,
) -> Manifest:
    """Sign what stands in a directory as an edition, and write its manifest.

    Args:
        root: the schema directory.
        key: of whoever keeps the registry.
        edition: greater than every one before.
        now: the present instant.
        lifetime: after which processes want a newer one; None for good.

    Raises:
        OSError: a file can't be read, or the manifest written.
    """
    tree, issued = tree_digest(root), epoch_seconds(now)
    expires = issued + int(lifetime.total_seconds()) if lifetime else None
    claims = {"edition": edition, "tree": tree, "iat": issued, "exp": expires}
    compact = sign(key, MANIFEST_TYPE, claims, with_kid=True)
    beside = root / f"{MANIFEST}.new"
    beside.write_text(compact + "\n", encoding="ascii")
    beside.replace(root / MANIFEST)
    return Manifest(edition, tree, expires)


def next_edition(root: Path, publishers: KeySet) -> int:
    """The number after that of the edition that stands in a directory; else 1.

    Raises:
        RegistryError: its manifest is not signed by a publisher.
    """
    if not (root / MANIFEST).is_file():
        return 1
    return read_manifest(root, publishers).edition + 1


def read_manifest(root: Path, publishers: KeySet) -> Manifest:
    """Read and verify the manifest of a directory, without looking at its files.

    Raises:
        RegistryError: it is missing, or not signed by a publisher.
    """
    try:
        compact = (root / MANIFEST).read_text(encoding="ascii").strip()
        claims = verify_by_set(compact, MANIFEST_TYPE, publishers).claims
        expires = claims.seconds("exp") if "exp" in claims.values else None
        return Manifest(claims.count("edition"), claims.text("tree"), expires)
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"{MANIFEST}: {type(error).__name__}") from None
    except BadMessage as bad:
        raise RegistryError(f"{MANIFEST}: {bad}") from None
