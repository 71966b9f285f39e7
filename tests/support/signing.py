"""Invented officers who sign whatever agreements a test has."""

import json
import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from protocol.agreements.articles import load_articles
from protocol.agreements.loader import agreement_files, read_agreement
from protocol.agreements.signatures import SignedRecord, signed_path
from protocol.agreements.signing import sign_agreement
from protocol.errors import RecordError
from protocol.keys import KeySet, SigningKey
from protocol.officers import OFFICER
from protocol.vocabularies import load_vocabularies

SIGNED_AT = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "# Perjanjian\n"
SCHEMA = Path(__file__).parents[2] / "schema"


@cache
def officer(organisation: str) -> SigningKey:
    """The key of an organisation's officer."""
    return SigningKey.generate(f"{OFFICER}{organisation}")


@cache
def officers() -> KeySet:
    """The public keys of the officers of every organisation of our vocabulary."""
    known = load_vocabularies(SCHEMA / "vocabularies").organisations
    return KeySet.of([officer(one) for one in (*known.current, *known.successors)])


def write_officers(folder: Path) -> dict[str, Any]:
    """Write their public keys; returns a block `registry` that believes them."""
    path = folder / "officers.jwks"
    path.write_text(json.dumps(officers().jwks()))
    return {"officers": path.name}


def sign_all(agreements: Path) -> None:
    """Let both parties sign each agreement of a folder that can be read.

    Vocabularies and law are those beside the folder, or our own.
    """
    for path in agreement_files(agreements):
        signed = _signed(path, path.read_text("utf-8"))
        if signed is not None:
            signed_path(agreements, path.stem).write_bytes(signed.to_json())


def signed_schema(folder: Path) -> Path:
    """Our own agreements, signed, in a folder with vocabularies and law."""
    schema = folder / "signed"
    if not schema.exists():
        shutil.copytree(SCHEMA / "agreements", schema / "agreements")
        for part in ("vocabularies", "legal"):
            (schema / part).symlink_to(SCHEMA / part)
        sign_all(schema / "agreements")
    return schema


@cache
def _signed(path: Path, _text: str) -> SignedRecord | None:
    """What both parties sign; None where it is no agreement."""
    schema = path.parent.parent
    beside = schema if (schema / "vocabularies").is_dir() else SCHEMA
    try:
        _, agreement = read_agreement(
            path,
            load_vocabularies(beside / "vocabularies"),
            load_articles(beside / "legal"),
        )
    except RecordError:
        return None
    signed = None
    for party in agreement.sides():
        signed = sign_agreement(agreement, TEXT, signed, officer(party.org), SIGNED_AT)
    return signed
