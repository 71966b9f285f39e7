"""Law 9: every statement, ticket, token, log line and file header has its version.

Looked at is what the running world really produced: messages that passed a relay
between gateway and nodes, the captured traffic, the logs and files on disk.
"""

import json
import re
from base64 import urlsafe_b64decode

import jwt
import pyarrow.parquet as pq
import pytest
import yaml
from joserfc import jwe
from joserfc.jwk import OKPKey

from protocol.audit_head import head_path
from protocol.canonical import b64url_decode, canonical_json
from protocol.hop_macs import MAC_PREFIX
from protocol.hops import ANSWER_HEADER, HOP_HEADER, STATEMENT_HEADER
from protocol.statements import new_jti
from tautan.demo.layout import AGENCIES, LINKING, UNIT
from tests.trust.kit.asks import ANALYST, EXAMINER, NAMES, case_request, overview
from tests.trust.kit.bad_input import BAD
from tests.trust.kit.officers import Ask
from tests.trust.kit.scene import LOG, a_nik
from tests.trust.kit.wire import send

pytestmark = pytest.mark.trust

HOP_KINDS = {"tautan-hop+jwt", "tautan-hop-answer+jwt"}
"""Under a session a MAC takes their place."""
SIGNED_KINDS = {
    "at+jwt",
    "tautan-statement+jwt",
    "tautan-attestation+jwt",
    "tautan-hop+jwt",
    "tautan-hop-answer+jwt",
}
BOUND = re.compile(r"1\.[A-Za-z0-9_-]{20,}")
_JWS = re.compile(
    rb"(?<![A-Za-z0-9_.-])(eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86})"
    rb"(?![A-Za-z0-9_.-])"
)


@pytest.fixture(scope="module")
def passed(scene, second_gateway):
    """Every exchange of a worklist with names and of a case, and their answers."""
    for relay in second_gateway.relays.values():
        relay.seen.clear()
    worklist = scene.officer(ANALYST).request(Ask(NAMES, "LOSS_FOLLOW_UP"))
    case = case_request(scene, overview(scene))
    replies = [send(second_gateway.url, sent) for sent in (worklist, case)]
    assert [reply.errors for reply in replies] == [[], []]
    seen = [each for relay in second_gateway.relays.values() for each in relay.seen]
    assert len(seen) >= 8
    return seen, replies


def claims_of(compact):
    """Kind and claims of a signed message; of what it carries as well."""
    header = jwt.get_unverified_header(compact)
    claims = jwt.decode(compact, options={"verify_signature": False})
    yield header["typ"], claims
    if isinstance(claims.get("att"), str):
        yield from claims_of(claims["att"])


