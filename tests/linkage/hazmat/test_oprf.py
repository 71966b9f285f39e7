"""RFC 9497, appendix A.1.1 and A.1.2: OPRF and VOPRF of ristretto255-SHA512."""

import secrets

import pytest

from linkage.errors import OprfInvalid
from linkage.hazmat.oprf import (
    Blinded,
    Element,
    Mode,
    Scalar,
    blind,
    checked_element,
    combine,
    derive_key_pair,
    evaluate,
    finalize,
    prove,
    split_key,
    verify,
)

SEED, INFO = b"\xa3" * 32, b"test key"
INPUTS = [b"\0", b"\x5a" * 17]
BLIND = "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706"
SECOND = "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e"
THIRD = "419c4f4f5052c53c45f3da494d2b67b220d02118e0857cdbcf037f9ea84bbe0c"
OPRF_SCALAR = "5ebcea5ee37023ccb9fc2d2019f9d7737be85591ae8652ffa9ef0f4d37063b0e"
VOPRF_SCALAR = "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909"
VOPRF_PUBLIC = "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e"

OPRF = [
    (
        "609a0ae68c15a3cf6903766461307e5c8bb2f95e7e6550e1ffa2dc99e412803c",
        "7ec6578ae5120958eb2db1745758ff379e77cb64fe77b0b2d8cc917ea0869c7e",
        (
            "527759c3d9366f277d8c6020418d96bb393ba2afb20ff90df23fb7708264e2f3"
            "ab9135e3bd69955851de4b1f9fe8a0973396719b7912ba9ee8aa7d0b5e24bcf6"
        ),
    ),
    (
        "da27ef466870f5f15296299850aa088629945a17d1f5b7f5ff043f76b3c06418",
        "b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab0dd28e4e17cecb5c90d02c25",
        (
            "f4a74c9c592497375e796aa837e907b1a045d34306a749db9f34221f7e750cb4"
            "f2a6413a6bf6fa5e19ba6348eb673934a722a7ede2e7621306d18951e7cf2c73"
        ),
    ),
]
OUTPUTS = [
    (
        "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d"
        "a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c"
    ),
    (
        "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60"
        "356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6"
    ),
]
VOPRF = {
    "first": (
        [0],
        [BLIND],
        ["863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945"],
        ["aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e"],
        SECOND,
        (
            "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06"
            "6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d"
        ),
    ),
    "second": (
        [1],
        [BLIND],
        ["cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c"],
        ["60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468"],
        SECOND,
        (
            "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a"
            "67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02"
        ),
    ),
    "batch of two": (
        [0, 1],
        [BLIND, SECOND],
        [
            "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
            "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654",
        ],
        [
            "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
            "cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a",
        ],
        THIRD,
        (
            "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a"
            "5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08"
        ),
    ),
}
KEY = derive_key_pair(SEED, INFO, Mode.VOPRF)


def drawn(scalar):
    """Randomness from which this scalar is drawn: 64 bytes, little-endian."""
    return lambda count: bytes.fromhex(scalar) + bytes(count - 32)


def test_keys_derived_from_the_seed():
    base = derive_key_pair(SEED, INFO, Mode.OPRF)
    assert base.secret.hex() == OPRF_SCALAR
    assert (KEY.secret.hex(), KEY.public.hex()) == (VOPRF_SCALAR, VOPRF_PUBLIC)


@pytest.mark.parametrize("at", [0, 1])
def test_base_mode(at):
    element, evaluated, output = OPRF[at]
    secret = Scalar(bytes.fromhex(OPRF_SCALAR))
    hidden = blind(INPUTS[at], Mode.OPRF, drawn(BLIND))
    assert hidden.element.hex() == element
    answer = evaluate(secret, hidden.element)
    assert answer.hex() == evaluated
    assert finalize(INPUTS[at], hidden, answer).hex() == output


