"""The commands as their users run them, against the running demonstration."""

import csv
import json
import shutil

import pandas as pd
import pyarrow.parquet as pq
import pytest

from client.tables import plain

QUESTION = "q06-oath-not-registered"
QUERY = """
query One($first: Int!) {
  citizenshipCases(first: $first) { nodes { caseNumber ref applicant { name } } }
}
"""


@pytest.fixture(scope="module")
def expected(demo):
    """The rows that the library gives: what each command must show too."""
    return demo.ask("ahu-analyst", QUESTION).result.table


@pytest.fixture(scope="module")
def ask(demo):
    def run(*arguments):
        home = str(demo.layout.client)
        return demo.tautan("ask", *arguments, "--as", "ahu-analyst", "--home", home)

    return run


@pytest.fixture(scope="module")
def exported(ask, tmp_path_factory):
    """What is printed as CSV and as JSON, and the files made beside."""
    folder = tmp_path_factory.mktemp("exports")
    excel, parquet = folder / "answer.xlsx", folder / "answer.parquet"
    as_csv = succeeded(ask(QUESTION, "--format", "csv", "--out", str(excel)))
    as_json = succeeded(ask(QUESTION, "--format", "json", "--out", str(parquet)))
    return as_csv, as_json, excel, parquet


def succeeded(run):
    assert run.returncode == 0, run.stderr
    return run.stdout


def numbers(expected):
    found = expected.frame()["case_number"].tolist()
    assert found
    return found


def test_ask_as_json(exported, expected):
    answer = json.loads(exported[1])
    assert answer["columns"] == list(expected.columns)
    assert answer["rows"] == [
        {name: plain(row[name]) for name in expected.columns} for row in expected.rows
    ]
    assert answer["about"]["purpose"] == "NATURALISATION_FOLLOW_UP"
    assert answer["about"]["agreements"] == ["PKS-DEMO-010"]
    assert len(answer["about"]["requestIds"]) == 1


def test_ask_as_csv(exported, expected):
    lines = exported[0].splitlines()
    about = [line for line in lines if line.startswith("#")]
    rows = list(csv.DictReader(line for line in lines if line not in about))
    assert [row["case_number"] for row in rows] == numbers(expected)
    assert {row["dukcapil_status"] for row in rows} == {"WNA"}
    assert '# purpose: "NATURALISATION_FOLLOW_UP"' in about


def test_ask_to_excel(exported, expected):
    sheets = pd.read_excel(exported[2], sheet_name=None, dtype=str)
    assert sheets["answer"]["case_number"].tolist() == numbers(expected)
    about = dict(sheets["about"].itertuples(index=False))
    assert json.loads(about["purpose"]) == "NATURALISATION_FOLLOW_UP"
    assert json.loads(about["requestIds"])


def test_ask_to_parquet(exported, expected):
    table = pq.read_table(exported[3])
    assert table.to_pandas()["case_number"].tolist() == numbers(expected)
    about = json.loads(table.schema.metadata[b"tautan"])
    assert about["agreements"] == ["PKS-DEMO-010"]


def test_ask_as_a_table_in_pages(ask, expected):
    """A page of three: the same rows, and query, plan and requests beside them."""
    run = ask(QUESTION, "--language", "en", "--explain", "--var", "first=3")
    shown = succeeded(run)
    for number in numbers(expected):
        assert number in shown
    assert "disagree: ahu says WNI, dukcapil says WNA" in shown
    assert f"{len(expected.rows)} rows." in run.stderr
    assert "PKS-DEMO-010" in run.stderr
    assert "query OathNotRegistered" in run.stderr
    assert "wave 1" in run.stderr
    requests = run.stderr.replace("\n", "").partition("requests ")[2]
    assert requests.count(",") > 1


def test_an_unknown_question_names_the_known_ones(ask):
    run = ask("q99-nothing")
    assert run.returncode == 1
    assert "QUESTION_INVALID" in run.stderr
    assert QUESTION in run.stderr


def test_query(demo, tmp_path):
    file = tmp_path / "one.graphql"
    file.write_text(QUERY)
    options = ["--purpose", "NATURALISATION_FOLLOW_UP", "--var", "first=2"]
    home = ["--as", "ahu-analyst", "--home", str(demo.layout.client)]
    answer = json.loads(succeeded(demo.tautan("query", str(file), *options, *home)))
    nodes = answer["data"]["citizenshipCases"]["nodes"]
    assert len(nodes) == 2
    assert all(case["applicant"]["name"] for case in nodes)
    assert "errors" not in answer
    assert answer["extensions"]["sources"]["ahu"]["dataOn"]


def test_login_gets_a_new_token_for_the_same_keys(demo):
    demo.client("ahu-examiner")
    folder = demo.layout.client / "identities" / "ahu-examiner"
    keys, token = (folder / "signing.jwk").read_bytes(), (folder / "token").read_text()
    home = ["--home", str(demo.layout.client)]
    run = demo.tautan("login", "--as", "ahu-examiner", *home)
    assert run.returncode == 0, run.stderr
    assert "kemenkum.ahu" in run.stderr
    assert (folder / "signing.jwk").read_bytes() == keys
    assert (folder / "token").read_text() != token


def test_login_as_nobody_is_refused(demo):
    home = ["--home", str(demo.layout.client)]
    run = demo.tautan("login", "--as", "nobody", *home)
    assert run.returncode == 1
    assert "NOT_SIGNED_IN" in run.stderr


@pytest.mark.usefixtures("expected")
def test_every_audit_log_is_intact(demo):
    run = demo.tautan("audit", "verify", "--data", str(demo.layout.root))
    assert run.returncode == 0, run.stdout
    lines = run.stdout.splitlines()
    assert len(lines) == 10
    assert all(line.startswith("intact ") for line in lines)


CHANGES = {
    "nothing": lambda lines: lines,
    "a word": lambda lines: [lines[0], lines[1].replace("kem", "kom"), *lines[2:]],
    "a line less": lambda lines: [lines[0], *lines[2:]],
    "a line twice": lambda lines: [*lines[:2], *lines[1:]],
    "cut off": lambda lines: lines[:-1],
}


@pytest.mark.usefixtures("expected")
def test_a_changed_audit_log_is_found(demo, tmp_path):
    logs = []
    for change, make in CHANGES.items():
        folder = tmp_path / change
        folder.mkdir()
        for name in ("audit.jsonl", "audit.jsonl.head"):
            shutil.copy2(demo.layout.gateway / name, folder / name)
        logs.append(folder / "audit.jsonl")
        lines = logs[-1].read_text("utf-8").splitlines(keepends=True)
        changed = make(lines)
        assert (changed == lines) is (change == "nothing")
        logs[-1].write_text("".join(changed), "utf-8")
    keys = ["--keys", str(demo.layout.peers)]
    run = demo.tautan("audit", "verify", *map(str, logs), *keys)
    assert run.returncode == 1
    said = [line.split()[0] for line in run.stdout.splitlines()]
    assert said == ["intact", "BROKEN", "BROKEN", "BROKEN", "BROKEN"]
