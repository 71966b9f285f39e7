import pytest

from linkage.profile import Profile
from linkage.release.rendered import changed, difference, meaning, rendered, values
from linkage.release.words import MEANING
from tests.support.releases import SHIPPED

WHOLE = Profile.load(SHIPPED).whole


@pytest.mark.parametrize("name", ["default", "strong", "plain"])
def test_every_value_stands_in_the_text_and_every_key_is_explained(name):
    whole = Profile.load(SHIPPED.with_name(f"{name}.yaml")).whole
    lines = rendered(whole).splitlines()
    for path, value in values(whole):
        assert f"{path} = {'-' if value is None else value}" in lines
        words = meaning(path)[1]
        assert lines.count(f"# {words.indonesian}") == 1
        assert lines.count(f"# {words.english}") == 1


def test_no_words_are_left_over():
    used = {meaning(path)[0] for path, _ in values(WHOLE)}
    assert set(MEANING) - used == {"limits"}


def test_a_key_that_nobody_explains_can_not_be_shown():
    with pytest.raises(KeyError, match=r"match\.new"):
        rendered({"match": {"new": 1}})


def test_a_difference_shows_what_was_and_what_is():
    other = {**WHOLE, "match": {**WHOLE["match"], "penalty": 750}}
    assert changed(WHOLE, other) == ("match.penalty",)
    assert difference(WHOLE, other) == (
        "# harga posisi yang dipunyai satu sisi saja (permil) / "
        "cost of a position that one side alone has (permille)\n"
        "- match.penalty = 800\n"
        "+ match.penalty = 750\n"
    )


def test_a_difference_shows_what_came_and_what_went():
    without = {**WHOLE, "dates": {"default_days": []}}
    assert "- dates.default_days[0] = 01-01" in difference(WHOLE, without)
    assert "+ dates.default_days = []" in difference(WHOLE, without)
    assert "- dates.default_days = []" in difference(without, WHOLE)


def test_no_difference_says_so():
    assert difference(WHOLE, WHOLE) == "Tidak ada perubahan. No change.\n"
    assert difference(None, WHOLE) == "Rilis pertama. First release.\n"
