import json
import struct

import pytest

from protocol.canonical import (
    b64url,
    b64url_decode,
    canonical_json,
    digest,
    read_json_object,
)

# RFC 8785, appendix B: IEEE 754 bits and the text they are printed as.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


@pytest.mark.parametrize(("bits", "text"), NUMBERS.items())
def test_numbers_are_printed_as_in_rfc_8785_appendix_b(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_json(number).decode() == text


def test_the_sample_of_rfc_8785_section_3_2_2() -> None:
    sample = r"""{
      "numbers": [333333333.33333329, 1E30, 4.50,
                  2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"""
    expected = (
        r'{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,'
        r'0.002,1e-27],"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}'
    )
    assert canonical_json(json.loads(sample)).decode() == expected


def test_members_are_sorted_by_utf_16_as_in_rfc_8785_section_3_2_3() -> None:
    sample = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical_json(sample)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_tuples_and_lists_are_spelled_alike() -> None:
    assert canonical_json(("a", (1, True))) == canonical_json(["a", [1, True]])


def _nested(depth: int) -> list[object]:
    value: list[object] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        -float("inf"),
        2**53 + 1,
        -(2**53) - 1,
        43018573335664064,
        10**21,
        10**400,
        "\ud800",
        {"\udfff": 1},
        {1: "a"},
        b"bytes",
        {1, 2},
        _nested(100_000),
    ],
    ids=[
        "nan",
        "infinity",
        "minus infinity",
        "large",
        "small",
        "another double's digits",
        "with an exponent",
        "beyond all doubles",
        "surrogate",
        "surrogate name",
        "number as name",
        "bytes",
        "set",
        "deep",
    ],
)
def test_what_has_no_one_spelling_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical_json(value)


def test_an_integer_that_a_double_prints_alike_is_spelled() -> None:
    for number in (2**53, 10**17, 43018573335664060, -(10**20)):
        spelled = canonical_json(number)
        assert spelled == str(number).encode() == canonical_json(float(number))


def test_the_largest_exact_integers_are_spelled() -> None:
    assert canonical_json([2**53 - 1, 1 - 2**53]) == (
        b"[9007199254740991,-9007199254740991]"
    )


def test_digest_is_sha_256_in_base64url() -> None:
    # FIPS 180-2 appendix B.1: SHA-256 of "abc".
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest(b"abc") == b64url(bytes.fromhex(known))


# RFC 4648 section 10, without padding.
@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (b"\xff\xfe", "__4")],
)
def test_base64url_both_ways(data: bytes, text: str) -> None:
    assert b64url(data) == text
    assert b64url_decode(text) == data


@pytest.mark.parametrize(
    "text",
    ["Zh", "Zm9", "Zg==", "Zg\n", " Zg", "Z+8_", "Z/8_", "Z", "Zm9v!", "é"],
)
def test_base64url_with_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        b64url_decode(text)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":2}',
        b'{"b":{"a":1,"a":1}}',
        b'{"a":NaN}',
        b"[1]",
        b'"a"',
        b"{",
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_json_that_two_readers_may_read_differently_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_json_object(data)


def test_a_json_object_is_read() -> None:
    assert read_json_object(b' {"a": [1, null]} ') == {"a": [1, None]}
