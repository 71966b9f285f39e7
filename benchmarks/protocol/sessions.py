"""One exchange between gateway and node: signed, and under a session."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from benchmarks.protocol.world import NOW, World
from protocol.hop_answering import Answering
from protocol.hop_asking import Asking, hop_digest
from protocol.hop_session import MOST_EXCHANGES
from protocol.hops import AnswerMessage
from protocol.keys import KeySet, SigningKey
from protocol.statements import new_jti

ASKED_BYTES, ANSWERED_BYTES = 2048, 8192
"""A fetch and its answer in the federation benchmark, roughly."""

Steps = dict[str, Callable[[], object]]


def _clock() -> datetime:
    return NOW


@dataclass(slots=True)
class Exchange:
    """A gateway and a node that talk to each other."""

    world: World
    node: SigningKey
    sessions: bool
    _asking: Asking = field(init=False)
    _answering: Answering = field(init=False)
    _left: int = field(init=False)

    def __post_init__(self) -> None:
        """Begin without a session."""
        self._begin()

    def _begin(self) -> None:
        keys = KeySet.of([self.world.gateway, self.node])
        offers = self.sessions
        self._asking = Asking(
            self.world.gateway, keys, _clock, new_jti, sessions=offers
        )
        self._answering = Answering(self.node, keys, _clock, new_jti, sessions=offers)
        self._left = MOST_EXCHANGES // 2

    def run(self) -> None:
        """Prove, verify, prove the answer, check it: both sides' work."""
        if self._left == 0:
            self._begin()
        self._left -= 1
        message = self.world.message(b"x" * ASKED_BYTES)
        hop = self._asking.prove(message)
        met = self._answering.verify(hop, message)
        body = b"y" * ANSWERED_BYTES
        said = AnswerMessage("dukcapil", "gateway", hop_digest(hop), 200, body)
        self._asking.check(hop, self._answering.prove(met, said), said)


def exchange_steps(world: World) -> Steps:
    """Both sides of an exchange; agreeing on a session is part of its share."""
    node = SigningKey.generate("dukcapil")
    return {
        "exchange, signed": Exchange(world, node, sessions=False).run,
        "exchange, under a session": Exchange(world, node, sessions=True).run,
    }
