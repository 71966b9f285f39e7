"""A key that is not granted takes what lies behind it, and not the question.

The agreements: AHU shows Dukcapil when an oath was taken, without the number of
the case; Setneg shows it the stage of the decree. The decree is found by that
number.
"""

import json

import pytest
import pytest_asyncio

from protocol.agreements.book import AgreementBook
from tests.support import guarded as support
from tests.support.guarded import SCHEMA, Asker, contract, guarded
from tests.support.people import ahu

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGREEMENT = """
kind: DATA
id: {id}
version: 1
state: ACTIVE
umbrella_mou: MOU-1
parties:
  provider: {{org: {provider}, signatory: Dirjen, dpo: dpo@provider.example}}
  recipient: {{org: kemendagri.dukcapil, signatory: Dirjen, dpo: dpo@dukcapil.example}}
legal_basis:
  processing: [{{law: UU 27/2022, art: "20(2)e"}}]
  task: [{{law: PP 21/2022, art: "*"}}]
  transfer: [{{law: UU 27/2022, art: "55"}}]
purpose:
  code: REGISTER_UPDATE
  ways: [worklist]
  excluded: [profiling, bulk_export]
subjects: {{who: persons who took the oath, max_per_request: 200}}
elements:
{elements}
access: {{roles: [dukcapil.analyst]}}
retention: {{result: until_case_closed+P1Y, log: P5Y}}
incident: {{notify_within: PT72H, to: [subjects, pdp_authority, other_party]}}
dpia: {{id: DPIA-1, approved: 2025-12-01, review_by: 2028-06-30}}
validity: {{from: 2026-01-01, to: 2029-12-31}}
"""
OATHS = ("Query.citizenshipCases", "CitizenshipCase.oathDate")
DECREES = ("CitizenshipCase.decree", "PresidentialDecree.stage")
QUERY = "{ citizenshipCases(first: 2) { nodes { oathDate decree { stage } } } }"


def agreement(id_, provider, paths):
    elements = "\n".join(f"  - {{path: {one}, mode: VALUE}}" for one in paths)
    return AGREEMENT.format(id=id_, provider=provider, elements=elements)


def book(folder, *, oaths=OATHS):
    for name in ("vocabularies", "legal"):
        (folder / name).symlink_to(SCHEMA / name)
    agreements = folder / "agreements"
    agreements.mkdir()
    texts = {
        "PKS-1": agreement("PKS-1", "kemenkum.ahu", oaths),
        "PKS-2": agreement("PKS-2", "kemensetneg", DECREES),
    }
    for name, text in texts.items():
        (agreements / f"{name}.yaml").write_text(text, "utf-8")
    return AgreementBook.load(agreements)


def setneg():
    def case(one):
        return {**one, "decree": {"ref": "d", "stage": "SIGNED"}}

    return contract("setneg", entities={"CitizenshipCase": case})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory):
    held = book(tmp_path_factory.mktemp("agreements"))
    folder = tmp_path_factory.mktemp("log")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(support, "demo_book", lambda: held)
        async with guarded(folder, ahu(), setneg()) as running:
            yield running


def asker(federation):
    return Asker(
        federation.keys,
        organisation="kemendagri.dukcapil",
        roles=("dukcapil.analyst",),
        purpose="REGISTER_UPDATE",
    )


async def test_a_field_behind_a_key_that_is_not_granted_is_null_and_the_rest_is_there(
    shared,
):
    answer = await shared.ask(asker(shared), QUERY)
    assert answer["status"] == 200
    nodes = answer["data"]["citizenshipCases"]["nodes"]
    assert nodes == [
        {"oathDate": "2026-05-01", "decree": None},
        {"oathDate": "2026-05-02", "decree": None},
    ]
    (error,) = answer["errors"]
    said = error["extensions"]
    assert said["code"] == "ELEMENT_NOT_GRANTED"
    assert said["fault"] == "AGREEMENT"
    assert said["path"] == "citizenshipCases.nodes.decree"
    assert said["agreement"] == "PKS-1"
    assert said["clause"] == "elements"
    assert said["agency"] == "ahu"
    assert answer["extensions"]["agreements"] == ["PKS-1"]


async def test_nothing_outside_the_grant_is_sent_and_the_line_says_so(shared):
    for one in shared.subgraphs.values():
        one.seen.clear()
    await shared.ask(asker(shared), QUERY)
    assert "caseNumber" not in shared.seen
    assert not shared.subgraphs["setneg"].seen
    line = shared.lines()[-1]
    assert line["outcome"] == "PARTIAL"
    assert line["agencies"] == ["ahu"]
    assert line["agreements"] == ["PKS-1"]
    assert "decree" not in json.dumps(line)


async def test_with_the_key_granted_the_decree_is_there(tmp_path, monkeypatch):
    held = book(tmp_path, oaths=(*OATHS, "CitizenshipCase.caseNumber"))
    monkeypatch.setattr(support, "demo_book", lambda: held)
    async with guarded(tmp_path, ahu(), setneg()) as federation:
        answer = await federation.ask(asker(federation), QUERY)
    assert "errors" not in answer
    first, _ = answer["data"]["citizenshipCases"]["nodes"]
    assert first == {"oathDate": "2026-05-01", "decree": {"stage": "SIGNED"}}
    assert answer["extensions"]["agreements"] == ["PKS-1", "PKS-2"]
