"""`python -m benchmarks.linkage.attack`: what each way of encoding gives away.

An attacker with the encodings of an agency, the public profile and a population in
plain text that holds every encoded person guesses whose each encoding is
(`linkage.review`). Beside it the price: precision and recall of linking the invented
population's agencies under the same encoding, each with its own best threshold, with
and without NIKs (`quality.py`). Figures for
docs/decisions/0006-default-linkage-profile.md.

Each line of the output is one JSON object, printed when it is measured.
"""

import json
import time
from argparse import ArgumentParser, Namespace
from typing import Final

import numpy as np

from benchmarks.linkage.configurations import CONFIGURATIONS, Configuration
from benchmarks.linkage.people import residents
from benchmarks.linkage.quality import best_quality
from linkage.review.attacks.frequency import align_frequencies
from linkage.review.attacks.graph_matching import match_graphs
from linkage.review.lab import Lab
from linkage.review.measure import Named, expected_by_attributes, named

BEFOREHAND: Final = 50
"""People whom the stronger attacker can name before it begins."""


def main() -> None:
    """Measure the configurations that the command line names."""
    options = _options()
    chosen = options.configurations or list(CONFIGURATIONS)
    for name in chosen:
        configuration = CONFIGURATIONS[name]
        if options.attack:
            _attacked(configuration, options)
        if options.quality:
            for with_nik in (True, False):
                found = best_quality(
                    configuration.profile(),
                    options.linked,
                    options.seed,
                    with_nik=with_nik,
                )
                row = {"configuration": name, "with_nik": with_nik, **found}
                print(json.dumps(row), flush=True)


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.linkage.attack")
    parser.add_argument("configurations", nargs="*", metavar="CONFIGURATION")
    parser.add_argument("--encoded", type=int, default=1000, help="people encoded")
    parser.add_argument(
        "--overlap", type=int, default=20, help="percent of the known who are encoded"
    )
    parser.add_argument("--linked", type=int, default=4000, help="people linked")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-attack", dest="attack", action="store_false")
    parser.add_argument("--no-quality", dest="quality", action="store_false")
    parser.add_argument(
        "--beforehand", action="store_true", help=f"{BEFOREHAND} people known as well"
    )
    return parser.parse_args()


def _attacked(configuration: Configuration, options: Namespace) -> None:
    people = options.encoded * 100 // options.overlap
    generator = np.random.default_rng(options.seed)
    truth = generator.permutation(people)[: options.encoded]
    lab = Lab(configuration.profile(), residents(people, options.seed), options.seed)
    seen, known = lab.seen(truth), lab.known()
    began = time.perf_counter()
    pairs = np.column_stack([np.arange(BEFOREHAND), truth[:BEFOREHAND]])
    if options.beforehand:
        guesses = match_graphs(seen, known, generator, pairs)
        rows = {
            "graph matching, 50 known": named(guesses[BEFOREHAND:], truth[BEFOREHAND:])
        }
    else:
        rows = {
            "graph matching": named(match_graphs(seen, known, generator), truth),
            "frequencies": named(align_frequencies(seen, known, generator), truth),
        }
    for attack, found in rows.items():
        row = {
            "configuration": configuration.name,
            "attack": attack,
            "overlap_percent": options.overlap,
            "seed": options.seed,
            **_figures(found),
            "by_chance": round(expected_by_attributes(seen, known), 2),
            "seconds": round(time.perf_counter() - began, 1),
        }
        print(json.dumps(row), flush=True)


def _figures(found: Named) -> dict[str, float]:
    return {
        "named": found.named,
        "of": found.of,
        "low": round(found.low, 4),
        "high": round(found.high, 4),
    }


if __name__ == "__main__":
    main()
