"""Signed messages: any changed character is refused, everywhere."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from protocol.asks import Way
from protocol.errors import TautanError
from protocol.hops import HopMessage, sign_hop, verify_hop
from protocol.keys import KeySet, SealingKey, SigningKey
from protocol.statements import StatementDraft, sign_statement, verify_statement
from protocol.tokens import TokenClaims, issue_token, verify_token

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

NOW = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
JTI = "hiRLgNAB8SDo_30a0isEPw"
CLIENT, ISSUER, GATEWAY = (SigningKey.generate(kid) for kid in ("c", "idp", "gateway"))
SEALING = SealingKey.generate()
TOKEN = issue_token(
    ISSUER,
    TokenClaims(
        issuer="https://idp.example",
        audience="tautan:demo",
        subject="officer-7",
        organisation="kemenkum.ahu",
        roles=("ahu.examiner",),
        purposes=("P",),
        confirmation=CLIENT.public_jwk,
        token_id=JTI,
    ),
    now=NOW,
)
TRUSTED, PEERS = KeySet.of([ISSUER]), KeySet.of([GATEWAY])


def _token(compact: str):
    return verify_token(
        compact, TRUSTED, issuer="https://idp.example", audience="tautan:demo", now=NOW
    )


VERIFIED = _token(TOKEN)
texts = st.text(st.characters(codec="utf-8"), max_size=60)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner),
    max_leaves=6,
)
variables = st.dictionaries(texts, json_values, max_size=4)


def _statement(document: str, values: dict) -> str:
    draft = StatementDraft(
        document, values, "P", Way.WORKLIST, "tautan:demo", SEALING.public_jwk
    )
    return sign_statement(CLIENT, draft, now=NOW, jti=JTI)


def _read(compact: str):
    return verify_statement(compact, VERIFIED, audience="tautan:demo", now=NOW)


@LAW
@given(texts, variables, texts, variables)
def test_a_statement_binds_its_operation_and_no_other(
    document: str, values: dict, other: str, others: dict
) -> None:
    statement = _read(_statement(document, values))
    statement.bind(document, dict(reversed(values.items())))
    for asked, given_values in ((other, values), (document, others)):
        if (asked, given_values) != (document, values):
            with pytest.raises(TautanError):
                statement.bind(asked, given_values)


@LAW
@given(st.sampled_from(["token", "statement", "hop"]), st.data())
def test_any_changed_character_is_refused(kind: str, data: st.DataObject) -> None:
    message = HopMessage("ahu", "POST", "/graphql", b"{}", "", "", "")
    compact, read = {
        "token": (TOKEN, _token),
        "statement": (_statement("{ a }", {"n": 1}), _read),
        "hop": (
            sign_hop(GATEWAY, message, now=NOW, jti=JTI),
            lambda c: verify_hop(c, PEERS, message, now=NOW),
        ),
    }[kind]
    at = data.draw(st.integers(0, len(compact) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    assume(other != compact[at])
    with pytest.raises(TautanError):
        read(compact[:at] + other + compact[at + 1 :])


@LAW
@given(st.text())
def test_no_text_is_a_message_by_chance(text: str) -> None:
    message = HopMessage("ahu", "POST", "/graphql", b"{}", "", "", "")
    for read in (_token, _read, lambda c: verify_hop(c, PEERS, message, now=NOW)):
        with pytest.raises(TautanError):
            read(text)
