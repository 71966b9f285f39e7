"""The node's own decision, once per coordinate and request.

The gateway decided already; a node takes nobody's word for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from protocol.agreements.book import AgreementBook
from protocol.asks import Ask
from protocol.classification import Classification
from protocol.decision import decide
from protocol.errors import TautanError
from protocol.verdicts import Granted, Refused
from subgraphs.sdk.mapping import Selected


@dataclass(slots=True)
class Grants:
    """Verdicts about one ask, remembered."""

    ask: Ask
    classification: Classification
    book: AgreementBook
    now: datetime
    _verdicts: dict[str, Granted | Refused] = field(default_factory=dict)

    def verdict(self, coordinate: str) -> Granted | Refused:
        """The decision on `Type.field`."""
        known = self._verdicts.get(coordinate)
        if known is None:
            known = decide(
                self.ask, coordinate, self.classification, self.book, self.now
            )
            self._verdicts[coordinate] = known
        return known

    def at(self, now: datetime) -> "Grants":
        """The same ask at another instant, decided anew."""
        return Grants(self.ask, self.classification, self.book, now)

    def require(self, coordinate: str) -> Granted:
        """The grant of a coordinate.

        Raises:
            TautanError: Refused; it names agreement and clause.
        """
        verdict = self.verdict(coordinate)
        if isinstance(verdict, Granted):
            return verdict
        raise TautanError(
            verdict.code,
            agency=verdict.provider,
            purpose=self.ask.purpose,
            agreement=verdict.agreement,
            clause=verdict.clause,
        )

    def among(self, selected: Selected) -> Selected:
        """The selected fields that are granted: the others are not even read."""
        return {
            typename: frozenset(
                name
                for name in names
                if isinstance(self.verdict(f"{typename}.{name}"), Granted)
            )
            for typename, names in selected.items()
        }

    def subject_cap(self, coordinates: Iterable[str]) -> Granted | None:
        """The tightest grant among coordinates that limit how many people.

        Returns:
            None where none of them limits.
        """
        limited = [
            verdict
            for verdict in map(self.verdict, coordinates)
            if isinstance(verdict, Granted) and verdict.max_subjects is not None
        ]
        return min(limited, key=lambda grant: grant.max_subjects or 0, default=None)

    def agreements(self) -> list[str]:
        """Ids of the agreements that granted something, sorted."""
        return sorted(
            {
                verdict.agreement
                for verdict in self._verdicts.values()
                if isinstance(verdict, Granted) and verdict.agreement
            }
        )
