"""Every kind of request that the gateway refuses whole, one maker for each.

A maker gets the running world and a language and returns the request. It starts
from an honest one and changes one thing.
"""

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote

import jwt

from protocol.asks import Way
from protocol.attestations import Attestation, sign_attestation
from protocol.canonical import b64url, canonical_json
from protocol.dates import system_clock
from protocol.keys import SigningKey
from protocol.statements import new_jti
from tests.trust.kit.nodes import process_key
from tests.trust.kit.officers import Ask, Papers, body_of
from tests.trust.kit.scene import Scene, a_name, a_nik, a_passport, case_number
from tests.trust.kit.wire import Sent, send

DOCUMENT = (
    "query Cases($first: Int!) {"
    " citizenshipCases(first: $first) { nodes { caseNumber stage } } }"
)
ASK = Ask(DOCUMENT, "LOSS_FOLLOW_UP", {"first": 2})
PERSONA = "ahu-analyst"
PASSPORT_LENGTH = 8
LONG_AGO = timedelta(minutes=5)
Make = Callable[[Scene, str], Sent]


@dataclass(frozen=True, slots=True)
class Bad:
    """A refused request."""

    name: str
    make: Make
    status: int
    code: str

    def __str__(self) -> str:
        return self.name


def good(scene: Scene, language: str = "en") -> Sent:
    """What all of them start from: it is answered."""
    return scene.officer(PERSONA).request(ASK, language)


def _about(ask: Ask, persona: str = PERSONA) -> Make:
    return lambda scene, language: scene.officer(persona).request(ask, language)


def _with_token(**changes: object) -> Make:
    def make(scene: Scene, language: str) -> Sent:
        officer = scene.officer(PERSONA)
        papers = officer.papers(ASK)
        papers = replace(papers, token=officer.token(**changes))
        return Sent(body_of(ASK), papers.headers(language))

    return make


def _with_statement(**changes: object) -> Make:
    def make(scene: Scene, language: str) -> Sent:
        return scene.officer(PERSONA).request(ASK, language, **changes)

    return make


def _papers(change: Callable[[Papers], Papers]) -> Make:
    def make(scene: Scene, language: str) -> Sent:
        papers = change(scene.officer(PERSONA).papers(ASK))
        return Sent(body_of(ASK), papers.headers(language))

    return make


def _sent(change: Callable[[Sent], Sent]) -> Make:
    return lambda scene, language: change(good(scene, language))


def _without(header: str) -> Callable[[Sent], Sent]:
    def change(sent: Sent) -> Sent:
        kept = {name: v for name, v in sent.headers.items() if name != header}
        return replace(sent, headers=kept)

    return change


def _header(name: str, value: str) -> Callable[[Sent], Sent]:
    return lambda sent: replace(sent, headers={**sent.headers, name: value})


def _expired(scene: Scene, language: str) -> Sent:
    hours_ago = system_clock() - timedelta(hours=2)
    return _with_token(now=hours_ago)(scene, language)


def _without_signature(papers: Papers) -> Papers:
    """The same claims under `alg: none`, and the key id of the provider."""
    claims = jwt.decode(papers.token, options={"verify_signature": False})
    header = jwt.get_unverified_header(papers.token)
    names = {"typ": header["typ"], "kid": header["kid"]}
    token = jwt.encode(claims, None, algorithm="none", headers=names)
    return replace(papers, token=token)


def _keyed_with_the_public_key(scene: Scene, language: str) -> Sent:
    """HS256 with the provider's public key as the secret: the old confusion."""
    papers = scene.officer(PERSONA).papers(ASK)
    claims = jwt.decode(papers.token, options={"verify_signature": False})
    header = jwt.get_unverified_header(papers.token)
    names = {"typ": header["typ"], "kid": header["kid"]}
    head = canonical_json({**names, "alg": "HS256"})
    signed = f"{b64url(head)}.{b64url(canonical_json(claims))}"
    secret = scene.layout.issuer_keys.read_bytes()
    mac = hmac.digest(secret, signed.encode(), "sha256")
    papers = replace(papers, token=f"{signed}.{b64url(mac)}")
    return Sent(body_of(ASK), papers.headers(language))


