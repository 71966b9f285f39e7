"""Sessions between processes: agreed on, used, renewed, forgotten, summed up."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from protocol.audit_events import AuditEvent
from protocol.errors import HopError, SessionForgotten, TautanError
from protocol.hop_answering import Answering
from protocol.hop_asking import (
    MOST_LOST,
    QUIET_SECONDS,
    RENEW_SECONDS,
    Asking,
    hop_digest,
)
from protocol.hop_exchanged import Exchanged, unproven
from protocol.hop_macs import is_mac, read_mac_hop
from protocol.hop_session import (
    MOST_EXCHANGES,
    SESSION_SECONDS,
    Sum,
    mac,
    shared_secret,
)
from protocol.hops import AnswerMessage, Hop, HopMessage, sign_answer, sign_hop
from protocol.keys import KeySet, SealingKey, SigningKey
from protocol.statements import new_jti

GATEWAY = SigningKey.generate("gateway")
NODE = SigningKey.generate("dukcapil")
KEYS = KeySet.of([GATEWAY, NODE])

MESSAGE = HopMessage(
    audience="dukcapil",
    method="POST",
    path="/graphql",
    body=b'{"query":"{ a }"}',
    token="",
    statement="statement",
    request_id="request",
)


@dataclass
class Clock:
    now: datetime = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Pair:
    """A gateway and a node, and all that passes between them."""

    clock: Clock = field(default_factory=Clock)
    told: list[Exchanged] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asking = Asking(
            GATEWAY,
            KEYS,
            self.clock,
            new_jti,
            sessions=True,
            exchanged=self.told.append,
        )
        self.restart()

    def restart(self, *, sessions: bool = True) -> None:
        """The node begins anew and knows nothing."""
        self.node = Answering(NODE, KEYS, self.clock, new_jti, sessions=sessions)

    def answer(self, hop: str, message: HopMessage = MESSAGE) -> tuple[str, bytes]:
        """What the node answers."""
        met: Hop | None
        try:
            met, body = self.node.verify(hop, message), b'{"data":{}}'
        except HopError as refusal:
            met, body = None, json.dumps({"errors": [refusal.refusal(None)]}).encode()
        return self.node.prove(met, said(hop, body)), body

    def ask(self, message: HopMessage = MESSAGE) -> str:
        """One exchange; returns the hop."""
        hop = self.asking.prove(message)
        answered, body = self.answer(hop, message)
        self.asking.check(hop, answered, said(hop, body))
        return hop


def said(hop: str, body: bytes = b'{"data":{}}') -> AnswerMessage:
    return AnswerMessage("dukcapil", "gateway", hop_digest(hop), 200, body)


@pytest.fixture
def pair() -> Pair:
    return Pair()


@pytest.fixture
def agreed(pair: Pair) -> Pair:
    """A pair that has agreed on a session."""
    assert not is_mac(pair.ask())
    return pair


def test_a_session_is_agreed_on_and_then_nothing_is_signed(pair: Pair) -> None:
    hops = [pair.ask() for _ in range(5)]
    assert [is_mac(hop) for hop in hops] == [False, True, True, True, True]
    assert len({read_mac_hop(hop).session for hop in hops[1:]}) == 1
    assert len({read_mac_hop(hop).jti for hop in hops[1:]}) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"audience": "imigrasi"},
        {"method": "GET"},
        {"path": "/graphql?a=1"},
        {"body": b""},
        {"token": "t"},
        {"statement": ""},
        {"request_id": "other"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_of_a_request_is_bound(agreed: Pair, change) -> None:
    hop = agreed.asking.prove(MESSAGE)
    with pytest.raises(HopError) as refused:
        agreed.node.verify(hop, replace(MESSAGE, **change))
    assert refused.value.code == "HOP_TAMPERED"


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "imigrasi"},
        {"audience": "gateway-2"},
        {"hop_digest": hop_digest("other")},
        {"status": 403},
        {"body": b""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_of_an_answer_is_bound(agreed: Pair, change) -> None:
    hop = agreed.asking.prove(MESSAGE)
    answered, body = agreed.answer(hop)
    with pytest.raises(TautanError) as refused:
        agreed.asking.check(hop, answered, replace(said(hop, body), **change))
    assert refused.value.code == "ANSWER_TAMPERED"


HEADERS: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "another MAC": (lambda p: [*p[:4], mac(b"k" * 32, "x")], "HOP_TAMPERED"),
    "another id": (lambda p: [*p[:3], new_jti(), p[4]], "HOP_TAMPERED"),
    "another instant": (lambda p: [*p[:2], "1781499601", *p[3:]], "HOP_TAMPERED"),
    "another session": (lambda p: [p[0], new_jti(), *p[2:]], "HOP_SESSION_UNKNOWN"),
    "a short id": (lambda p: [*p[:3], "AAAA", p[4]], "HOP_UNSIGNED"),
    "no number": (lambda p: [*p[:2], "now", *p[3:]], "HOP_UNSIGNED"),
    "a part missing": (lambda p: p[:4], "HOP_UNSIGNED"),
    "another version": (lambda p: ["mac2", *p[1:]], "HOP_UNSIGNED"),
}


@pytest.mark.parametrize(("change", "code"), HEADERS.values(), ids=HEADERS.keys())
def test_a_changed_header_is_refused(agreed: Pair, change, code: str) -> None:
    hop = ".".join(change(agreed.asking.prove(MESSAGE).split(".")))
    with pytest.raises(HopError) as refused:
        agreed.node.verify(hop, MESSAGE)
    assert refused.value.code == code


def test_an_answer_of_another_hop_session_or_time_is_refused(agreed: Pair) -> None:
    first, second = agreed.asking.prove(MESSAGE), agreed.asking.prove(MESSAGE)
    answered, body = agreed.answer(first)
    other = Pair()
    other.ask()
    foreign, _ = other.answer(other.asking.prove(MESSAGE))
    for wrong in (answered, foreign, "mac1.x", "mac1.a.now.b", ""):
        with pytest.raises(TautanError) as refused:
            agreed.asking.check(second, wrong, said(second, body))
        assert refused.value.code == "ANSWER_TAMPERED"
    agreed.clock.pass_by(70)
    with pytest.raises(TautanError, match="70 s old"):
        agreed.asking.check(first, answered, said(first, body))


def test_a_hop_comes_once_and_in_time(agreed: Pair) -> None:
    hop, late = agreed.asking.prove(MESSAGE), agreed.asking.prove(MESSAGE)
    agreed.answer(hop)
    with pytest.raises(HopError) as refused:
        agreed.node.verify(hop, MESSAGE)
    assert refused.value.code == "HOP_REPLAYED"
    agreed.clock.pass_by(66)
    with pytest.raises(HopError) as refused:
        agreed.node.verify(late, MESSAGE)
    assert refused.value.code == "HOP_STALE"


def test_a_request_does_not_pass_as_an_answer(agreed: Pair) -> None:
    hop = agreed.asking.prove(MESSAGE)
    with pytest.raises(TautanError):
        agreed.asking.check(hop, hop, said(hop))


def test_after_a_restart_the_next_message_is_signed(agreed: Pair) -> None:
    agreed.restart()
    with pytest.raises(SessionForgotten):
        agreed.ask()
    assert not is_mac(agreed.ask())
    assert not is_mac(agreed.ask())
    agreed.clock.pass_by(QUIET_SECONDS)
    assert not is_mac(agreed.ask())
    assert is_mac(agreed.ask())


def test_a_forged_word_that_the_session_is_unknown_is_not_believed(
    agreed: Pair,
) -> None:
    """Else whoever stands between could make all messages slow."""
    hop = agreed.asking.prove(MESSAGE)
    refusal = HopError("HOP_SESSION_UNKNOWN").refusal(None)
    body = json.dumps({"errors": [refusal]}).encode()
    forger = SigningKey.generate("dukcapil")
    forged = sign_answer(forger, said(hop, body), now=agreed.clock())
    for answered in (forged, ""):
        with pytest.raises(TautanError) as refused:
            agreed.asking.check(hop, answered, said(hop, body))
        assert refused.value.code == "ANSWER_TAMPERED"
    assert is_mac(agreed.ask())


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"errors":[]}', b'{"errors":[1]}', b'{"errors":[{}]}']
)
def test_another_signed_refusal_ends_no_session(agreed: Pair, body: bytes) -> None:
    hop = agreed.asking.prove(MESSAGE)
    signed = sign_answer(NODE, said(hop, body), now=agreed.clock())
    agreed.asking.check(hop, signed, said(hop, body))
    assert is_mac(agreed.ask())


def test_a_node_that_accepts_none_is_asked_with_signatures(pair: Pair) -> None:
    pair.restart(sessions=False)
    assert not any(is_mac(pair.ask()) for _ in range(4))


def test_who_offers_none_signs_everything(pair: Pair) -> None:
    asking = Asking(GATEWAY, KEYS, pair.clock, new_jti)
    for _ in range(2):
        hop = asking.prove(MESSAGE)
        answered, body = pair.answer(hop)
        asking.check(hop, answered, said(hop, body))
        assert not is_mac(hop)


def test_what_a_stream_answers_is_signed(agreed: Pair) -> None:
    assert not is_mac(agreed.asking.prove(MESSAGE, lasting=True))


def test_one_offer_is_on_its_way_at_a_time(pair: Pair) -> None:
    hops = [pair.asking.prove(MESSAGE) for _ in range(3)]
    offers = [pair.node.verify(hop, MESSAGE).offer for hop in hops]
    assert [offer is not None for offer in offers] == [True, False, False]
    pair.clock.pass_by(61)
    assert pair.node.verify(pair.asking.prove(MESSAGE), MESSAGE).offer is not None


def test_sessions_are_renewed_while_messages_go_on(agreed: Pair) -> None:
    names = set()
    for _ in range(40):
        agreed.clock.pass_by(30)
        hop = agreed.ask()
        if is_mac(hop):
            names.add(read_mac_hop(hop).session)
    assert len(names) >= 1200 // SESSION_SECONDS
    assert agreed.told
    assert all(one.agreed for one in agreed.told)


def test_a_session_that_is_used_up_is_renewed(agreed: Pair) -> None:
    for _ in range(MOST_EXCHANGES // 2):
        assert is_mac(agreed.ask())
    assert not is_mac(agreed.ask())
    assert is_mac(agreed.ask())
    agreed.clock.pass_by(SESSION_SECONDS)
    agreed.ask()
    (told,) = agreed.told
    assert len(told.leaves) == MOST_EXCHANGES // 2


def test_a_session_is_not_taken_for_ever(agreed: Pair) -> None:
    hop = agreed.asking.prove(MESSAGE)
    agreed.clock.pass_by(SESSION_SECONDS + 6)
    with pytest.raises(HopError) as refused:
        agreed.node.verify(hop, MESSAGE)
    assert refused.value.code == "HOP_SESSION_UNKNOWN"


def test_a_node_takes_no_more_than_a_session_may_hold(agreed: Pair) -> None:
    (session,) = agreed.node._sessions.values()
    session.open.update(map(str, range(2 * MOST_EXCHANGES)))
    with pytest.raises(SessionForgotten):
        agreed.ask()


def test_both_sides_sign_what_was_exchanged(agreed: Pair) -> None:
    hops = [agreed.ask() for _ in range(7)]
    agreed.clock.pass_by(RENEW_SECONDS)
    agreed.ask()
    agreed.clock.pass_by(RENEW_SECONDS)
    agreed.ask()
    (mine,), (theirs,) = agreed.told, agreed.node.take_exchanged()
    assert agreed.node.take_exchanged() == []
    assert mine.leaves == theirs.leaves
    assert mine.leaves.keys() == {read_mac_hop(hop).jti for hop in hops}
    assert (mine.agreed, theirs.agreed) == (True, True)
    for one in (mine, theirs):
        assert unproven(line_of(one), KEYS) == ""


def line_of(one: Exchanged) -> dict[str, object]:
    event = one.event()
    return {"kind": event.kind, "outcome": event.outcome, "exchange": event.exchange}


@pytest.fixture
def summed(agreed: Pair) -> Exchanged:
    for _ in range(3):
        agreed.ask()
    agreed.clock.pass_by(SESSION_SECONDS)
    agreed.ask()
    return agreed.told[0]


def test_a_line_whose_exchanges_were_changed_does_not_hold(summed: Exchanged) -> None:
    honest = line_of(summed)
    exchange = dict(summed.event().exchange)
    leaves = dict(exchange["leaves"])
    removed = dict(list(leaves.items())[1:])
    wrong = {
        "a leaf removed": {"leaves": removed},
        "a leaf changed": {"leaves": leaves | {next(iter(leaves)): "A" * 43}},
        "no leaves": {"leaves": None},
        "another peer": {"peer": "imigrasi"},
        "another session": {"session": new_jti()},
        "another proof": {"proof": sign_answer(NODE, said("x"), now=Clock()())},
        "no proof": {"proof": "a.b.c"},
    }
    for why, change in wrong.items():
        assert unproven({**honest, "exchange": exchange | change}, KEYS), why
    assert unproven({**honest, "outcome": "EXCHANGES_DIFFER"}, KEYS)
    assert unproven({"kind": "EXCHANGED", "outcome": "OK"}, KEYS)
    assert unproven(honest, KeySet.of([GATEWAY]))


def test_answers_that_never_came_are_named_and_left_out(agreed: Pair) -> None:
    agreed.ask()
    lost = agreed.asking.prove(MESSAGE)
    agreed.answer(lost)
    agreed.clock.pass_by(SESSION_SECONDS)
    agreed.ask()
    assert agreed.told == []
    agreed.clock.pass_by(SESSION_SECONDS)
    agreed.ask()
    told = next(one for one in agreed.told if one.said.lost)
    assert told.said.lost == (read_mac_hop(lost).jti,)
    assert len(told.leaves) == 1
    assert told.agreed


def test_a_session_with_too_many_lost_is_never_summed_up(agreed: Pair) -> None:
    for _ in range(MOST_LOST + 1):
        agreed.asking.prove(MESSAGE)
    for _ in range(4):
        agreed.clock.pass_by(SESSION_SECONDS)
        agreed.ask()
    assert all(len(one.leaves) == 0 for one in agreed.told)
    assert not any(one.said.lost for one in agreed.told)


def test_sides_that_do_not_agree_say_so(agreed: Pair) -> None:
    agreed.ask()
    (session,) = agreed.node._sessions.values()
    session.exchanged[new_jti()] = b"x" * 32
    agreed.clock.pass_by(SESSION_SECONDS)
    agreed.ask()
    (mine,), (theirs,) = agreed.told, agreed.node.take_exchanged()
    assert (mine.agreed, theirs.agreed) == (False, False)
    assert mine.event().outcome == "EXCHANGES_DIFFER"
    assert unproven(line_of(mine), KEYS) == ""


def test_a_sum_over_another_session_is_refused(agreed: Pair) -> None:
    agreed.clock.pass_by(SESSION_SECONDS)
    hop = agreed.asking.prove(MESSAGE)
    other = {"sum": {"sid": new_jti(), "n": 0, "root": "x", "lost": []}}
    signed = sign_answer(NODE, said(hop), now=agreed.clock(), further=other)
    with pytest.raises(TautanError, match="another session"):
        agreed.asking.check(hop, signed, said(hop))


@pytest.mark.parametrize(
    "further",
    [{"epk": {"kty": "OKP"}}, {"epk": "x"}, {"sum": 1}, {"sum": {"sid": "x"}}],
)
def test_unreadable_claims_about_sessions_are_refused(pair: Pair, further) -> None:
    signed = {"now": pair.clock(), "jti": new_jti(), "further": further}
    with pytest.raises(HopError):
        pair.node.verify(sign_hop(GATEWAY, MESSAGE, **signed), MESSAGE)
    hop = pair.asking.prove(MESSAGE)
    answer = sign_answer(NODE, said(hop), now=pair.clock(), further=further)
    if further != {"sum": 1} and "sum" not in further:
        with pytest.raises(TautanError):
            pair.asking.check(hop, answer, said(hop))


def test_a_key_of_small_order_gives_no_session(pair: Pair) -> None:
    """RFC 7748 §6.1: the all-zero output is refused."""
    weak = X25519PublicKey.from_public_bytes(bytes(32))
    with pytest.raises(HopError):
        shared_secret(SealingKey.generate().private, weak)
    offer = {"epk": {"kty": "OKP", "crv": "X25519", "x": "A" * 43}}
    hop = sign_hop(GATEWAY, MESSAGE, now=pair.clock(), jti=new_jti(), further=offer)
    met = pair.node.verify(hop, MESSAGE)
    answered = pair.node.prove(met, said(hop))
    assert not is_mac(answered)
    assert pair.node._sessions == {}


def test_sessions_that_nobody_sums_up_are_dropped(agreed: Pair) -> None:
    first = next(iter(agreed.node._sessions))
    agreed.clock.pass_by(4 * SESSION_SECONDS)
    other = Asking(GATEWAY, KEYS, agreed.clock, new_jti, sessions=True)
    hop = other.prove(MESSAGE)
    answered, body = agreed.answer(hop)
    other.check(hop, answered, said(hop, body))
    assert first not in agreed.node._sessions


def test_a_gateway_sums_up_its_own_sessions_alone(agreed: Pair) -> None:
    other = SigningKey.generate("gateway-2")
    agreed.node.peers = KeySet.of([GATEWAY, NODE, other])
    (session,) = agreed.node._sessions
    claims = {"sum": {"sid": session, "n": 0, "root": "x", "lost": []}}
    asking = {"now": agreed.clock(), "jti": new_jti(), "further": claims}
    offer = {"epk": SealingKey.generate().public_jwk}
    asking["further"] = claims | offer
    hop = sign_hop(other, MESSAGE, **asking)
    agreed.node.prove(agreed.node.verify(hop, MESSAGE), said(hop))
    assert agreed.node.take_exchanged() == []
    assert session in agreed.node._sessions


def test_the_parts_of_a_mac_do_not_flow_into_each_other() -> None:
    key = b"k" * 32
    assert mac(key, "ab", "c") != mac(key, "a", "bc")
    assert mac(key, "", "a") != mac(key, "a", "")


def test_what_is_exchanged_holds_no_value() -> None:
    said_sum = Sum("s" * 22, 0, "r")
    one = Exchanged("dukcapil", "s" * 22, {}, said_sum, "proof")
    assert AuditEvent("EXCHANGED", "OK").members().keys().isdisjoint({"exchange"})
    assert one.event().members()["exchange"]["peer"] == "dukcapil"
