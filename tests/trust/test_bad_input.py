"""Bad input over real HTTP: a clear coded error each, and nothing is lost."""

import pytest

from protocol.catalogue import CATALOGUE
from protocol.messages import Language, next_step_of
from tests.trust.kit.bad_input import BAD, NAMED, RAW, good
from tests.trust.kit.scene import LOG, found_in
from tests.trust.kit.wire import send

pytestmark = pytest.mark.trust

ALL = [*BAD, *RAW, *NAMED]


def refused(scene, bad, language):
    """The answer, past the capture: what a caller sends is the caller's."""
    return send(scene.gateway_itself, bad.make(scene, language))


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
            about = error["extensions"]
            names = {"purpose": about.get("purpose", "")} if "purpose" in about else {}
            assert about["v"] == 1
            assert about["fault"] == CATALOGUE[bad.code].fault.value
            assert about["nextStep"] == next_step_of(about["code"], language, names)
            assert error["message"]
        assert found_in(scene.world, tmp_path / "reply", reply.body) == []


def test_the_next_good_request_works_and_the_log_is_whole(scene):
    for bad in ALL:
        refused(scene, bad, "id")
        reply = send(scene.gateway_itself, good(scene))
        assert reply.status == 200
        assert reply.errors == []
        assert len(reply.data["citizenshipCases"]["nodes"]) == 2
    assert scene.log("gateway")
    assert (scene.layout.gateway / LOG).is_file()
