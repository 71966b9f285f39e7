"""Groups that people are in, by their own records: whom linkage may find less often."""

from collections.abc import Collection, Iterable
from typing import Final

from linkage.cluster.clusters import RecordKey
from linkage.normalise.dates import known_date
from linkage.normalise.names import name_words
from linkage.record import Record

_REGION: Final = 2
"""Digits of a NIK that say the province."""


def record_groups(
    agency: str, records: Iterable[Record], default_days: Collection[str]
) -> dict[str, dict[RecordKey, str]]:
    """Each record's groups, by column, as `subgroups.by_subgroup` takes them.

    Args:
        agency: Whose records they are.
        records: In plain text; so this runs where they may be seen.
        default_days: `MM-DD` that stand for an unknown day.
    """
    groups: dict[str, dict[RecordKey, str]] = {}
    for record in records:
        key = RecordKey(agency, record.handle)
        for column, value in _groups(record, default_days).items():
            groups.setdefault(column, {})[key] = value
    return groups


def _groups(record: Record, default_days: Collection[str]) -> dict[str, str]:
    found = {"foreigner": _yes(bool(record.passports) and not record.niks)}
    if record.names:
        found["one_name"] = _yes(len(name_words(record.names[0])) == 1)
    if date := record.birth_date:
        known = known_date(date, default_days)
        found["decade"] = f"{known.year[:3]}0s"
        found["birth_day_known"] = _yes(known.day is not None)
    if record.niks:
        found["region"] = record.niks[0][:_REGION]
    return found


def _yes(holds: bool) -> str:  # noqa: FBT001 -- what it says is the value
    return "yes" if holds else "no"
