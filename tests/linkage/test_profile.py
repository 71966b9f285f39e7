import datetime as dt
import hashlib
import json

import pytest
import yaml

from linkage.cli.options import SHIPPED_PROFILE
from linkage.errors import ProfileInvalid
from linkage.profile import AttributeName, Profile

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2027, 12, 31)
LIMITS = {
    "named_per_1000": {"graph-matching": 20},
    "recall": 900,
    "dpia": "DPIA-1",
    "valid": {"first": FIRST, "last": LAST},
}


def changed(text, **parts):
    content = yaml.safe_load(text)
    for path, value in parts.items():
        *folders, last = path.split("__")
        at = content
        for folder in folders:
            at = at[folder]
        at[last] = value
    return yaml.safe_dump(content)


def test_the_plain_profile_names_every_attribute_once(profile):
    names = [attribute.name for attribute in profile.filter.attributes]
    assert sorted(names) == sorted(AttributeName)


def test_the_fingerprint_is_sha256_of_the_sorted_json(profile):
    whole = json.dumps(
        json.loads(profile.canonical), sort_keys=True, separators=(",", ":")
    )
    assert profile.fingerprint == hashlib.sha256(whole.encode()).hexdigest()
    assert not {type(one) for one in leaves(json.loads(profile.canonical))} - {
        int,
        str,
        type(None),
    }


def leaves(value):
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    else:
        yield value


def test_layout_and_comments_do_not_change_the_fingerprint(
    profile, shipped_profile_text
):
    rewritten = "# a comment\n" + yaml.safe_dump(
        yaml.safe_load(shipped_profile_text), sort_keys=True
    )
    assert Profile.parse(rewritten).fingerprint == profile.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"version": 9},
        {"match__penalty": 801},
        {"filter__hardening__diffusion": 1},
        {"dates__default_days": ["07-01"]},
        {"identifiers__mode": "none"},
        {"cluster__support": 601},
    ],
)
def test_a_change_of_any_value_changes_the_fingerprint(
    profile, shipped_profile_text, change
):
    other = Profile.parse(changed(shipped_profile_text, **change))
    assert other.fingerprint != profile.fingerprint


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"id": "Not An Id"}, "id"),
        ({"version": 0}, "version"),
        ({"version": "1"}, "version"),
        ({"filter__bits": 512}, "filter.bits"),
        ({"filter__hash": "md5"}, "filter.hash"),
        ({"filter__hardening": {"diffusion": 17}}, "filter.hardening.diffusion"),
        ({"filter__hardening": {}}, "filter.hardening.diffusion"),
        ({"filter__attributes": []}, "filter.attributes"),
        (
            {"filter__attributes": [{"name": "sex", "bits": n} for n in (1, 2)]},
            "an attribute is named twice",
        ),
        (
            {"filter__attributes": [{"name": "shoe", "bits": 1}]},
            "filter.attributes[0].name",
        ),
        ({"filter__unknown": 1}, "filter.unknown"),
        ({"match__penalty": 1001}, "match.penalty"),
        (
            {"match__similarity_links": {"certain": 1, "probable": 2, "possible": 0}},
            "certain >= probable >= possible",
        ),
        (
            {"match__identifier_links": {"certain": 1, "probable": 2}},
            "certain >= probable",
        ),
        ({"dates__default_days": ["1 July"]}, "dates.default_days[0]"),
        ({"sources": []}, "sources"),
        ({"limits": {**LIMITS, "named_per_1000": {}}}, "limits.named_per_1000"),
        (
            {"limits": {**LIMITS, "named_per_1000": {"graph-matching": 1001}}},
            "limits.named_per_1000.graph-matching",
        ),
        ({"limits": {**LIMITS, "recall": 0.9}}, "limits.recall"),
        ({"limits": {**LIMITS, "dpia": ""}}, "limits.dpia"),
        (
            {"limits": {**LIMITS, "valid": {"first": LAST, "last": FIRST}}},
            "limits.valid: first <= last does not hold",
        ),
    ],
)
def test_a_wrong_value_is_refused_by_its_place(shipped_profile_text, change, place):
    with pytest.raises(ProfileInvalid, match="PROFILE_INVALID") as refused:
        Profile.parse(changed(shipped_profile_text, **change))
    assert place in str(refused.value)


def test_limits_are_signed_and_change_no_encoding(profile, shipped_profile_text):
    limited = Profile.parse(changed(shipped_profile_text, limits=LIMITS))
    assert limited.fingerprint == profile.fingerprint
    assert limited.whole != profile.whole
    assert limited.whole["limits"]["valid"]["last"] == "2027-12-31"


def test_a_mistake_is_told_with_its_file_and_line(tmp_path, shipped_profile_text):
    path = tmp_path / "mine.yaml"
    path.write_text(shipped_profile_text.replace("penalty: ", "penalty: 1"))
    line = 1 + path.read_text().splitlines().index(
        next(line for line in path.read_text().splitlines() if "penalty: 1" in line)
    )
    with pytest.raises(ProfileInvalid, match=f"mine.yaml:{line}: match.penalty"):
        Profile.load(path)


def test_a_key_that_stands_twice_is_refused(shipped_profile_text):
    with pytest.raises(ProfileInvalid, match="version: stands twice"):
        Profile.parse(shipped_profile_text + "version: 9\n")


def test_what_is_no_yaml_or_no_file_is_refused(tmp_path):
    with pytest.raises(ProfileInvalid, match="profile:1: "):
        Profile.parse("a: [")
    with pytest.raises(ProfileInvalid, match="can't be read"):
        Profile.load(tmp_path / "nowhere.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"\xff")
    with pytest.raises(ProfileInvalid, match="can't be read"):
        Profile.load(tmp_path / "latin.yaml")


@pytest.mark.parametrize("name", ["default", "plain", "strong"])
def test_a_shipped_profile_is_called_as_its_file(name):
    profile = Profile.load(SHIPPED_PROFILE.with_name(f"{name}.yaml"))
    assert profile.id == name


def test_shipped_profiles_differ_in_how_much_they_diffuse():
    taps = {
        path.stem: Profile.load(path).filter.hardening.diffusion
        for path in SHIPPED_PROFILE.parent.glob("*.yaml")
    }
    assert taps["plain"] == 0 < taps["default"] < taps["strong"]
