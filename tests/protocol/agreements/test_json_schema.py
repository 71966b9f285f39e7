"""The schema for editors."""

import json
from pathlib import Path

from protocol.agreements.json_schema import DECLARED, KEPT_BY, agreement_schema, main

FILE = Path(__file__).parents[3] / "schema" / "agreements" / "agreement.schema.json"


def test_the_file_is_what_the_models_say(capsys):
    main()
    assert capsys.readouterr().out == FILE.read_text(encoding="utf-8")


def test_each_kind_is_known_by_its_word():
    schema = agreement_schema()
    assert set(schema["discriminator"]["mapping"]) == {"DATA", "LINKAGE"}


def test_it_says_what_a_key_means_and_who_keeps_it():
    records = json.loads(FILE.read_text(encoding="utf-8"))["$defs"]
    output = records["Output"]["properties"]
    assert output["aggregate_min_cell"][KEPT_BY] == "subgraphs.sdk.counts.shown"
    assert output["differencing_guard"][KEPT_BY] == DECLARED
    assert "subtract" in output["differencing_guard"]["description"]
    party = records["Party"]["properties"]
    assert party["org"][KEPT_BY] == "protocol.agreements.book.AgreementBook.between"


def test_unknown_keys_are_refused_by_editors_too():
    records = agreement_schema()["$defs"]
    objects = [one for one in records.values() if one["type"] == "object"]
    assert objects
    assert all(one["additionalProperties"] is False for one in objects)


def test_every_clause_says_who_keeps_it():
    records = agreement_schema()["$defs"]
    for name in ("DataAgreement", "Access", "Termination", "Dpia", "Citation"):
        for key, said in records[name]["properties"].items():
            assert KEPT_BY in said or "$ref" in str(said), (name, key)
