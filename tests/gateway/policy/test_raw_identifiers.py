"""What looks like a NIK or passport number is refused wherever it stands."""

import pytest

from gateway.policy.raw_identifiers import (
    refuse_raw_identifier_in_url,
    refuse_raw_identifiers,
)
from protocol.errors import TautanError

NUMBERS = [
    "3171234567890123",
    "3171 2345 6789 0123",
    "3171-2345-6789-0123",
    "3171.2345.6789.0123",
    "317123 456789 0123",
    "31.71.23.456789.0123",
    "A1234567",
    "a1234567",
    "A 1234567",
    "XY123456",
    "X12345678",
    "AB1234567",
    "NIK: 3171234567890123.",
    "\uff13171234567890123",  # a full-width digit
]
HARMLESS = [
    "AHU-2026-000123",
    "2026-06-01",
    "123456789012345",
    "12345678901234567",
    "x3171234567890123x",
    "user_A1234567_x",
    "A12345",
    "ABC123456",
    "A123456789",
    "eyJhbGciOiJFZERTQSJ9",
    "1.2345",
]


def refused(document="{ a }", variables=None, *texts):
    with pytest.raises(TautanError) as caught:
        refuse_raw_identifiers(document, variables or {}, *texts)
    assert caught.value.code == "RAW_IDENTIFIER"
    return caught.value


@pytest.mark.parametrize("number", NUMBERS)
def test_in_a_variable(number):
    error = refused(variables={"a": {"b": [{"c": number}]}})
    assert number not in str(error)


@pytest.mark.parametrize("number", NUMBERS)
def test_in_the_document(number):
    refused(f'{{ a(n: "{number}") }}')


def test_behind_escapes():
    refused('{ a(n: "\\u0033171234567890123") }')
    refused('{ a(n: "\\u{33}171234567890123") }')
    refuse_raw_identifiers('{ a(n: "\\u{FFFFFF}") }', {})


def test_as_a_number():
    refused("{ a(n: 3171234567890123) }")
    refused(variables={"n": 3171234567890123})
    refused(variables={"n": 3171234567890123.0})


def test_as_a_key_or_a_name():
    refused(variables={"3171234567890123": 1})
    refused("{ a }", {}, "A1234567")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_none_passes(text):
    refuse_raw_identifiers(
        f'{{ a(n: "{text}") }}', {"a": text, "b": [None, text], "c": True}
    )


@pytest.mark.parametrize(
    "url",
    [
        "nik=3171234567890123",
        "nik=317123%34567890123",
        "p=A+1234567",
        "q=%22A1234567%22",
    ],
)
def test_in_a_url(url):
    with pytest.raises(TautanError) as caught:
        refuse_raw_identifier_in_url(url)
    assert caught.value.code == "RAW_IDENTIFIER"


def test_a_url_without_one():
    refuse_raw_identifier_in_url("query=%7B__typename%7D")
