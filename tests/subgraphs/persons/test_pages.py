"""The page about the unit says what is so."""

import re
from pathlib import Path

import yaml

from linkage.match.links import Band
from protocol.catalogue import CATALOGUE
from subgraphs.persons.people import AGENCY_OF
from subgraphs.persons.settings import UnitSettings
from subgraphs.persons.tables import metadata
from subgraphs.sdk.settings import NodeSettings

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "unit.md").read_text()


def test_the_settings_on_the_page_are_settings() -> None:
    (block,) = re.findall(r"```yaml title=unit.yaml\n(.*?)```", PAGE, re.DOTALL)
    settings = UnitSettings.model_validate(yaml.safe_load(block))
    assert settings.epochs == {"2026-1", "2026-2"}
    assert set(settings.keys.tickets) == set(AGENCY_OF)
    default = UnitSettings.model_fields["most_upload_bytes"].default
    assert settings.most_upload_bytes == default


def test_every_setting_of_its_own_is_on_the_page() -> None:
    own = set(UnitSettings.model_fields) - set(NodeSettings.model_fields)
    assert own
    assert {name for name in own if f"| `{name}` |" not in PAGE} == set()


def test_every_column_is_on_the_page() -> None:
    for table in metadata.sorted_tables:
        (row,) = re.findall(rf"^\| `{table.name}` \| (.*?) \|", PAGE, re.MULTILINE)
        assert re.findall(r"`(\w+)`", row) == list(table.columns.keys())
    words = ", ".join(f"{band.value} {band.name}" for band in sorted(Band)[::-1])
    assert f"`band` is {words}." in PAGE


def test_every_code_on_the_page_is_one() -> None:
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", PAGE))
    assert named
    assert named <= set(CATALOGUE)
