"""Trusted documents and automatic persisted queries."""

import json

import pytest
import pytest_asyncio

from gateway.errors import RequestError, SettingsError
from gateway.web.documents import Documents, Registered, hash_of
from gateway.web.manifest import read_manifest
from tests.support.benchmark import benchmark
from tests.support.federations import composed, open_gateway, running, serving_gateway
from tests.support.guarded import Asker, guarded
from tests.support.people import QUERY, ahu, dukcapil, persons

ME = "{ me { name } }"
USERS = "{ users { name } }"
TYPE = "{ __typename }"


def code_of(documents, text, id_):
    with pytest.raises(RequestError) as caught:
        documents.resolve(text, id_)
    return caught.value.code


def test_a_text_passes_and_nothing_at_all_does_not():
    documents = Documents()
    assert documents.resolve(ME, None) == ME
    assert code_of(documents, None, None) == "SYNTAX_ERROR"


def test_without_a_store_a_hash_is_not_supported():
    assert code_of(Documents(), None, hash_of(ME)) == "PERSISTED_QUERY_NOT_SUPPORTED"
    assert Documents().resolve(ME, hash_of(ME)) == ME


@pytest.mark.parametrize("spelt", ["{}", "sha256:{}"])
def test_a_text_is_registered_once_it_was_answered(spelt):
    documents = Documents(registered=Registered(100))
    id_ = spelt.format(hash_of(ME))
    assert code_of(documents, None, id_) == "PERSISTED_QUERY_NOT_FOUND"
    assert documents.resolve(ME, id_) == ME
    assert code_of(documents, None, id_) == "PERSISTED_QUERY_NOT_FOUND"
    documents.answered(ME, id_)
    assert documents.resolve(None, id_) == ME


def test_a_text_without_a_hash_is_not_registered():
    documents = Documents(registered=Registered(100))
    documents.answered(ME, None)
    assert code_of(documents, None, hash_of(ME)) == "PERSISTED_QUERY_NOT_FOUND"


def test_another_texts_hash_is_refused():
    documents = Documents(registered=Registered(100))
    code = code_of(documents, ME, hash_of(USERS))
    assert code == "PERSISTED_QUERY_HASH_MISMATCH"


def test_the_store_forgets_what_was_not_used_for_longest():
    held = Registered(len(ME) + len(USERS))
    for text in (ME, USERS):
        held.put(hash_of(text), text)
    assert held.get(hash_of(ME)) == ME
    held.put(hash_of(TYPE), TYPE)
    assert held.get(hash_of(USERS)) is None
    assert held.get(hash_of(ME)) == ME
    assert held.get(hash_of(TYPE)) == TYPE


def test_the_store_counts_bytes_once_and_takes_nothing_that_is_too_large():
    held = Registered(len(ME))
    held.put("a", ME)
    held.put("a", ME)
    held.put("b", ME + " ")
    assert held.get("a") == ME
    assert held.get("b") is None


TRUSTED = Documents({"me": ME, hash_of(ME): ME}, trusted_only=True)


def test_only_trusted_documents_by_id_by_hash_or_as_text():
    for text, id_ in ((None, "me"), (None, hash_of(ME)), (ME, None), (ME, "me")):
        assert TRUSTED.resolve(text, id_) == ME
    for text, id_ in (
        (USERS, None),
        (None, "users"),
        (USERS, hash_of(USERS)),
        (USERS, "me"),
    ):
        assert code_of(TRUSTED, text, id_) == "DOCUMENT_NOT_TRUSTED"


def test_beside_trusted_documents_others_may_pass():
    documents = Documents({"me": ME})
    assert documents.resolve(USERS, None) == USERS
    assert code_of(documents, None, "users") == "PERSISTED_QUERY_NOT_FOUND"
    assert code_of(documents, USERS, "me") == "PERSISTED_QUERY_HASH_MISMATCH"


def test_a_trusted_document_is_not_registered_again():
    registered = Registered(100)
    Documents({hash_of(ME): ME}, registered=registered).answered(ME, hash_of(ME))
    assert registered.get(hash_of(ME)) is None


