"""@authenticated, @requiresScopes and @policy: who may read which field."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from graphql import parse

from gateway.operation.normalise import read_operation
from gateway.policy.access import Rights
from gateway.policy.jwt_scopes import JwtScopes
from gateway.policy.question import Question
from gateway.policy.scope_rules import Need, read_needs
from gateway.policy.scoped_access import ScopedAccess, no_issuer
from gateway.supergraph.read import read_supergraph
from protocol.errors import TokenError

SDL = """
schema @link(url: "https://specs.apollo.dev/join/v0.3") LINKS { query: Query }
enum join__Graph { A @join__graph(name: "a", url: "") }
type Query @join__type(graph: A) {
  open: Int
  me: User
  known: Int @AUTH
  scoped: Int @SCOPES(scopes: [["a", "b"], ["c"]])
  both: Secret @SCOPES(scopes: [["a"]])
  judged: Int @policy(policies: [["x"]])
  day: Day
  any: Any
  named: [Named]
}
interface Named @join__type(graph: A) { name: String }
type User implements Named @join__type(graph: A) { name: String mail: String @AUTH }
type Pet implements Named @join__type(graph: A) { name: String @SCOPES(scopes: [["pets"]]) }
type Secret @join__type(graph: A) @SCOPES(scopes: [["s"]]) { it: Int }
union Any @join__type(graph: A) = User | Secret
scalar Day @join__type(graph: A) @AUTH
"""


def sdl_of(auth="authenticated", scopes="requiresScopes", links=""):
    return (
        SDL.replace("@AUTH", f"@{auth}")
        .replace("@SCOPES", f"@{scopes}")
        .replace("LINKS", links)
    )


PLAIN = sdl_of()
SUPERGRAPH = read_supergraph(PLAIN)
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def access(rights_of=no_issuer):
    return ScopedAccess(
        SUPERGRAPH, read_needs(parse(PLAIN)), rights_of, lambda: NOW, lambda: "id"
    )


def denied(query, *scopes, known=True):
    rights = Rights(frozenset(scopes), NOW.timestamp() + 60) if known else None
    asked = access(lambda _: rights)
    visit = asked.admit(Question(query, {}, None, "t"))
    operation = read_operation(SUPERGRAPH, query)
    found = asked.narrow(visit, operation, {}).denials
    assert {one.refused.code for one in found} <= {"UNAUTHORIZED_FIELD_OR_TYPE"}
    return {".".join(one.pattern) for one in found}


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("{ open me { name } }", set()),
        ("{ known open }", {"known"}),
        ("{ scoped both { it } judged day }", {"scoped", "both", "judged", "day"}),
        ("{ x: me { y: mail name } }", {"x.y"}),
        ("{ any { ... on User { name } ... on Secret { it } } }", {"any.it"}),
        ("{ named { name } }", {"named.name"}),
    ],
)
def test_without_a_token_only_what_needs_none_is_read(query, places):
    assert denied(query, known=False) == places


@pytest.mark.parametrize(
    ("query", "scopes", "places"),
    [
        ("{ known day me { mail } }", (), set()),
        ("{ scoped }", ("a",), {"scoped"}),
        ("{ scoped }", ("a", "b"), set()),
        ("{ scoped }", ("c", "z"), set()),
        ("{ both { it } }", ("a",), {"both"}),
        ("{ both { it } }", ("a", "s"), set()),
        ("{ any { ... on Secret { it } } }", ("s",), set()),
        ("{ named { name } }", ("pets",), set()),
        ("{ judged }", ("x", "a", "s"), {"judged"}),
    ],
)
def test_scopes_open_what_they_are_for(query, scopes, places):
    assert denied(query, *scopes) == places


def test_a_denied_field_is_not_planned_for():
    asked = access()
    query = "{ open known }"
    visit = asked.admit(Question(query, {}, None, "t"))
    narrowed = asked.narrow(visit, read_operation(SUPERGRAPH, query), {})
    kept = {one.name: one.denied for one in narrowed.operation.selections}
    assert kept == {"open": False, "known": True}


def test_how_long_a_token_lasts():
    rights = Rights(frozenset(), NOW.timestamp() + 60)
    asked = access(lambda _: rights)
    assert asked.seconds_left(asked.admit(Question("", {}, None, "t"))) == 60
    assert asked.seconds_left(asked.admit(Question(""))) is None


def test_the_directives_by_other_names():
    link = '@link(url: "https://specs.apollo.dev/{}/v0.1"{})'
    links = link.format("authenticated", ', as: "signedIn"')
    links += link.format(
        "requiresScopes", ', import: [{name: "@requiresScopes", as: "@may"}]'
    )
    assert read_needs(parse(sdl_of("signedIn", "may", links))) == read_needs(
        parse(PLAIN)
    )


def test_needs_add_up():
    assert not Need()
    needs = read_needs(parse(PLAIN))
    assert "Query.open" not in needs
    assert len(needs["Query.both"].scopes) == 2


KEY = ec.generate_private_key(ec.SECP256R1())
JWKS = jwt.PyJWKSet.from_dict(
    {
        "keys": [
            {
                **jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256).to_jwk(
                    KEY.public_key(), as_dict=True
                ),
                "kid": "k",
                "alg": "ES256",
            }
        ]
    }
)
SCOPES = JwtScopes("https://issuer.example", "here", lambda: JWKS)


def token(kid="k", key=KEY, algorithm="ES256", **changes):
    later = datetime.now(UTC) + timedelta(minutes=5)
    claims = {"iss": "https://issuer.example", "aud": "here", "exp": later, **changes}
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, key, algorithm, headers={"kid": kid})


@pytest.mark.parametrize(
    ("claims", "scopes"),
    [
        ({"scope": "a b"}, {"a", "b"}),
        ({"scope": ["a", 1]}, {"a"}),
        ({"scp": ["c"]}, {"c"}),
        ({"scope": 7}, set()),
        ({}, set()),
    ],
)
def test_scopes_of_a_token(claims, scopes):
    assert SCOPES(token(**claims)).scopes == scopes


OTHER = ec.generate_private_key(ec.SECP256R1())
PAST = datetime.now(UTC) - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("compact", "code"),
    [
        (lambda: "nonsense", "TOKEN_MALFORMED"),
        (lambda: token(key=OTHER), "TOKEN_UNTRUSTED"),
        (lambda: token(kid="other"), "TOKEN_UNTRUSTED"),
        (lambda: token(key="x" * 32, algorithm="HS256"), "TOKEN_UNTRUSTED"),
        (lambda: token(key=None, algorithm="none"), "TOKEN_UNTRUSTED"),
        (lambda: token(iss="https://other.example"), "TOKEN_UNTRUSTED"),
        (lambda: token(aud="elsewhere"), "TOKEN_WRONG_AUDIENCE"),
        (lambda: token(exp=PAST), "TOKEN_EXPIRED"),
        (lambda: token(nbf=datetime.now(UTC) + timedelta(minutes=5)), "TOKEN_EXPIRED"),
        (lambda: token(exp=None), "TOKEN_MALFORMED"),
    ],
)
def test_a_token_that_is_not_good(compact, code):
    with pytest.raises(TokenError) as caught:
        SCOPES(compact())
    assert caught.value.code == code


def test_a_token_for_any_audience():
    anywhere = JwtScopes("https://issuer.example", None, lambda: JWKS)
    assert anywhere(token(aud="elsewhere", scope="a")).scopes == {"a"}


def test_before_any_key_came_no_token_is_good():
    with pytest.raises(TokenError, match="TOKEN_UNTRUSTED"):
        JwtScopes("https://issuer.example", None, lambda: None)(token())
