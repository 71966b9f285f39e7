"""The demonstration clears what it made itself, and nothing else."""

import pytest

from tautan.demo.layout import Layout
from tautan.demo.world import begin


def test_an_empty_or_missing_directory_is_taken(tmp_path):
    for root in (tmp_path, tmp_path / "new"):
        begin(Layout(root))
        assert [path.name for path in root.iterdir()] == ["begun.txt"]


def test_what_an_interrupted_run_left_is_cleared(tmp_path):
    layout = Layout(tmp_path / "data")
    begin(layout)
    layout.shared.mkdir()
    layout.truth.write_text("agency,handle,person\n")
    begin(layout)
    assert [path.name for path in layout.root.iterdir()] == ["begun.txt"]


def test_other_peoples_files_are_left_alone(tmp_path):
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("years of work")
    with pytest.raises(LookupError, match="holds other files"):
        begin(Layout(tmp_path))
    assert thesis.read_text() == "years of work"