def _of_another_provider(scene: Scene, language: str) -> Sent:
    """A token whose signature is by a stranger under the provider's key id."""
    papers = scene.officer(PERSONA).papers(ASK)
    claims = jwt.decode(papers.token, options={"verify_signature": False})
    header = jwt.get_unverified_header(papers.token)
    stranger = SigningKey.generate().private
    names = {"typ": header["typ"], "kid": header["kid"]}
    token = jwt.encode(claims, stranger, algorithm="EdDSA", headers=names)
    return Sent(body_of(ASK), replace(papers, token=token).headers(language))


def _stale(seconds: timedelta) -> Make:
    def make(scene: Scene, language: str) -> Sent:
        return _with_statement(now=system_clock() - seconds)(scene, language)

    return make


def _by_another_key(scene: Scene, language: str) -> Sent:
    return _with_statement(key=SigningKey.generate())(scene, language)


def _replayed(scene: Scene, language: str) -> Sent:
    sent = good(scene, language)
    assert send(scene.gateway_itself, sent).status == 200
    return sent


def _same_id_again(scene: Scene, language: str) -> Sent:
    """Another statement under an id that was used."""
    jti = new_jti()
    officer = scene.officer(PERSONA)
    assert send(scene.gateway_itself, officer.request(ASK, jti=jti)).status == 200
    other = replace(ASK, variables={"first": 1})
    return officer.request(other, language, jti=jti)


def _another_body(document: str, variables: dict[str, int]) -> Make:
    body = json.dumps({"query": document, "variables": variables}).encode()
    return _sent(lambda sent: replace(sent, body=body))


def _case() -> Ask:
    document = "query Case($n: ID!) { citizenshipCase(caseNumber: $n) { stage } }"
    return Ask(document, "CASE_REVIEW", {"n": "AHU-0"}, Way.CASE)


def _vouched_by(agency: str, **changes: str) -> Make:
    """An attestation that its node did not give for this."""

    def make(scene: Scene, language: str) -> Sent:
        officer = scene.officer("ahu-examiner")
        jti = new_jti()
        said = {
            "organisation": "kemenkum.ahu",
            "subject": "officer-ahu-1",
            "purpose": "CASE_REVIEW",
            "case": case_number(scene.world),
            "stage": "AHU_SUBSTANTIVE",
            "typename": "Applicant",
            "ticket": "1.ticket",
            "request_id": jti,
            **changes,
        }
        key = process_key(scene.layout, agency)
        signed = sign_attestation(key, Attestation(**said), now=system_clock())
        return officer.request(_case(), language, jti=jti, attestation=signed)

    return make


def _in_a_variable(value: Callable[[Scene], str]) -> Make:
    def make(scene: Scene, language: str) -> Sent:
        variables = {"first": 2, "note": {"text": [value(scene)]}}
        ask = replace(ASK, variables=variables)
        return scene.officer(PERSONA).request(ask, language)

    return make


def _in_the_document(value: Callable[[Scene], str]) -> Make:
    def make(scene: Scene, language: str) -> Sent:
        document = (
            f'{{ citizenshipCase(caseNumber: "{value(scene)}") {{ caseNumber }} }}'
        )
        ask = replace(ASK, document=document, variables={})
        return scene.officer(PERSONA).request(ask, language)

    return make


def _in_the_url(value: Callable[[Scene], str]) -> Make:
    def make(scene: Scene, language: str) -> Sent:
        query = f'{{ citizenshipCase(caseNumber: "{value(scene)}") {{ caseNumber }} }}'
        papers = scene.officer(PERSONA).papers(ASK)
        path = f"/graphql?query={quote(query)}"
        return Sent(b"", papers.headers(language), "GET", path)

    return make


def _escaped(scene: Scene) -> str:
    """A NIK whose first digit is written as an escape of GraphQL."""
    nik = a_nik(scene.world)
    return f"\\u{ord(nik[0]):04x}{nik[1:]}"


def _grouped(scene: Scene) -> str:
    nik = a_nik(scene.world)
    return " ".join(nik[at : at + 4] for at in range(0, 16, 4))


