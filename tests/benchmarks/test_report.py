import json

from benchmarks.report import Report, show, written

REPORT = Report("A title", {"ours": {"ms": 1.5, "fetches": 7}}, ("a peer is missing",))


def test_json_is_one_object_and_notes_go_elsewhere(capsys):
    show(REPORT, as_json=True)
    out, err = capsys.readouterr()
    assert json.loads(out) == {"ours": {"ms": 1.5, "fetches": 7}}
    assert "a peer is missing" in err


def test_a_table_has_every_figure_and_the_notes(capsys):
    show(REPORT, as_json=False)
    out = capsys.readouterr().out
    for text in ("A title", "ours", "ms", "1.5", "fetches", "7", "a peer is missing"):
        assert text in out


def test_figures_keep_three_digits():
    assert [written(one) for one in (None, 0.12345, 1234.5, 1234, "x")] == [
        "",
        "0.123",
        "1,234",
        "1,234",
        "x",
    ]
