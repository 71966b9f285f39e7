"""The pages about the population say what it does."""

import re
from pathlib import Path

from subgraphs.population import errors
from subgraphs.population.rows import TABLES, column_names

DOCS = Path(__file__).parents[3] / "docs"


def test_the_snippet_runs(capsys):
    text = (DOCS / "explanation" / "population.md").read_text(encoding="utf-8")
    snippets = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert len(snippets) == 1
    exec(compile(snippets[0], "population.md", "exec"), {})  # noqa: S102 -- our own page
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_the_reference_lists_every_table_with_its_columns():
    text = (DOCS / "reference" / "population.md").read_text(encoding="utf-8")
    for agency, tables in TABLES.items():
        section = text.split(f"\n## {agency}\n", 1)[1].split("\n## ", 1)[0]
        for table in tables:
            assert f"| {table.TABLE} | {', '.join(column_names(table))} |" in section


def test_the_reference_lists_every_error():
    text = (DOCS / "reference" / "population.md").read_text(encoding="utf-8")
    for error in errors.PopulationError.__subclasses__():
        assert f"`{error.code}`" in text
