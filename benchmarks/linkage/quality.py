"""Precision and recall of linking the population at the best threshold there is.

The threshold is chosen with the truth, for each configuration anew: what encodings can
give, not what a unit gets that has no truth. Pairs with a common identifier are always
links; the threshold is on the evidence of the others.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.linkage.people import TODAY
from linkage.encode.encoder import Encoder
from linkage.exchange.encoding import EncodingsFile
from linkage.exchange.reader import read_encodings
from linkage.exchange.writer import write_encodings
from linkage.hazmat.keys import LinkageSecret
from linkage.match.links import REASONS, Reason
from linkage.match.pair import link_pair
from linkage.profile import Profile
from linkage.record import PartialDate, Precision, Record
from linkage.review.quality import at_best, loosened
from subgraphs.population.population import Population
from subgraphs.population.rows import (
    Applicant,
    CitizenAbroad,
    ImmigrationPerson,
    Inmate,
    Resident,
)

SECRET: Final = LinkageSecret("benchmark", bytes(range(32)))
"""Public, and for invented people alone."""
Row = dict[str, float]
PERSONS: Final = (Applicant, CitizenAbroad, ImmigrationPerson, Inmate, Resident)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency's records, and whose they are."""

    records: list[Record]
    people: NDArray[np.int64]


def best_quality(profile: Profile, people: int, seed: int, *, with_nik: bool) -> Row:
    """Precision, recall and F1 over all pairs of agencies at the best threshold."""
    agencies = agencies_of(people, seed, with_nik=with_nik)
    loose = loosened(profile)
    files = _files(loose, agencies)
    evidence, right, wanted = [], [], 0
    similar = REASONS.index(Reason.SIMILARITY)
    for one, other in combinations(sorted(files), 2):
        links = link_pair(files[one], files[other], loose)
        mine, theirs = agencies[one].people, agencies[other].people
        evidence.append(np.where(links.reasons == similar, links.evidence, np.inf))
        right.append(mine[links.left_rows] == theirs[links.right_rows])
        wanted += int((mine[:, None] == theirs[None, :]).sum())
    found = at_best(np.concatenate(evidence), np.concatenate(right), wanted)
    both = found.precision + found.recall
    return {
        "threshold": round(found.threshold, 1),
        "precision": round(found.precision, 4),
        "recall": round(found.recall, 4),
        "f1": round(2 * found.precision * found.recall / both, 4) if both else 0.0,
    }


def agencies_of(people: int, seed: int, *, with_nik: bool) -> dict[str, Agency]:
    """The generated population's agencies, by name."""
    rows = defaultdict(list)
    for each in Population(seed, people, TODAY).rows():
        if isinstance(each.row, PERSONS):
            rows[each.agency].append((each.row, each.person_index))
    return {
        agency: Agency(
            [_record(asdict(row), with_nik=with_nik) for row, _ in found],
            np.array([person for _, person in found]),
        )
        for agency, found in rows.items()
    }


def _record(row: dict[str, Any], *, with_nik: bool) -> Record:
    niks = (row["nik"], *row.get("legacy_niks", ())) if with_nik else ()
    passport = row.get("passport_number") or row.get("foreign_document_number")
    return Record(
        handle=row["handle"],
        names=(row.get("name") or row["machine_readable_name"],),
        birth_date=PartialDate(
            row["birth_date"],
            Precision(row["birth_date_precision"]),
            row["birth_date_imputed"],
        ),
        birth_place=row.get("birth_place"),
        sex=row["sex"],
        niks=tuple(nik for nik in niks if nik),
        passports=(passport,) if passport else (),
        mother_name=row.get("mother_name"),
    )


def _files(profile: Profile, agencies: dict[str, Agency]) -> dict[str, EncodingsFile]:
    """Encodings as a unit reads them."""
    encoder = Encoder(profile, SECRET, "benchmark")
    files = {}
    with TemporaryDirectory() as folder:
        for name, agency in agencies.items():
            path = Path(folder) / name
            write_encodings(path, encoder.header(name), encoder.encode(agency.records))
            files[name] = read_encodings(path)
    return files