@pytest.mark.parametrize("case", VOPRF)
def test_verifiable_mode(case):
    inputs, blinds, elements, evaluated, random, proof = VOPRF[case]
    hidden = [
        blind(INPUTS[at], Mode.VOPRF, drawn(one))
        for at, one in zip(inputs, blinds, strict=True)
    ]
    asked = [one.element for one in hidden]
    assert [one.hex() for one in asked] == elements
    answers = [evaluate(KEY.secret, one) for one in asked]
    assert [one.hex() for one in answers] == evaluated
    made = prove(KEY, asked, answers, drawn(random))
    assert made.hex() == proof
    verify(KEY.public, asked, answers, made)
    for at, one, answer in zip(inputs, hidden, answers, strict=True):
        assert finalize(INPUTS[at], one, answer).hex() == OUTPUTS[at]


@pytest.mark.parametrize("shares", [2, 3, 5])
def test_shares_of_a_key_give_what_the_key_gives(shares):
    hidden = blind(INPUTS[1], Mode.VOPRF, secrets.token_bytes)
    parts = split_key(KEY.secret, shares, secrets.token_bytes)
    assert len({part.secret for part in parts} | {KEY.secret}) == shares + 1
    total = combine([evaluate(part.secret, hidden.element) for part in parts])
    assert total == evaluate(KEY.secret, hidden.element)
    assert combine([part.public for part in parts]) == KEY.public
    assert finalize(INPUTS[1], hidden, total).hex() == OUTPUTS[1]
    few = [evaluate(part.secret, hidden.element) for part in parts[1:]]
    assert finalize(INPUTS[1], hidden, combine(few)).hex() != OUTPUTS[1]


def test_a_proof_holds_for_its_key_and_elements_alone():
    asked = [blind(one, Mode.VOPRF, secrets.token_bytes).element for one in INPUTS]
    answers = [evaluate(KEY.secret, one) for one in asked]
    proof = prove(KEY, asked, answers, secrets.token_bytes)
    other = derive_key_pair(bytes(32), INFO, Mode.VOPRF)
    lied = [answers[0], evaluate(other.secret, asked[1])]
    order = (2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little")
    wrong = [
        (other.public, asked, answers, proof),
        (KEY.public, asked, lied, proof),
        (KEY.public, asked[::-1], answers, proof),
        (KEY.public, asked, answers[::-1], proof),
        (KEY.public, asked[:1], answers, proof),
        (KEY.public, [], [], proof),
        (KEY.public, asked, answers, proof[:-1]),
        (KEY.public, asked, answers, proof[:32] + bytes(32)),
        (KEY.public, asked, answers, order + proof[32:]),
        (KEY.public, asked, answers, proof[:32] + order),
        (KEY.public, asked, [answers[0], b"\xff" * 32], proof),
        *(
            (KEY.public, asked, answers, _flipped(proof, at))
            for at in range(0, 512, 37)
        ),
    ]
    for arguments in wrong:
        with pytest.raises(OprfInvalid):
            verify(*arguments)
    verify(KEY.public, asked, answers, proof)


def _flipped(content, bit):
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize(
    "content", [b"", bytes(32), b"\xff" * 32, bytes(31), b"\1" * 33]
)
def test_what_is_no_element_is_refused(content):
    with pytest.raises(OprfInvalid):
        checked_element(content)
    with pytest.raises(OprfInvalid):
        evaluate(KEY.secret, Element(content))


def test_a_key_is_split_in_two_at_least_and_answers_come_from_somebody():
    with pytest.raises(OprfInvalid):
        split_key(KEY.secret, 1, secrets.token_bytes)
    with pytest.raises(OprfInvalid):
        combine([])


def test_a_value_has_65535_bytes_at_most():
    assert blind(bytes(65_535), Mode.OPRF, secrets.token_bytes)
    with pytest.raises(OprfInvalid):
        blind(bytes(65_536), Mode.OPRF, secrets.token_bytes)


def test_a_zero_scalar_is_drawn_again():
    draws = iter([bytes(64), bytes.fromhex(BLIND) + bytes(32)])
    hidden = blind(b"\0", Mode.OPRF, lambda _count: next(draws))
    assert hidden.blind.hex() == BLIND


def test_keys_and_blinds_do_not_show_in_a_representation():
    hidden = Blinded(Scalar(bytes.fromhex(BLIND)), KEY.public)
    for secret, shown in ((KEY.secret, repr(KEY)), (hidden.blind, repr(hidden))):
        assert secret.hex() not in shown
        assert repr(secret) not in shown
