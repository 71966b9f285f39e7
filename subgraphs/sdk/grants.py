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
from protocol.rules.whole import refusing_whole
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

    def at(self, now: datetime, book: AgreementBook) -> "Grants":
        """The same ask at another instant, decided anew."""
        return Grants(self.ask, self.classification, book, now)

    def require(self, coordinate: str) -> Granted:
        """The grant of a coordinate.

        Raises:
            TautanError: Refused; it names agreement and clause.
        """
        verdict = self.verdict(coordinate)
        if isinstance(verdict, Granted):
            return verdict
        raise verdict.error(self.ask.purpose)

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

    def require_whole(self) -> None:
        """Passes unless an agreement refuses all where something is denied.

        Raises:
            TautanError: The first refusal so far.
        """
        refusals = [
            verdict
            for coordinate, verdict in self._verdicts.items()
            if isinstance(verdict, Refused)
            # federation's own fields are no field of the contract
            and self.classification.field(coordinate) is not None
        ]
        refused = refusing_whole(refusals, self.agreements(), self.book)
        if refused is not None:
            raise refused.error(self.ask.purpose)

    def types_of(self, agreement: str) -> frozenset[str]:
        """The types of which an agreement granted a field so far."""
        return frozenset(
            coordinate.partition(".")[0]
            for coordinate, verdict in self._verdicts.items()
            if isinstance(verdict, Granted) and verdict.agreement == agreement
        )

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
