"""Bad input over real HTTP: a clear coded error each, and nothing is lost."""

import jwt
import pytest

from protocol.catalogue import CATALOGUE
from protocol.messages import Language, message_of, next_step_of
from tests.trust.kit.bad_input import (
    BAD,
    NAMED,
    RAW,
    foreign_passport_of,
    good,
    name_of,
    nik_of,
    passport_of,
)
from tests.trust.kit.scene import LOG, found_in
from tests.trust.kit.wire import send

pytestmark = pytest.mark.trust

ALL = [*BAD, *RAW, *NAMED]
ADMITTED = {
    "UNKNOWN_FIELD",
    "VALIDATION_FAILED",
    "OPERATION_TOO_LARGE",
}


def refused(scene, bad, language):
    """The answer, past the capture: what a caller sends is the caller's."""
    return send(scene.gateway_itself, bad.make(scene, language))


def values_sent(scene):
    """Whom the requests above name."""
    return nik_of(scene), passport_of(scene), foreign_passport_of(scene), name_of(scene)


def must_be_one_of_ours(error, language):
    """Every member that a refusal of a whole request has, in the words of a language."""
    about = error["extensions"]
    code, names = about["code"], {}
    if "purpose" in about:
        names["purpose"] = about["purpose"]
    assert about["v"] == 1
    assert about["fault"] == CATALOGUE[code].fault.value
    assert error["message"] == message_of(code, language, names)
    assert about["nextStep"] == next_step_of(code, language, names)
    other = next(one for one in Language if one is not language)
    assert error["message"] != message_of(code, other, names)


@pytest.mark.parametrize("bad", ALL, ids=str)
def test_is_refused_with_its_code_in_both_languages(scene, bad, tmp_path):
    for language in Language:
        reply = refused(scene, bad, language.value)
        assert reply.codes[0] == bad.code
        assert reply.status == bad.status
        assert "data" not in reply.json
        assert reply.headers["content-type"].startswith(
            "application/graphql-response+json"
        )
        for error in reply.errors:
            must_be_one_of_ours(error, language)
        assert found_in(scene.world, tmp_path / "reply", reply.body) == []
        said = reply.body.decode().upper()
        assert not any(value in said for value in values_sent(scene))


def test_the_next_good_request_works_and_the_log_is_whole(scene):
    for bad in ALL:
        refused(scene, bad, "id")
        reply = send(scene.gateway_itself, good(scene))
        assert reply.status == 200
        assert reply.errors == []
        assert len(reply.data["citizenshipCases"]["nodes"]) == 2
    assert scene.log("gateway")
    assert (scene.layout.gateway / LOG).is_file()


@pytest.mark.parametrize("bad", [one for one in BAD if one.code in ADMITTED], ids=str)
def test_a_refusal_names_the_request_once_it_is_known(scene, bad):
    """From the moment that the statement holds; the log has the same id."""
    sent = bad.make(scene, "en")
    reply = send(scene.gateway_itself, sent)
    claims = jwt.decode(
        sent.headers["Tautan-Statement"], options={"verify_signature": False}
    )
    assert {error["extensions"]["requestId"] for error in reply.errors} == {
        claims["jti"]
    }
    (line,) = [
        one for one in scene.log("gateway") if one.get("requestId") == claims["jti"]
    ]
    assert (line["kind"], line["outcome"]) == ("REFUSED", outcome_of(bad.code))


def outcome_of(code):
    """The log does not tell an unknown field from another misfit."""
    return "VALIDATION_FAILED" if code == "UNKNOWN_FIELD" else code