def _nested(depth: int) -> str:
    inner = "caseNumber"
    for _ in range(depth):
        inner = f"applicant {{ cases {{ {inner} }} }}"
    return f"{{ citizenshipCases(first: 1) {{ nodes {{ {inner} }} }} }}"


def _named(text: str) -> Make:
    """A document with a person's name in the place of `%s`."""

    def make(scene: Scene, language: str) -> Sent:
        ask = Ask(text % a_name(scene.world), ASK.purpose)
        return scene.officer(PERSONA).request(ask, language)

    return make


def _named_in_a_variable(scene: Scene, language: str) -> Sent:
    ask = replace(ASK, variables={"first": a_name(scene.world)})
    return scene.officer(PERSONA).request(ask, language)


def _named_as_the_operation(scene: Scene, language: str) -> Sent:
    """The statement does not sign which operation of the document runs."""
    sent = good(scene, language)
    said = {**json.loads(sent.body), "operationName": a_name(scene.world)}
    return replace(sent, body=json.dumps(said).encode())


def nik_of(scene: Scene) -> str:
    """A real resident's NIK, of the invented population."""
    return a_nik(scene.world)


def passport_of(scene: Scene) -> str:
    """A real Indonesian passport's number, of the invented population."""
    return a_passport(scene.world, PASSPORT_LENGTH)


def name_of(scene: Scene) -> str:
    """A name of the invented population, in capitals."""
    return a_name(scene.world).upper()


def foreign_passport_of(scene: Scene) -> str:
    """A number that another state gave."""
    return a_passport(scene.world, PASSPORT_LENGTH + 1)


RAW = (
    Bad("nik_in_a_variable", _in_a_variable(nik_of), 400, "RAW_IDENTIFIER"),
    Bad("nik_in_groups", _in_a_variable(_grouped), 400, "RAW_IDENTIFIER"),
    Bad("nik_in_the_document", _in_the_document(nik_of), 400, "RAW_IDENTIFIER"),
    Bad("nik_in_an_escape", _in_the_document(_escaped), 400, "RAW_IDENTIFIER"),
    Bad("nik_in_the_url", _in_the_url(nik_of), 400, "RAW_IDENTIFIER"),
    Bad("passport_in_a_variable", _in_a_variable(passport_of), 400, "RAW_IDENTIFIER"),
    Bad("passport_in_the_document", _in_the_document(passport_of), 400, "RAW_IDENTIFIER"),
    Bad("passport_in_the_url", _in_the_url(passport_of), 400, "RAW_IDENTIFIER"),
    Bad("foreign_passport_in_a_variable", _in_a_variable(foreign_passport_of), 400, "RAW_IDENTIFIER"),
    Bad("foreign_passport_in_the_document", _in_the_document(foreign_passport_of), 400, "RAW_IDENTIFIER"),
)  # fmt: skip
"""Identifiers of real records."""

NAMED = (
    Bad("name_as_a_number", _named('{ citizenshipCases(first: "%s") { nodes { stage } } }'), 400, "VALIDATION_FAILED"),
    Bad("name_in_a_block", _named('{ citizenshipCases(first: """%s""") { nodes { stage } } }'), 400, "VALIDATION_FAILED"),
    Bad("name_in_an_object", _named('{ citizenshipCases(first: 1, filter: {bases: ["%s"]}) { nodes { stage } } }'), 400, "VALIDATION_FAILED"),
    Bad("name_in_the_wrong_place", _named('{ citizenshipCases "%s" }'), 400, "SYNTAX_ERROR"),
    Bad("name_in_a_variable", _named_in_a_variable, 400, "VALIDATION_FAILED"),
    Bad("name_as_the_operation", _named_as_the_operation, 400, "VALIDATION_FAILED"),
)  # fmt: skip
"""A person's name in a request that is refused."""

