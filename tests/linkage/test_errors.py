import pytest

from linkage import errors
from linkage.errors import LinkageError


def subclasses():
    return [
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, LinkageError)
    ]


def test_codes_are_unique_and_drawn_in_the_tree():
    codes = [each.code for each in subclasses()]
    assert len(set(codes)) == len(codes)
    assert all(each.__name__ in (errors.__doc__ or "") for each in subclasses())


@pytest.mark.parametrize("kind", subclasses())
def test_a_refusal_says_code_message_and_next_step_but_no_diagnostics(kind):
    text = str(kind("It is so.", diagnostics="inside"))
    assert text == f"{kind.code}: It is so. {kind.next_step}"
    assert kind.fault in {"CALLER", "AGENCY", "AUTHOR", "US"}
    assert kind("x", diagnostics="inside").diagnostics == "inside"
