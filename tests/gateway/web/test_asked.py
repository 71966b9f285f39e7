"""Headers that are read once say what Starlette's say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

from gateway.web.asked import Asked, KnownHeaders

NAMES = st.sampled_from(["accept", "host", "content-type", "x-a"])
FIELDS = st.lists(
    st.tuples(
        NAMES.map(str.encode),
        st.text("aé, ;=", max_size=4).map(lambda one: one.encode("latin-1")),
    ),
    max_size=6,
)


@given(FIELDS, NAMES)
def test_they_say_what_starlettes_say(
    fields: list[tuple[bytes, bytes]], name: str
) -> None:
    scope = {"type": "http", "headers": fields}
    known, theirs = KnownHeaders(scope), Headers(scope=scope)
    for spelt in (name, name.title(), "absent"):
        assert known.get(spelt) == theirs.get(spelt)
        assert known.get(spelt, "none") == theirs.get(spelt, "none")
        assert (spelt in known) is (spelt in theirs)
    assert dict(known) == dict(theirs)
    assert known.getlist(name) == theirs.getlist(name)


def test_what_is_not_there_is_not_found() -> None:
    async def nothing(*_: object) -> None:
        """Take and give nothing."""

    asked = Asked({"type": "http", "headers": []}, nothing, nothing)  # type: ignore[arg-type]
    assert 1 not in asked.headers  # type: ignore[comparison-overlap]  # any object may be asked for
    with pytest.raises(KeyError):
        asked.headers["host"]
