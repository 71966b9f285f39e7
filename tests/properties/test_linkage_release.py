"""Changing one value of a signed profile, whichever it is, takes it out of force."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from linkage.errors import ReleaseRefused
from linkage.profile import Profile
from linkage.release.dossier import Dossier
from linkage.release.gate import findings, require
from linkage.release.rendered import values
from tests.support.releases import SHIPPED, released

PATHS = [path for path, _ in values(Profile.load(SHIPPED).whole)]
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory):
    folder = released(tmp_path_factory.mktemp("released") / "linkage")
    return folder.files.dossier(folder.officers)


def replaced(whole, path, value):
    """The profile with another value at one path, such as `filter.attributes[0].bits`."""
    steps = path.replace("[", ".").replace("]", "").split(".")
    content = {**whole}
    at = content
    for step in steps[:-1]:
        key = int(step) if isinstance(at, list) else step
        at[key] = at[key].copy()
        at = at[key]
    at[int(steps[-1]) if isinstance(at, list) else steps[-1]] = value
    return content


def other(value):
    match value:
        case int():
            return st.integers(0, 2000).filter(lambda new: new != value)
        case None:
            return st.integers(1, 64)
        case _ if value[:4].isdigit():
            days = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(str)
            return days.filter(lambda new: new != value)
        case _:
            words = ["default", "name", "sex", "keyed", "oprf", "none", "02-03"]
            more = ["CERTAIN", "POSSIBLE", "DPIA-2", "Another title."]
            return st.sampled_from([*words, *more]).filter(lambda new: new != value)


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_value_invalidates_the_signatures(dossier, path, data):
    whole = dossier.profile.whole
    value = data.draw(other(dict(values(whole))[path]))
    try:
        changed = Profile.model_validate_json(_json(replaced(whole, path, value)))
    except ValidationError:
        return
    parts = (dossier.report, dossier.statements, dossier.officers, dossier.revoked)
    altered = Dossier(changed, *parts)
    assert path in {found.limit for found in findings(altered, TODAY)}
    with pytest.raises(ReleaseRefused):
        require(altered, TODAY)
    require(dossier, TODAY)


def _json(content):
    return json.dumps(content)