def values(tree, key):
    """Every value under a key, anywhere in JSON."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name == key:
                yield value
            yield from values(value, key)
    elif isinstance(tree, list):
        for value in tree:
            yield from values(value, key)


def test_every_signed_message(passed):
    seen, _ = passed
    messages = []
    for each in seen:
        sent = {name.lower(): value for name, value in each.sent.headers.items()}
        messages += [
            sent["authorization"].removeprefix("Bearer "),
            sent[STATEMENT_HEADER.lower()],
            sent[HOP_HEADER.lower()],
            each.reply.headers[ANSWER_HEADER.lower()],
        ]
    macs = {one for one in messages if one.startswith("mac")}
    assert macs
    assert all(one.startswith(MAC_PREFIX) for one in macs)
    found = [pair for one in set(messages) - macs for pair in claims_of(one)]
    assert SIGNED_KINDS - HOP_KINDS <= {kind for kind, _ in found} <= SIGNED_KINDS
    for kind, claims in found:
        assert (kind, claims["v"]) == (kind, 1)
        assert type(claims["v"]) is int


def test_every_signed_message_in_the_captures(scene):
    """The same in the bytes that the demonstration captured between all."""
    send(scene.gateway, case_request(scene, overview(scene)))
    kinds = set()
    for path in scene.layout.captures.glob("*.bin"):
        for compact in set(_JWS.findall(path.read_bytes())):
            for kind, claims in claims_of(compact.decode()):
                kinds.add(kind)
                assert claims["v"] == 1
    kinds.discard(
        "tautan-erasure+jwt"
    )  # there if the law of erasure was checked before
    assert kinds == SIGNED_KINDS | {"tautan-revocations+jws"}


def test_every_ticket(passed):
    seen, _ = passed
    tickets = {
        ticket
        for each in seen
        for body in (each.sent.body, each.reply.body)
        for ticket in values(json.loads(body), "ticket")
    }
    assert len(tickets) >= 6
    assert all(BOUND.fullmatch(ticket) for ticket in tickets)


def test_the_ticket_in_an_attestation(passed):
    seen, _ = passed
    subjects = [
        claims["subject"]["ticket"]
        for each in seen
        for kind, claims in claims_of(each.sent.headers[STATEMENT_HEADER])
        if kind == "tautan-attestation+jwt"
    ]
    assert subjects
    assert all(BOUND.fullmatch(ticket) for ticket in subjects)


def test_every_cursor(passed):
    _, replies = passed
    cursors = [one for reply in replies for one in values(reply.data, "endCursor")]
    assert cursors
    assert all(BOUND.fullmatch(cursor) for cursor in cursors)


def test_every_sealed_value(passed):
    _, replies = passed
    sealed = [
        value
        for reply in replies
        for key in ("name", "nik")
        for value in values(reply.data, key)
        if value is not None
    ]
    assert len(sealed) >= 4
    for compact in sealed:
        assert compact.count(".") == 4
        header = json.loads(b64url_decode(compact.partition(".")[0]))
        assert header["typ"] == "tautan-sealed+1"


def test_every_refusal(scene, second_gateway):
    first = send(scene.gateway_itself, BAD[0].make(scene, "en"))
    with second_gateway.relays["bin"].unplugged():
        part = send(second_gateway.url, case_request(scene, overview(scene)))
    errors = [*first.errors, *part.errors]
    assert len(errors) >= 2
    assert all(error["extensions"]["v"] == 1 for error in errors)


def test_a_lookup_token_inside_and_outside(scene):
    officer = scene.officer(EXAMINER)
    ask = Ask("{ __typename }", "CASE_REVIEW")
    wanted = {"jti": new_jti(), "purpose": ask.purpose, "nik": a_nik(scene.world)}
    sent = officer.errand("/lookup-token", wanted)
    compact = send(scene.node("ahu"), sent).json["token"]
    header = json.loads(b64url_decode(compact.partition(".")[0]))
    assert header["typ"] == "tautan-lookup+1"
    unit = OKPKey.import_key(
        json.loads((scene.layout.unit / "sealing.jwk").read_text())
    )
    opened = jwe.decrypt_compact(compact, unit, algorithms=["ECDH-ES", "A256GCM"])
    ((kind, claims),) = claims_of(opened.plaintext.rstrip().decode())
    assert (kind, claims["v"]) == ("tautan-lookup+jwt", 1)


@pytest.mark.parametrize("writer", ["gateway", UNIT, *AGENCIES])
def test_every_line_and_head_of_a_log(scene, writer):
    path = scene.layout.agency(writer) / LOG
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines[0]["kind"] == "LOG_STARTED"
    assert [line["v"] for line in lines] == [1] * len(lines)
    signed, _, last = head_path(path).read_text().partition("\n")
    ((kind, claims),) = claims_of(signed)
    assert (kind, claims["v"]) == ("tautan-audit-head+jwt", 1)
    assert json.loads(last)["v"] == 1


@pytest.mark.parametrize("agency", LINKING)
def test_every_header_of_encodings(scene, agency):
    made = scene.layout.agency(agency) / "encodings.parquet"
    taken = scene.layout.unit / "encodings" / f"{agency}.parquet"
    for path in (made, taken):
        metadata = pq.read_metadata(path).metadata
        header = json.loads(metadata[b"tautan.encodings"])
        assert header["format_version"] == 1
        assert header["profile_version"] >= 1
        assert len(header["profile_fingerprint"]) == 64
        assert header["epoch"]


def test_every_file_that_parties_hand_to_each_other(scene):
    """The linkage secret's, the client's settings and what is signed by review."""
    secret = json.loads((scene.layout.agency("ahu") / "linkage.secret").read_text())
    assert secret["version"] == 1
    client = yaml.safe_load((scene.layout.client / "client.yaml").read_text())
    assert client["version"] == 1
    gateway = yaml.safe_load((scene.layout.gateway / "gateway.yaml").read_text())
    agreements = scene.layout.root / gateway["guarded"]["agreements"]
    found = [yaml.safe_load(path.read_text()) for path in agreements.glob("*.yaml")]
    assert len(found) > 20
    assert all(agreement["version"] >= 1 for agreement in found)


def test_the_check_sees_a_message_without_version():
    """The control: claims are read as they are."""
    head, body = (canonical_json(part) for part in ({"typ": "x", "alg": "none"}, {}))
    compact = ".".join(
        [jwt.utils.base64url_encode(part).decode() for part in (head, body)] + [""]
    )
    ((_, claims),) = claims_of(compact)
    assert "v" not in claims
    assert urlsafe_b64decode(compact.split(".")[1] + "==") == b"{}"
