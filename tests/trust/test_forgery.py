"""Papers with headers that other verifiers fell for, at the gateway and the nodes.

A JOSE header is the attacker's to write (RFC 7515 §10, RFC 8725 §3): it must not
choose the key. Every token here has the claims of an honest one, and a signature by
the attacker's own key, which its header offers in some way.
"""

import base64
import json

import jwt
import pytest

from protocol.hops import STATEMENT_HEADER
from protocol.keys import SigningKey
from tautan.demo.layout import AGENCIES, UNIT
from tests.trust.kit.bad_input import ASK, PERSONA
from tests.trust.kit.nodes import Hop, process_key
from tests.trust.kit.officers import Papers, body_of
from tests.trust.kit.wire import Sent, send

pytestmark = pytest.mark.trust

STRANGER = SigningKey.generate()
CERTIFICATE = base64.b64encode(b"not read").decode()
HEADERS = {
    "a key of its own": {"jwk": dict(STRANGER.public_jwk)},
    "a place to get a key": {"jku": "http://127.0.0.1:9/keys"},
    "a certificate": {"x5c": [CERTIFICATE]},
    "a place to get a certificate": {"x5u": "http://127.0.0.1:9/c"},
    "a path as key id": {"kid": "../../../../../../dev/null"},
    "a query as key id": {"kid": "x' UNION SELECT 'k' --"},
    "a number as key id": {"kid": 1},
    "an object as key id": {"kid": {"$ne": ""}},
    "no key id": {"kid": ""},
    "the gateway's key id": {"kid": "gateway"},
    "an extension that must be understood": {"crit": ["b64"], "b64": False},
    "another type": {"typ": "JWT"},
    "a type of ours for another paper": {"typ": "tautan-statement+jwt"},
}
ALGORITHMS = ("none", "None", "nOnE", "", "HS256", "ES256K", "EdDSA ")


def forged(compact, **header):
    """The claims of an honest paper under a header and signature of the attacker."""
    claims = jwt.decode(compact, options={"verify_signature": False})
    names = {**jwt.get_unverified_header(compact), **header}
    signed = f"{part(names)}.{part(claims)}"
    signature = STRANGER.private.sign(signed.encode())
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def part(value):
    content = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.fixture
def papers(scene):
    return scene.officer(PERSONA).papers(ASK)


def at_gateway(scene, papers):
    return send(scene.gateway_itself, Sent(body_of(ASK), papers.headers()))


def at_node(scene, name, papers):
    """Through a hop that the gateway's own key signed."""
    hop = Hop(name, body_of(ASK), papers)
    sent = hop.signed(process_key(scene.layout, "gateway"))
    return send(scene.node(name), sent)


def must_be_refused(reply, kind):
    assert reply.status in {400, 401, 403}
    (code,) = reply.codes
    assert code.startswith(kind)
    assert "data" not in reply.json


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_header_does_not_choose_the_key(scene, papers, header):
    token = Papers(forged(papers.token, **header), papers.statement, papers.jti)
    must_be_refused(at_gateway(scene, token), "TOKEN_")
    must_be_refused(at_node(scene, "ahu", token), "TOKEN_")
    must_be_refused(at_node(scene, UNIT, token), "TOKEN_")
    statement = Papers(papers.token, forged(papers.statement, **header), papers.jti)
    must_be_refused(at_gateway(scene, statement), "STATEMENT_")
    must_be_refused(at_node(scene, "ahu", statement), "STATEMENT_")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_header_does_not_choose_the_algorithm(scene, papers, algorithm):
    token = Papers(forged(papers.token, alg=algorithm), papers.statement, papers.jti)
    must_be_refused(at_gateway(scene, token), "TOKEN_")
    must_be_refused(at_node(scene, "ahu", token), "TOKEN_")
    statement = Papers(
        papers.token, forged(papers.statement, alg=algorithm), papers.jti
    )
    must_be_refused(at_gateway(scene, statement), "STATEMENT_")


def resealed(compact):
    """A statement whose sealing key is the attacker's, under the old signature."""
    header, claims, signature = compact.split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    (name,) = [name for name, value in said.items() if is_x25519(value)]
    said[name] = {
        **said[name],
        "x": part("another key of 32 bytes").ljust(43, "A")[:43],
    }
    return f"{header}.{part(said)}.{signature}"


def is_x25519(value):
    return isinstance(value, dict) and value.get("crv") == "X25519"


@pytest.mark.parametrize("name", [*AGENCIES, UNIT])
def test_a_gateway_can_not_have_values_sealed_to_itself(scene, papers, name):
    """The key to seal to stands in the statement, which the asker signed."""
    swapped = Papers(papers.token, resealed(papers.statement), papers.jti)
    must_be_refused(at_node(scene, name, swapped), "STATEMENT_")
    assert STATEMENT_HEADER in swapped.headers()


def test_the_honest_papers_are_answered(scene, papers):
    """The control: what all of these start from."""
    assert at_gateway(scene, papers).status == 200
