import json

import numpy as np
import pytest
from typer.testing import CliRunner

from linkage.cli.app import linkage
from linkage.match.blocked import Blocking
from linkage.match.estimates import wilson

RECORDS = """handle,names,birth_date,sex,niks
{0}1,Nur Hayati Siregar,1988-11-23,F,1271016311880002
{0}2,Muhammad Supriyanto,1971-03-05,M,7371010503710001
"""
TRUTH = """agency,handle,person
a,a1,A
a,a2,B
b,b1,A
b,b2,B
"""


def run(*arguments, status=0):
    done = CliRunner().invoke(linkage, [str(each) for each in arguments])
    assert done.exit_code == status, done.output
    return done


@pytest.fixture
def files(tmp_path):
    run("key", tmp_path / "secret", "--project", "demo")
    for agency in "ab":
        (tmp_path / f"{agency}.csv").write_text(RECORDS.format(agency))
        encode(tmp_path, agency)
    return [tmp_path / "a.parquet", tmp_path / "b.parquet"]


def encode(folder, agency, *more, status=0):
    return run(
        *("encode", folder / f"{agency}.csv", "--out", folder / f"{agency}.parquet"),
        *("--agency", agency, "--secret", folder / "secret", "--epoch", "2026-1"),
        *more,
        status=status,
    )


def test_files_go_from_records_to_people(tmp_path, files):
    matched = run("match", *files, "--out", tmp_path / "links.csv", "--json")
    (pair,) = json.loads(matched.stdout).values()
    assert [pair[band] for band in ("CERTAIN", "PROBABLE", "POSSIBLE")] == [2, 0, 0]
    assert pair["threshold"]["why_undecided"] == "TOO_FEW_RECORDS"
    assert (tmp_path / "links.csv").read_text().count("\n") == 3
    clusters = run("cluster", *files, "--out", tmp_path / "c.csv", "--json")
    assert json.loads(clusters.stdout) == {"clusters": 2, "records": 4}
    (tmp_path / "truth.csv").write_text(TRUTH)
    judged = run("evaluate", *files, "--truth", tmp_path / "truth.csv", "--json")
    figures = json.loads(judged.stdout)
    assert figures["links"]["a-b"]["f1"] == figures["clusters"]["a-b"]["f1"] == 1.0
    assert figures["links"]["a-b"]["intervals"]["recall"][1] == 1.0


def test_figures_stand_as_text_without_json(tmp_path, files):
    plain = encode(tmp_path, "a").stdout
    assert plain == "agency: a\nrows: 2\n"
    assert json.loads(encode(tmp_path, "a", "--json").stdout) == {
        "agency": "a",
        "rows": 2,
    }
    (tmp_path / "truth.csv").write_text(TRUTH)
    judged = run("evaluate", *files, "--truth", tmp_path / "truth.csv")
    assert "Against the truth" in judged.stdout
    assert "links a-b" in judged.stdout
    assert "1.0000" in judged.stdout


def test_a_refusal_goes_to_standard_error_with_its_code(tmp_path, files):
    (tmp_path / "secret").chmod(0o644)
    refused = encode(tmp_path, "a", status=1)
    assert "SECRET_INVALID" in refused.stderr
    assert refused.stdout == ""
    files[0].write_bytes(b"noise")
    refused = run("match", *files, "--out", tmp_path / "x", status=1)
    assert "ENCODINGS_CORRUPT" in refused.stderr
    assert not (tmp_path / "x").exists()


def test_blocking_says_what_it_looked_at(tmp_path, files):
    out = ("--out", tmp_path / "links.csv")
    matched = run("match", *files, *out, "--engine", "lsh", "--json")
    (pair,) = json.loads(matched.stdout).values()
    assert pair["CERTAIN"] == 2
    assert pair["candidates"] is None
    assert "a-b: all candidates were looked for" in matched.stderr
    exact = run("match", *files, *out, "--json")
    assert "candidates" not in json.loads(exact.stdout)["a-b"]
    assert "candidates" not in exact.stderr


def test_the_recall_of_blocking_is_stated(tmp_path, files, monkeypatch):
    def some(self, left, right, _wanted, _told):
        self.recalls[left.header.agency, right.header.agency] = wilson(49, 50)
        return np.empty((0, 2), np.int64)

    monkeypatch.setattr(Blocking, "similar_pairs", some)
    out = ("--out", tmp_path / "clusters.csv")
    clustered = run("cluster", *files, *out, "--engine", "lsh")
    assert "about 98.0% of the candidates were looked at (89.5%" in clustered.stderr
    matched = run("match", *files, *out, "--engine", "lsh", "--json")
    assert json.loads(matched.stdout)["a-b"]["candidates"]["value"] == 0.98


def test_recall_is_reported_by_group(tmp_path, files):
    truth = "agency,handle,person,region\na,a1,A,x\na,a2,B,y\nb,b1,A,x\nb,b2,B,y\n"
    (tmp_path / "truth.csv").write_text(truth)
    asked = ("evaluate", *files, "--truth", tmp_path / "truth.csv")
    asked = (*asked, "--records", f"a={tmp_path / 'a.csv'}")
    groups = json.loads(run(*asked, "--json").stdout)["subgroups"]
    assert groups["region"]["x"]["recall"] == groups["decade"]["1980s"]["recall"] == 1
    assert not groups["one_name"]["no"]["behind"]
    assert "region: y" in run(*asked).stdout
    refused = run(*asked, "--records", "a.csv", status=1)
    assert "AGENCY=CSV" in refused.stderr


def test_a_truth_that_lacks_records_is_refused(tmp_path, files):
    (tmp_path / "truth.csv").write_text(TRUTH.replace("b,b2,B\n", ""))
    refused = run("evaluate", *files, "--truth", tmp_path / "truth.csv", status=1)
    assert "lacks 1 of the records of b" in refused.stderr


def test_duplicates_of_one_file_are_looked_for(tmp_path, files):
    twice = (tmp_path / "a.csv").read_text()
    again = twice.splitlines()[1].replace("a1", "a9")
    (tmp_path / "a.csv").write_text(f"{twice}{again}\n")
    encode(tmp_path, "a")
    alone = run("match", files[0], "--out", tmp_path / "d.csv", "--json")
    assert json.loads(alone.stdout)["a-a"]["CERTAIN"] == 1
    assert (tmp_path / "d.csv").read_text().splitlines()[1].startswith("a,a1,a,a9,")
    both = run("cluster", *files, "--within", "--out", tmp_path / "c.csv", "--json")
    assert json.loads(both.stdout) == {"clusters": 2, "records": 5}
    by_profile = run(
        *("match", *files, "--within", "--threshold", "profile"),
        *("--out", tmp_path / "d.csv", "--json"),
    )
    assert "threshold" not in json.loads(by_profile.stdout)["a-a"]


@pytest.mark.usefixtures("files")
def test_a_table_that_is_refused_says_what_is_wrong(tmp_path):
    (tmp_path / "a.csv").write_text("handle,surname\n1,x\n")
    assert "1 of the table's columns" in encode(tmp_path, "a", status=1).stderr
    (tmp_path / "a.csv").write_text("handle,sex\n1,female\n")
    refused = encode(tmp_path, "a", status=1).stderr
    assert "sex is neither M nor F" in refused
    assert "female" not in refused
