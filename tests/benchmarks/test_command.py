import json
import runpy

import pytest

from benchmarks.__main__ import GROUPS, main
from benchmarks.report import Report


def test_a_group_runs_by_name_with_its_own_options(capsys):
    main(["protocol", "--json", "--values", "3", "--rounds", "1"])
    assert "seal 3 values" in json.loads(capsys.readouterr().out)


def test_an_unknown_group_is_refused_by_naming_those_there_are():
    with pytest.raises(SystemExit, match=r"protocol\|planner\|gateway\|linkage"):
        main(["speed"])


@pytest.mark.parametrize("name", list(GROUPS))
def test_each_group_is_a_command_of_its_own(name, capsys, monkeypatch):
    monkeypatch.setattr("sys.argv", ["it", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")
    assert ended.value.code == 0
    assert "--json" in capsys.readouterr().out


def measured(name):
    return Report(name, {"ours": {"ms": 1.0}}, (f"{name} has no peer",))


def test_all_groups_are_one_json_object_by_name(capsys, monkeypatch):
    monkeypatch.setattr("benchmarks.__main__._measured", measured)
    main(["--json"])
    out, err = capsys.readouterr()
    assert json.loads(out) == {name: {"ours": {"ms": 1.0}} for name in GROUPS}
    assert all(f"{name} has no peer" in err for name in GROUPS)


def test_all_groups_are_tables_in_turn(capsys, monkeypatch):
    monkeypatch.setattr("benchmarks.__main__._measured", measured)
    main([])
    out = capsys.readouterr().out
    places = [out.index(f"{name} has no peer") for name in GROUPS]
    assert places == sorted(places)
