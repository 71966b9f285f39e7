"""Who may read what for which purpose, and on what law: matrix and coverage.

A *cover* is one element of one data agreement: field, purpose, recipient, mode, the
articles that it rests on, and what keeps it from being granted today, if anything.
The matrix lays covers out as a table; the coverage adds the fields of the contracts
that no agreement names, which nobody but their own agency can read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from protocol.agreements.book import AgreementBook
from protocol.agreements.contracts import Contracts, class_of
from protocol.agreements.model import Agreement, DataAgreement
from protocol.rules.circumstances import Miss, OnDay
from protocol.rules.links import force_miss
from protocol.verdicts import Mode


@dataclass(frozen=True, slots=True)
class Cover:
    """One element of one agreement."""

    field: str
    """Coordinate."""
    field_class: str
    provider: str
    """Agency."""
    recipient: str
    """Organisation code."""
    purpose: str
    mode: str
    agreement: str
    law: tuple[str, ...]
    """Articles, with the part of the basis that they are."""
    lapsed: str | None
    """Code and clause that keep it from being granted; None while it is in force."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """All covers, and what none covers."""

    covers: tuple[Cover, ...]
    """Sorted by field, purpose, recipient."""
    uncovered: tuple[str, ...]
    """Classified fields that no agreement gives, sorted."""


def standing_miss(agreement: Agreement, book: AgreementBook, day: date) -> Miss | None:
    """What keeps an agreement from being in force on a day, whoever asks."""
    return force_miss(OnDay(day=day, grounds=book.grounds), agreement)


def coverage(book: AgreementBook, contracts: Contracts, day: date) -> Coverage:
    """Lay agreements over contracts.

    Args:
        book: all agreements.
        contracts: of all agencies.
        day: on which it is asked what is in force.
    """
    covers = sorted(
        (cover for one in book.data for cover in _covers(one, book, contracts, day)),
        key=lambda one: (one.field, one.purpose, one.recipient, one.agreement),
    )
    given = {one.field for one in covers if one.mode != Mode.DENY}
    needing = (
        name
        for name, field in contracts.fields.items()
        if not field.carried and not field.structural
    )
    return Coverage(tuple(covers), tuple(sorted(set(needing) - given)))


def matrix(covers: Iterable[Cover]) -> Mapping[str, Mapping[tuple[str, str], str]]:
    """Modes by field, and by purpose and recipient.

    Where two agreements speak of one cell, a denial wins, then what is in force.
    """
    cells: dict[str, dict[tuple[str, str], Cover]] = {}
    for one in covers:
        row = cells.setdefault(one.field, {})
        column = (one.purpose, one.recipient)
        known = row.get(column)
        if known is None or _weight(one) > _weight(known):
            row[column] = one
    return {
        field: {column: _said(cover) for column, cover in row.items()}
        for field, row in cells.items()
    }


def _covers(
    one: DataAgreement, book: AgreementBook, contracts: Contracts, day: date
) -> Iterable[Cover]:
    miss = standing_miss(one, book, day)
    law = tuple(f"{part}: {cited}" for part, cited in one.legal_basis.named())
    for element in one.elements:
        field = contracts.fields.get(element.path)
        yield Cover(
            field=element.path,
            field_class=class_of(field) if field else "UNKNOWN",
            provider=book.organisations.agency(one.parties.provider.org) or "",
            recipient=one.parties.recipient.org,
            purpose=one.purpose.code,
            mode=element.mode,
            agreement=one.id,
            law=law,
            lapsed=f"{miss.code} ({miss.clause})" if miss else None,
        )


def _weight(cover: Cover) -> tuple[bool, bool]:
    return (cover.mode == Mode.DENY, cover.lapsed is None)


def _said(cover: Cover) -> str:
    if cover.lapsed is None or cover.mode == Mode.DENY:
        return cover.mode
    return f"({cover.mode})"
