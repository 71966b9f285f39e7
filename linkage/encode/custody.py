"""Identifier tokens from custodians who share a key: the client's side.

Each value is blinded, sent to every custodian, each answer's proof verified against
the public key known beforehand, the answers added, and the sum unblinded (RFC 9497,
mode VOPRF; `hazmat.oprf`). No custodian learns a value or a token, and none alone, nor
the agency, can make a token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from linkage.errors import OprfInvalid
from linkage.hazmat.custodian import Evaluation
from linkage.hazmat.filters import TOKEN_BYTES
from linkage.hazmat.oprf import (
    Blinded,
    Element,
    Mode,
    RandomBytes,
    blind,
    checked_element,
    combine,
    finalize,
    verify,
)
from linkage.profile import AttributeName

BATCH: Final = 1024
"""Values asked for at once: one proof for them all."""
_VERSION: Final = b"tautan-oprf-1"


class Evaluate(Protocol):
    """Asks one custodian; a connection to it."""

    def __call__(self, blinded: Sequence[bytes]) -> Evaluation:
        """Its answer to a batch.

        Raises:
            LinkageError: It refuses.
        """
        ...


@dataclass(frozen=True, slots=True)
class Party:
    """A custodian as the client knows it."""

    name: str
    public: Element
    """Its public key, agreed on beforehand."""
    evaluate: Evaluate


class Custody:
    """All custodians of a key; makes tokens.

    Args:
        parties: All of them, at least two.
        epoch: Tokens of two epochs have nothing in common.
        random_bytes: For the blinds; pass `secrets.token_bytes`.

    Raises:
        OprfInvalid: There are fewer than two, or two are one.
    """

    def __init__(
        self, parties: Sequence[Party], epoch: str, random_bytes: RandomBytes
    ) -> None:
        publics = {checked_element(party.public) for party in parties}
        if len(parties) < 2 or len(publics) != len(parties):  # noqa: PLR2004 - two
            raise OprfInvalid("A key is shared by two different custodians or more.")
        self._parties = tuple(parties)
        self._epoch = epoch.encode()
        self._random_bytes = random_bytes

    def __call__(self, kind: AttributeName, values: Sequence[bytes]) -> Sequence[bytes]:
        """The 16-byte token of each normalised value.

        Raises:
            OprfInvalid: A custodian's answer or proof does not hold.
            LinkageError: A custodian refuses.
        """
        coming = iter(values)
        made: list[bytes] = []
        while batch := list(islice(coming, BATCH)):
            made += self._batch([self._input(kind, value) for value in batch])
        return made

    def _input(self, kind: AttributeName, value: bytes) -> bytes:
        parts = (_VERSION, self._epoch, kind.encode(), value)
        return b"".join(len(part).to_bytes(2, "big") + part for part in parts)

    def _batch(self, inputs: list[bytes]) -> list[bytes]:
        hidden = [blind(one, Mode.VOPRF, self._random_bytes) for one in inputs]
        answers = [self._asked(party, hidden) for party in self._parties]
        sums = [combine(shares) for shares in zip(*answers, strict=True)]
        return [
            finalize(*one)[:TOKEN_BYTES]
            for one in zip(inputs, hidden, sums, strict=True)
        ]

    @staticmethod
    def _asked(party: Party, hidden: list[Blinded]) -> Sequence[Element]:
        blinded = [one.element for one in hidden]
        answer = party.evaluate(blinded)
        try:
            verify(party.public, blinded, answer.elements, answer.proof)
        except OprfInvalid as error:
            raise OprfInvalid(error.message, diagnostics=party.name) from None
        return answer.elements
