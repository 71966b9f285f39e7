"""The response of a whole answer."""

import pytest

from gateway.web.negotiation import GRAPHQL, JSON
from gateway.web.whole import WholeAnswer


@pytest.mark.parametrize("media_type", [JSON, GRAPHQL])
def test_an_answer_says_what_it_is_and_that_nobody_may_keep_it(media_type: str) -> None:
    response = WholeAnswer(b'{"data":{}}', 200, media_type)
    assert response.body == b'{"data":{}}'
    assert dict(response.headers) == {
        "cache-control": "no-store",
        "vary": "Accept, Accept-Language",
        "content-type": f"{media_type}; charset=utf-8",
        "content-length": "11",
    }


def test_a_refused_method_says_which_is_allowed() -> None:
    assert WholeAnswer(b"{}", 405, JSON).headers["allow"] == "POST"
    assert "allow" not in WholeAnswer(b"{}", 400, JSON).headers
