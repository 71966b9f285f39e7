"""docs/reference/wire.md says what the code signs."""

import re
from pathlib import Path

import pytest

from protocol import (
    attestations,
    audit_head,
    audit_notes,
    errands,
    hop_events,
    hops,
    lookups,
    sealing,
    statements,
    tokens,
)
from protocol.attestations import Attestation, sign_attestation
from protocol.canonical import b64url_decode, read_json_object
from protocol.catalogue import CATALOGUE
from protocol.errands import ErrandMessage, sign_errand
from protocol.hop_events import EventSigner, Stream
from protocol.hops import AnswerMessage, HopMessage, sign_answer, sign_hop

PAGE = (Path(__file__).parents[2] / "docs/reference/wire.md").read_text("utf-8")


def _section(title: str) -> str:
    _, _, rest = PAGE.partition(f"### {title}\n")
    return re.split(r"\n##", rest, maxsplit=1)[0]


def _documented(title: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", _section(title), re.MULTILINE))


def _claims(compact: str) -> set[str]:
    return set(read_json_object(b64url_decode(compact.split(".")[1])))


def _signed(world) -> dict[str, str]:
    attestation = Attestation("o", "s", "P", "c", "g", "T", "t", world.jti)
    errand = ErrandMessage("o", "POST", "/attest", b"", "")
    message = HopMessage("ahu", "POST", "/", b"", "", "", "")
    answer = AnswerMessage("ahu", "gateway", "d", 200, b"")
    return {
        "Access token": world.token(region="32", post="DEN-HAAG", methods=("mfa",)),
        "Request statement": world.statement(attestation="a.b.c"),
        "Case attestation": sign_attestation(world.ahu, attestation, now=world.now),
        "Errand": sign_errand(world.client, errand, now=world.now, jti=world.jti),
        "Hop": sign_hop(world.gateway, message, now=world.now, jti=world.jti),
        "Answer to a hop": sign_answer(world.ahu, answer, now=world.now),
        "Event of a stream": EventSigner(world.ahu, Stream("ahu", "gateway", "d")).sign(
            b"", last=False, now=world.now
        ),
    }


def test_the_page_lists_the_claims_of_each_message(world) -> None:
    for title, compact in _signed(world).items():
        assert _documented(title) == _claims(compact), title


def test_the_page_lists_the_claims_of_a_lookup(world, monkeypatch) -> None:
    kept: list[dict] = []
    original = lookups.sign

    def keeping(key, typ, claims, *, with_kid):
        kept.append(dict(claims))
        return original(key, typ, claims, with_kid=with_kid)

    monkeypatch.setattr(lookups, "sign", keeping)
    lookup = lookups.Lookup("o", "s", "P", world.jti, "p", "e", b"x")
    lookups.mint_lookup(world.ahu, world.unit.public_jwk, lookup, now=world.now)
    assert _documented("Lookup token") == {"v", *kept[0]}


@pytest.mark.parametrize(
    ("title", "typ", "seconds"),
    [
        ("Access token", tokens.TOKEN_TYPE, None),
        (
            "Request statement",
            statements.STATEMENT_TYPE,
            statements.STATEMENT_LIFETIME_SECONDS,
        ),
        (
            "Case attestation",
            attestations.ATTESTATION_TYPE,
            attestations.ATTESTATION_LIFETIME_SECONDS,
        ),
        ("Errand", errands.ERRAND_TYPE, errands.ERRAND_LIFETIME_SECONDS),
        ("Hop", hops.HOP_TYPE, hops.HOP_LIFETIME_SECONDS),
        ("Answer to a hop", hops.ANSWER_TYPE, hops.HOP_LIFETIME_SECONDS),
        ("Event of a stream", hop_events.EVENT_TYPE, hops.HOP_LIFETIME_SECONDS),
        ("Lookup token", lookups.LOOKUP_TYPE, lookups.LOOKUP_LIFETIME_SECONDS),
    ],
)
def test_the_page_names_types_and_lifetimes(title, typ, seconds) -> None:
    section = _section(title)
    assert f"`typ` is `{typ}`" in section
    lives = re.search(r"Lives (\d+) seconds", section)
    assert (lives and int(lives[1])) == seconds


def test_the_page_names_other_types_headers_and_known_codes() -> None:
    for name in (
        sealing.SEALED_TYPE,
        lookups.SEALED_LOOKUP_TYPE,
        audit_head.HEAD_TYPE,
        audit_notes.NOTE_TYPE,
        errands.ERRAND_HEADER,
        hops.HOP_HEADER,
        hops.ANSWER_HEADER,
        hops.STATEMENT_HEADER,
        hops.DEADLINE_HEADER,
    ):
        assert f"`{name}`" in PAGE or f'"{name}"' in PAGE
    codes = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", PAGE)) - {
        "LOG_STARTED",
        "LOG_CONTINUED",
        "EXCHANGES_DIFFER",
    }
    assert codes <= CATALOGUE.keys()