BAD = (
    Bad("no_token", _sent(_without("Authorization")), 401, "TOKEN_MISSING"),
    Bad("no_bearer_token", _sent(_header("Authorization", "Basic YTpi")), 401, "TOKEN_MISSING"),
    Bad("malformed_token", _sent(_header("Authorization", "Bearer nonsense")), 401, "TOKEN_MALFORMED"),
    Bad("expired_token", _expired, 401, "TOKEN_EXPIRED"),
    Bad("token_for_another_audience", _with_token(audience="tautan:elsewhere"), 401, "TOKEN_WRONG_AUDIENCE"),
    Bad("token_of_another_issuer", _with_token(issuer="https://else.example"), 401, "TOKEN_UNTRUSTED"),
    Bad("token_by_a_stranger", _of_another_provider, 401, "TOKEN_UNTRUSTED"),
    Bad("token_without_signature", _papers(_without_signature), 401, "TOKEN_UNTRUSTED"),
    Bad("token_keyed_with_the_public_key", _keyed_with_the_public_key, 401, "TOKEN_UNTRUSTED"),
    Bad("no_statement", _sent(_without("Tautan-Statement")), 400, "STATEMENT_MISSING"),
    Bad("malformed_statement", _sent(_header("Tautan-Statement", "a.b")), 400, "STATEMENT_MALFORMED"),
    Bad("statement_by_another_key", _by_another_key, 403, "STATEMENT_WRONG_KEY"),
    Bad("statement_replayed", _replayed, 403, "STATEMENT_REPLAYED"),
    Bad("statement_with_a_used_id", _same_id_again, 403, "STATEMENT_REPLAYED"),
    Bad("stale_statement", _stale(LONG_AGO), 403, "STATEMENT_STALE"),
    Bad("statement_of_the_future", _stale(-LONG_AGO), 403, "STATEMENT_STALE"),
    Bad("statement_for_another_audience", _with_statement(audience="tautan:elsewhere"), 403, "STATEMENT_WRONG_AUDIENCE"),
    Bad("another_document", _another_body(DOCUMENT.replace("stage", "filedOn"), {"first": 2}), 400, "STATEMENT_WRONG_OPERATION"),
    Bad("other_variables", _another_body(DOCUMENT, {"first": 3}), 400, "STATEMENT_WRONG_OPERATION"),
    Bad("purpose_not_in_the_token", _with_statement(purpose="CASE_REVIEW"), 403, "PURPOSE_NOT_IN_TOKEN"),
    Bad("case_without_attestation", _about(_case(), "ahu-examiner"), 403, "ATTESTATION_MISSING"),
    Bad("case_vouched_by_another_agency", _vouched_by("imigrasi"), 403, "ATTESTATION_INVALID"),
    Bad("case_vouched_for_another_officer", _vouched_by("ahu", subject="officer-ahu-2"), 403, "ATTESTATION_INVALID"),
    Bad("case_vouched_for_another_purpose", _vouched_by("ahu", purpose="NATURALISATION_CHECK"), 403, "ATTESTATION_INVALID"),
    Bad("case_vouched_for_another_request", _vouched_by("ahu", request_id="A" * 22), 403, "ATTESTATION_INVALID"),
    Bad("syntax_error", _about(replace(ASK, document="{ citizenshipCases(", variables={})), 400, "SYNTAX_ERROR"),
    Bad("unknown_field", _about(replace(ASK, document="{ secrets { key } }", variables={})), 400, "UNKNOWN_FIELD"),
    Bad("variable_of_another_type", _about(replace(ASK, variables={"first": "two"})), 400, "VALIDATION_FAILED"),
    Bad("variable_missing", _about(replace(ASK, variables={})), 400, "VALIDATION_FAILED"),
    Bad("deep_query", _about(replace(ASK, document=_nested(40), variables={})), 400, "OPERATION_TOO_LARGE"),
    Bad("not_json", _sent(lambda sent: replace(sent, body=b"{query")), 400, "SYNTAX_ERROR"),
    Bad("not_an_object", _sent(lambda sent: replace(sent, body=b"1")), 400, "SYNTAX_ERROR"),
    Bad("several_at_once", _sent(lambda sent: replace(sent, body=b"[1]")), 400, "BATCH_NOT_SUPPORTED"),
    Bad("body_too_large", _about(replace(ASK, variables={"first": 2, "pad": "x" * 1_100_000})), 413, "BODY_TOO_LARGE"),
    Bad("another_content_type", _sent(_header("Content-Type", "text/plain")), 415, "UNSUPPORTED_MEDIA_TYPE"),
)  # fmt: skip
"""Requests that name nobody."""
