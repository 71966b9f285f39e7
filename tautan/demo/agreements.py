"""Publishes the agreements: officers sign each, and the registry signs the edition.

Here one program plays every officer; in a deployment each signs with `tautan
agreements sign` after reading, and whoever keeps the registry publishes. What is
published is a copy of `schema`, so that the originals carry no demonstration's
signatures. At every start what changed since is signed and published anew.
"""

import json
import shutil
from pathlib import Path

from protocol.agreements.library import Library, open_library
from protocol.agreements.render import render
from protocol.agreements.signatures import signed_path, unsigned_clause
from protocol.agreements.signing import sign_agreement
from protocol.dates import Clock
from protocol.keys import KeySet, SigningKey
from protocol.officers import OFFICER
from protocol.publication.manifest import (
    next_edition,
    publish,
    read_manifest,
    tree_digest,
)
from tautan.demo.layout import Layout
from tautan.demo.settings import SCHEMA

PUBLISHER = "registry"


def publish_agreements(layout: Layout, clock: Clock) -> None:
    """Copies the schema, has every agreement signed, and publishes an edition.

    Raises:
        RecordError: an agreement is wrong.
        KeyFileError: a key can't be used.
    """
    shutil.copytree(SCHEMA, layout.registry, dirs_exist_ok=True)
    _without_what_is_gone(layout.registry / "agreements")
    library = open_library(layout.registry, None)
    officers = _officers(layout, library)
    _write(layout.agreement_officers, KeySet.of(officers.values()))
    _sign(library, officers, clock)
    _publish(layout, clock)


def _without_what_is_gone(copies: Path) -> None:
    for copy in copies.glob("*.yaml"):
        if not (SCHEMA / "agreements" / copy.name).is_file():
            copy.unlink()
            signed_path(copies, copy.stem).unlink(missing_ok=True)


def _officers(layout: Layout, library: Library) -> dict[str, SigningKey]:
    """The officers of all parties, by organisation."""
    parties = {party.org for one in library.book.all for party in one.sides()}
    folder = layout.registry_keys / "officers"
    return {org: _key(folder / f"{org}.jwk", f"{OFFICER}{org}") for org in parties}


def _sign(library: Library, officers: dict[str, SigningKey], clock: Clock) -> None:
    known = KeySet.of(officers.values())
    for one in library.book.all:
        signed = library.signed.get(one.id)
        if unsigned_clause(one, signed, known) is None:
            continue
        text = render(one, library.glossary)
        for party in one.sides():
            signed = sign_agreement(one, text, signed, officers[party.org], clock())
        if signed is not None:
            signed_path(library.directory, one.id).write_bytes(signed.to_json())


def _publish(layout: Layout, clock: Clock) -> None:
    key = _key(layout.registry_keys / "publisher.jwk", PUBLISHER)
    publishers = KeySet.of([key])
    _write(layout.publishers, publishers)
    edition = next_edition(layout.registry, publishers)
    if edition > 1:
        before = read_manifest(layout.registry, publishers)
        if before.tree == tree_digest(layout.registry):
            return
    publish(layout.registry, key, edition, clock())


def _key(path: Path, kid: str) -> SigningKey:
    """The key in a file, which is made if it is missing."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        SigningKey.generate(kid).save(path)
    return SigningKey.load(path, kid)


def _write(path: Path, keys: KeySet) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(json.dumps(keys.jwks(), indent=2) + "\n", encoding="utf-8")