def test_a_folder_of_documents(tmp_path):
    (tmp_path / "me.graphql").write_text(ME)
    (tmp_path / "README.md").write_text("not one")
    assert read_manifest(tmp_path) == {"me": ME, hash_of(ME): ME}


@pytest.mark.parametrize(
    "manifest",
    [
        {"one": ME},
        {
            "format": "apollo-persisted-query-manifest",
            "version": 1,
            "operations": [{"id": "one", "name": "x", "type": "query", "body": ME}],
        },
    ],
)
def test_a_manifest(tmp_path, manifest):
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest))
    assert read_manifest(file) == {"one": ME, hash_of(ME): ME}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "manifest.json"),
        ("[]", "not an object"),
        ('{"a": 1}', "not an object"),
        ("{}", "no document"),
        ('{"a": "{"}', "a: Syntax Error"),
        ('{"format": "apollo-persisted-query-manifest"}', "not an object"),
    ],
)
def test_a_manifest_that_can_not_be_used(tmp_path, text, said):
    file = tmp_path / "manifest.json"
    file.write_text(text)
    with pytest.raises(SettingsError, match=said):
        read_manifest(file)


def test_two_documents_of_one_id(tmp_path):
    (tmp_path / "a.graphql").write_text(ME)
    (tmp_path / f"{hash_of(ME)}.graphql").write_text(USERS)
    with pytest.raises(SettingsError, match="two documents"):
        read_manifest(tmp_path)


@pytest_asyncio.fixture
async def client():
    subgraphs = benchmark()
    documents = Documents({"me": ME}, registered=Registered(1_000))
    async with running(subgraphs):
        gateway = open_gateway(
            composed(subgraphs), {one.name: one.url for one in subgraphs}
        )
        async with serving_gateway(gateway, documents=documents) as client:
            yield client


async def send(client, body, **headers):
    async with client.http.post(
        f"{client.url}/graphql", json=body, headers=headers
    ) as reply:
        return reply.status, await reply.json(content_type=None)


def persisted(text):
    return {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}


async def test_apollos_protocol(client):
    extensions = persisted(USERS)
    status, answer = await send(client, {"extensions": extensions})
    assert status == 200
    assert answer["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    _, full = await send(client, {"query": USERS, "extensions": extensions})
    assert len(full["data"]["users"]) == 6
    _, short = await send(client, {"extensions": extensions})
    assert short["data"] == full["data"]
    params = {"extensions": json.dumps(extensions)}
    async with client.http.get(f"{client.url}/graphql", params=params) as reply:
        assert (await reply.json(content_type=None))["data"] == full["data"]


async def test_what_is_no_query_is_not_registered(client):
    extensions = persisted("{ nope }")
    _, answer = await send(client, {"query": "{ nope }", "extensions": extensions})
    assert answer["errors"][0]["extensions"]["code"] == "UNKNOWN_FIELD"
    _, again = await send(client, {"extensions": extensions})
    assert again["errors"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_wrong_hash_in_the_new_media_type(client):
    body = {"query": ME, "extensions": persisted(USERS)}
    accept = "application/graphql-response+json"
    status, answer = await send(client, body, Accept=accept)
    assert status == 400
    code = answer["errors"][0]["extensions"]["code"]
    assert code == "PERSISTED_QUERY_HASH_MISMATCH"


async def test_a_document_by_its_id(client):
    _, answer = await send(client, {"documentId": "me"})
    assert answer["data"] == {"me": {"name": "Uri Goldshtein"}}


async def test_a_statement_is_about_the_text_that_an_id_stands_for(tmp_path):
    async with guarded(tmp_path, ahu(), persons(), dukcapil()) as federation:
        documents = Documents({"cases": QUERY}, trusted_only=True)
        async with serving_gateway(
            federation.gateway, open_mode=False, documents=documents
        ) as client:
            variables, asker = {"first": 1}, Asker(federation.keys)
            body = {"documentId": "cases", "variables": variables}
            _, good = await send(client, body, **asker.headers(QUERY, variables))
            other = asker.headers(QUERY.replace("caseNumber", "oathDate"), variables)
            _, bad = await send(client, body, **other)
    assert "errors" not in good
    assert bad["errors"][0]["extensions"]["code"] == "STATEMENT_WRONG_OPERATION"
