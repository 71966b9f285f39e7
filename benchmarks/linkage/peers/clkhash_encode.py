"""Runs inside clkhash's own environment: the same records, encoded by clkhash.

Standard input: a JSON list of records, each a list of six texts (name, number, birth
date, place, sex, mother's name). Prints {seconds} of CPU. One process, bigrams, 1024 bits.
It imports nothing of the project.
"""

import json
import os
import sys

from clkhash.clk import generate_clks  # type: ignore[import-not-found]
from clkhash.comparators import NgramComparison  # type: ignore[import-not-found]
from clkhash.field_formats import (  # type: ignore[import-not-found]
    BitsPerFeatureStrategy,
    FieldHashingProperties,
    StringSpec,
)
from clkhash.schema import Schema  # type: ignore[import-not-found]

BITS = {"name": 180, "nik": 96, "birth": 170, "place": 40, "sex": 16, "mother": 80}


def field(name: str, bits: int) -> StringSpec:
    """A field of padded bigrams that sets so many bits."""
    return StringSpec(
        name,
        FieldHashingProperties(
            comparator=NgramComparison(2, positional=name in {"nik", "birth"}),
            strategy=BitsPerFeatureStrategy(bits),
        ),
    )


def cpu_seconds() -> float:
    """CPU of this process and of those it has waited for."""
    return sum(os.times()[:4])


def main() -> None:
    """Encode and print."""
    records = json.load(sys.stdin)
    schema = Schema([field(name, bits) for name, bits in BITS.items()], l=1024)
    began = cpu_seconds()
    generate_clks(records, schema, "a secret", validate=False, max_workers=1)
    print(json.dumps({"seconds": cpu_seconds() - began}))


if __name__ == "__main__":
    main()
