"""The transcript of a key ceremony: who did what, signed and chained.

A line is a compact JWS of an agency's officer, and names the digest of the line before.
Three rounds, each whole before the next begins:

    ANNOUNCED     a key that shares are sealed to, and a commitment to the own share
    CONTRIBUTED   the own share, sealed to each of the others
    CONFIRMED     a proof that the same secret came out

Whoever has the officers' public keys can check it, without any secret: that every
agency took part in every round, that nothing was changed, left out or put in another
order, and that the same secret came out everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from linkage.errors import CeremonyInvalid
from linkage.release.officers import Officers, agency_of
from protocol.canonical import digest
from protocol.dates import epoch_seconds
from protocol.jwk import read_x25519
from protocol.jws import BadMessage, Claims, sign, verify_by_set
from protocol.keys import SigningKey

TYPE: Final = "tautan-ceremony+jws"


class Step(StrEnum):
    """The rounds, in their order."""

    ANNOUNCED = "ANNOUNCED"
    CONTRIBUTED = "CONTRIBUTED"
    CONFIRMED = "CONFIRMED"


ROUNDS: Final = tuple(Step)


@dataclass(frozen=True, slots=True)
class Entry:
    """A verified line."""

    step: Step
    agency: str
    claims: Claims
    digest: str
    """Of the line, which the next one names."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A ceremony so far; every line verified, chained and in its round."""

    project: str
    epoch: str
    agencies: tuple[str, ...]
    """All that must take part, in order of name."""
    entries: tuple[Entry, ...]

    @classmethod
    def begun(cls, project: str, epoch: str, officers: Officers) -> Self:
        """A ceremony before its first line.

        Args:
            project: The linkage project.
            epoch: That the secret is made for.
            officers: Whose agencies take part.
        """
        return cls(project, epoch, officers.agencies, ())

    @classmethod
    def read(cls, lines: Sequence[str], officers: Officers) -> Self:
        """Verify a transcript.

        Args:
            lines: Compact JWS, in order; at least one.
            officers: Whose agencies take part.

        Raises:
            CeremonyInvalid: A line is forged, changed, out of place, left out, or of
                another ceremony; or different secrets came out.
        """
        if not lines:
            raise CeremonyInvalid("The transcript is empty.")
        try:
            first = verify_by_set(lines[0], TYPE, officers.keys).claims
            found = cls.begun(first.text("project"), first.text("epoch"), officers)
        except BadMessage as error:
            raise _broken(1, error) from None
        for line in lines:
            found = found.with_line(line, officers)
        return found

    def with_line(self, line: str, officers: Officers) -> Self:
        """The transcript with one more line, once that is verified.

        Raises:
            CeremonyInvalid: It does not hold, or its turn has not come.
        """
        try:
            verified = verify_by_set(line, TYPE, officers.keys)
            claims, agency = verified.claims, agency_of(verified.kid)
            step = Step(claims.text("step"))
            self._must_follow(claims)
            self._expect(step, agency)
            self._must_say(step, claims)
        except (BadMessage, ValueError) as error:
            raise _broken(len(self.entries) + 1, error) from None
        entry = Entry(step, agency, claims, digest(line.encode()))
        return replace(self, entries=(*self.entries, entry))

    def _must_follow(self, claims: Claims) -> None:
        """Pass where a line is of this ceremony, and names the line before.

        Raises:
            ValueError: It does not.
        """
        said = (claims.text("project"), claims.text("epoch"), claims.texts("agencies"))
        if said != (self.project, self.epoch, self.agencies):
            raise ValueError("of another ceremony")
        if claims.text_or_empty("previous") != self.head:
            raise ValueError("not chained to the line before")

    def _expect(self, step: Step, agency: str) -> None:
        """Pass where an agency may take this step now.

        Raises:
            ValueError: The round before is not whole, or it took the step already.
        """
        if step is not self.round:
            raise ValueError(f"the round is {self.round or 'over'}")
        if agency in self.of(step):
            raise ValueError(f"{agency} has {step} already")

    def _must_say(self, step: Step, claims: Claims) -> None:
        """Pass where a line has what belongs to its step.

        Raises:
            ValueError: It lacks it, or confirms another secret than the others.
        """
        match step:
            case Step.ANNOUNCED:
                read_x25519(claims.members("sealing"))
                claims.text("commitment")
            case Step.CONTRIBUTED:
                claims.members("shares")
            case Step.CONFIRMED:
                tag = claims.text("confirmation")
                before = self.of(step).values()
                if any(one.claims.text("confirmation") != tag for one in before):
                    raise ValueError("another secret came out than before")

    def of(self, step: Step) -> dict[str, Entry]:
        """What agencies did in a round."""
        return {one.agency: one for one in self.entries if one.step is step}

    @property
    def round(self) -> Step | None:
        """The round that is not whole yet; None where all are."""
        for step in ROUNDS:
            if len(self.of(step)) < len(self.agencies):
                return step
        return None

    @property
    def missing(self) -> tuple[str, ...]:
        """The agencies that the round waits for."""
        step = self.round
        done = self.of(step) if step else dict.fromkeys(self.agencies)
        return tuple(one for one in self.agencies if one not in done)

    @property
    def head(self) -> str:
        """Digest of the last line; "" before the first."""
        return self.entries[-1].digest if self.entries else ""

    def through(self, step: Step) -> str:
        """Digest of the last line of a round.

        Raises:
            CeremonyInvalid: The round is not whole.
        """
        done = self.of(step)
        if len(done) < len(self.agencies):
            raise CeremonyInvalid(f"Not every agency has {step} yet.")
        return [one.digest for one in self.entries if one.step is step][-1]

    def line(
        self, key: SigningKey, step: Step, now: datetime, claims: Mapping[str, Any]
    ) -> str:
        """Sign the next line.

        Args:
            key: The officer's.
            step: What the agency does.
            now: The present instant.
            claims: What belongs to the step.

        Raises:
            CeremonyInvalid: It is not the agency's turn.
            OfficersInvalid: The key is no officer's.
        """
        try:
            self._expect(step, agency_of(key.kid))
        except ValueError as error:
            raise CeremonyInvalid(f"It is not your turn: {error}.") from None
        common = {
            "step": step.value,
            "project": self.project,
            "epoch": self.epoch,
            "agencies": list(self.agencies),
            "previous": self.head,
            "iat": epoch_seconds(now),
        }
        return sign(key, TYPE, {**common, **claims}, with_kid=True)


def _broken(number: int, error: ValueError) -> CeremonyInvalid:
    return CeremonyInvalid(f"Line {number} does not hold.", diagnostics=str(error))
