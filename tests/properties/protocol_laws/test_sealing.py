"""Sealed values: what was sealed opens at its place, and nothing else does."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from protocol.errors import SealedError
from protocol.keys import SealingKey
from protocol.sealing import Sealer, open_sealed

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

KEY = SealingKey.generate()
JTI = "hiRLgNAB8SDo_30a0isEPw"
SEALER = Sealer(KEY.public_jwk, JTI)

texts = st.text(st.characters(codec="utf-8"), max_size=80)
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(
    scalars | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner),
    max_leaves=8,
)
places = st.fixed_dictionaries(
    {
        "coordinate": texts,
        "arguments": st.dictionaries(texts, scalars, max_size=3),
        "ref": texts,
        "index": st.integers(0, 1000),
    }
)


@LAW
@given(values, places)
def test_opening_undoes_sealing(value: object, place: dict) -> None:
    compact = SEALER.seal(value, **place)
    assert open_sealed(compact, KEY, jti=JTI, **place) == value


@LAW
@given(places, places)
def test_a_value_opens_at_no_other_place(place: dict, other: dict) -> None:
    assume(place != other)
    compact = SEALER.seal("Siti", **place)
    with pytest.raises(SealedError) as refused:
        open_sealed(compact, KEY, jti=JTI, **other)
    assert refused.value.code == "SEALED_MOVED"


@LAW
@given(st.text("abc", max_size=200), st.text("abc", max_size=200))
def test_lengths_tell_steps_of_64_bytes_alone(one: str, other: str) -> None:
    place = {"coordinate": "A.b", "arguments": {}, "ref": "", "index": 0}
    lengths = [len(SEALER.seal(text, **place)) for text in (one, other)]
    steps = [(len(text) + 2 + 63) // 64 for text in (one, other)]
    assert (lengths[0] == lengths[1]) == (steps[0] == steps[1])


@LAW
@given(st.data())
def test_any_changed_character_is_refused(data: st.DataObject) -> None:
    place = {"coordinate": "A.b", "arguments": {"x": 1}, "ref": "r", "index": 0}
    compact = SEALER.seal("Siti", **place)
    at = data.draw(st.integers(0, len(compact) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    assume(other != compact[at])
    changed = compact[:at] + other + compact[at + 1 :]
    with pytest.raises(SealedError):
        open_sealed(changed, KEY, jti=JTI, **place)
