"""Canonical JSON: one spelling for equal values, and it can be read back."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protocol.canonical import b64url, b64url_decode, canonical_json

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

texts = st.text(st.characters(codec="utf-8"))
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(
    allow_nan=False, allow_infinity=False
)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
)


def _shuffled(value: object) -> object:
    if isinstance(value, dict):
        return {name: _shuffled(value[name]) for name in reversed(value)}
    if isinstance(value, list):
        return tuple(_shuffled(item) for item in value)
    return value


@LAW
@given(values)
def test_reading_undoes_spelling(value: object) -> None:
    assert json.loads(canonical_json(value), parse_int=float) == value


@LAW
@given(values)
def test_the_order_of_members_does_not_matter(value: object) -> None:
    assert canonical_json(_shuffled(value)) == canonical_json(value)


@LAW
@given(values)
def test_spelling_is_stable(value: object) -> None:
    spelled = canonical_json(value)
    assert canonical_json(json.loads(spelled)) == spelled


@LAW
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_spelled_exactly(number: float) -> None:
    text = canonical_json(number).decode()
    assert float(text) == number
    assert "E" not in text
    assert not text.endswith(".0")


@LAW
@given(st.binary(max_size=100))
def test_base64url_both_ways(data: bytes) -> None:
    assert b64url_decode(b64url(data)) == data


@LAW
@given(st.text("ABCDwxyz0189-_=+/ \n", max_size=40))
def test_a_text_is_the_one_spelling_of_its_bytes_or_is_refused(text: str) -> None:
    try:
        data = b64url_decode(text)
    except ValueError:
        return
    assert b64url(data) == text
