import inspect
import re
import string
from pathlib import Path

import pytest

from protocol import errors
from protocol.catalogue import CATALOGUE, Entry, Fault
from protocol.errors import AuditBroken, InternalError, TautanError, read_refusal
from protocol.messages import (
    Language,
    errors_page,
    language_of,
    message_of,
    next_step_of,
)

ROOT = Path(__file__).parents[2]
PLACES = {"agency", "purpose", "agreement", "clause", "path"}


def _texts(entry: Entry) -> list[str]:
    both = (entry.indonesian, entry.english)
    return [text for one in both for text in (one.message, one.next_step)]


@pytest.mark.parametrize(("code", "entry"), CATALOGUE.items(), ids=CATALOGUE.keys())
def test_each_code_has_sentences_in_both_languages(code: str, entry: Entry) -> None:
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)+", code)
    assert len(set(_texts(entry))) == 4
    for text in _texts(entry):
        assert re.search(r"[.)]$", text), text
        assert len(text) <= 100, text
        names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert names <= PLACES


@pytest.mark.parametrize("code", CATALOGUE)
def test_each_code_reads_as_a_sentence_with_and_without_names(code: str) -> None:
    named = dict.fromkeys(PLACES, "NAME")
    for language in Language:
        for names in ({}, named):
            for text in (
                message_of(code, language, names),
                next_step_of(code, language, names),
            ):
                assert "{" not in text
                assert not text[0].islower()


def test_the_reference_page_is_generated_from_the_catalogue() -> None:
    page = (ROOT / "docs/reference/errors.md").read_text("utf-8")
    assert page == errors_page()
    for code in CATALOGUE:
        assert f"\n## {code}\n" in page


RAISED = re.compile(r"\b(?:\w+Error|Refused|refuse)\(\s*\"([A-Z]+(?:_[A-Z]+)+)\"")


def test_each_code_that_is_raised_is_in_the_catalogue() -> None:
    found = {
        code
        for package in ("protocol", "gateway", "subgraphs", "client", "tautan")
        for path in (ROOT / package).rglob("*.py")
        for code in RAISED.findall(path.read_text("utf-8"))
    }
    assert found
    assert found <= CATALOGUE.keys()


def test_the_tree_in_the_docstring_is_the_tree_of_classes() -> None:
    drawn = set(re.findall(r"[├└]── (\w+)", errors.__doc__ or ""))
    drawn.add("TautanError")
    defined = {
        name
        for name, value in inspect.getmembers(errors, inspect.isclass)
        if issubclass(value, Exception)
    }
    assert drawn == defined


def test_a_refusal_has_one_shape() -> None:
    error = TautanError(
        "NO_AGREEMENT",
        agency="imigrasi",
        path=("case", 0, "person"),
        purpose="NATURALISATION_CHECK",
        agreement="PKS-DEMO-007",
        clause="elements",
        diagnostics="for the operator alone",
    )
    assert error.refusal("request-1", Language.ENGLISH) == {
        "message": "No agreement with imigrasi covers case.0.person for the purpose"
        " NATURALISATION_CHECK.",
        "path": ["case", 0, "person"],
        "extensions": {
            "v": 1,
            "code": "NO_AGREEMENT",
            "fault": "AGREEMENT",
            "agency": "imigrasi",
            "path": "case.0.person",
            "purpose": "NATURALISATION_CHECK",
            "agreement": "PKS-DEMO-007",
            "clause": "elements",
            "nextStep": "Propose an agreement, or leave this field out of the query.",
            "requestId": "request-1",
        },
    }


def test_what_is_not_known_is_left_out_and_indonesian_is_the_default() -> None:
    assert TautanError("SYNTAX_ERROR").refusal(None) == {
        "message": "Kueri bukan GraphQL yang benar.",
        "extensions": {
            "v": 1,
            "code": "SYNTAX_ERROR",
            "fault": "CALLER",
            "nextStep": "Perbaiki kueri.",
        },
    }


def test_a_bug_is_ours() -> None:
    bug = InternalError("two plans for one query")
    assert (bug.code, bug.fault) == ("INTERNAL_ERROR", Fault.TAUTAN)
    assert "two plans" in str(bug)
    assert "two plans" not in repr(bug.refusal("r"))


def test_a_response_path_that_is_none_is_dropped() -> None:
    extensions = {"v": 1, "code": "NO_AGREEMENT"}
    for path in (None, "a.b", {"a": 1}):
        found = read_refusal({"path": path, "extensions": extensions})
        assert found is not None
        assert found.path is None


def test_diagnostics_are_for_the_operator_alone() -> None:
    error = TautanError("TOKEN_UNTRUSTED", diagnostics="no key with this id")
    assert "no key with this id" in str(error)
    assert "no key with this id" not in repr(error.refusal("r"))


def test_a_code_without_an_entry_is_a_bug() -> None:
    with pytest.raises(KeyError):
        TautanError("NO_SUCH_CODE")


def test_a_broken_log_names_its_line() -> None:
    broken = AuditBroken(7, "cut off")
    assert (broken.code, broken.line, broken.why) == ("AUDIT_BROKEN", 7, "cut off")
    assert broken.fault is Fault.TAUTAN


def test_a_refusal_of_another_process_is_said_again_in_our_words() -> None:
    sent = TautanError(
        "AGREEMENT_EXPIRED", agency="ahu", path=("a", 1), agreement="PKS-DEMO-007"
    ).refusal("r", Language.ENGLISH)
    sent["message"] = "Siti Rahmawati"
    sent["extensions"]["nextStep"] = "Siti Rahmawati"
    found = read_refusal(sent)
    assert found is not None
    assert found.path == ("a", 1)
    again = found.refusal("r", Language.ENGLISH)
    assert "Siti" not in repr(again)
    assert again["extensions"]["agreement"] == "PKS-DEMO-007"
    assert again["extensions"]["fault"] == "AGREEMENT"


@pytest.mark.parametrize(
    "value", ["Siti\nRahmawati", "<b>", "", "x" * 121, 7, None, ["a"], "é"]
)
def test_a_name_that_is_none_is_dropped(value: object) -> None:
    extensions = {"v": 1, "code": "NO_AGREEMENT", "agency": value, "purpose": value}
    found = read_refusal({"message": "", "path": [value], "extensions": extensions})
    assert found is not None
    assert found.agency is None
    assert found.purpose is None
    assert found.path == ((7,) if value == 7 else None)


@pytest.mark.parametrize(
    "error",
    [
        {},
        {"message": "x"},
        {"extensions": None},
        {"extensions": {}},
        {"extensions": {"code": "NO_AGREEMENT"}},
        {"extensions": {"v": 2, "code": "NO_AGREEMENT"}},
        {"extensions": {"v": 1}},
        {"extensions": {"v": 1, "code": "NO_SUCH_CODE"}},
        {"extensions": {"v": 1, "code": ["NO_AGREEMENT"]}},
    ],
    ids=str,
)
def test_an_error_of_another_shape_or_version_is_not_read(error: dict) -> None:
    assert read_refusal(error) is None


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "id"),
        ("", "id"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("EN", "en"),
        ("id", "id"),
        ("id, en", "id"),
        ("en;q=0.5, id;q=0.8", "id"),
        ("id;q=0.5, en;q=0.8", "en"),
        ("en;q=0", "id"),
        ("nl, en;q=0.1", "en"),
        ("nl", "id"),
        ("*", "id"),
        ("en;q=garbled", "en"),
        (";;;,,,", "id"),
    ],
)
def test_the_language_follows_accept_language(header: str, language: str) -> None:
    assert language_of(header) == language
