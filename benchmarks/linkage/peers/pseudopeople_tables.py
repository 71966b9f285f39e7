"""Runs inside the environment of the data sets: a census and a register of pseudopeople.

Arguments: a seed and a folder. Writes census.csv and register.csv: handle, person,
names, birth_date, sex. The register is the social security one, without the rows that
report a death. A middle name counts by its initial, since the census has no more.
"""

import sys
from pathlib import Path

import pandas as pd
import pseudopeople


def main(seed: int, folder: Path) -> None:
    """Generate both tables with the package's default noise."""
    census = pseudopeople.generate_decennial_census(seed=seed, year=2020)
    register = pseudopeople.generate_social_security(seed=seed, year=2020)
    register = register[register.event_type != "death"]
    register = register.drop_duplicates("simulant_id", keep="last")
    register = register.assign(middle_initial=register.middle_name.str[:1])
    dates = census.date_of_birth.str
    census = census.assign(date_of_birth=dates[6:10] + dates[0:2] + dates[3:5])
    for name, table in (("census", census), ("register", register)):
        _written(table, folder / f"{name}.csv")


def _written(table: pd.DataFrame, path: Path) -> None:
    text = table.astype(object).fillna("")
    names = text[["first_name", "middle_initial", "last_name"]].agg(" ".join, axis=1)
    table = text[["simulant_id", "date_of_birth"]].assign(
        names=names.str.split().str.join(" "),
        sex=text.sex.map({"Female": "F", "Male": "M"}).fillna(""),
        handle=range(len(text)),
    )
    table = table.rename(
        columns={"simulant_id": "person", "date_of_birth": "birth_date"}
    )
    table.to_csv(path, index=False)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
