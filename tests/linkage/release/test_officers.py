import json

import pytest

from linkage.errors import OfficersInvalid
from linkage.release.officers import Officers, with_officer
from protocol.keys import KeySet, SigningKey


def officer(agency):
    return SigningKey.generate(f"officer:{agency}")


def test_one_agency_alone_is_one_pair_of_eyes():
    with pytest.raises(OfficersInvalid, match="two agencies or more"):
        Officers(KeySet.of([officer("ahu"), officer("ahu#new")]))


def test_two_agencies_with_one_key_are_one_pair_of_eyes():
    key = officer("ahu")
    with pytest.raises(OfficersInvalid, match="one pair of eyes"):
        Officers(KeySet.of([key, SigningKey(key.private, "officer:kemlu")]))


def test_a_process_is_no_officer():
    with pytest.raises(OfficersInvalid, match="no officer's"):
        Officers(KeySet.of([officer("ahu"), SigningKey.generate("gateway")]))


def test_a_list_grows_by_one_officer_at_a_time(tmp_path):
    path, first, second = tmp_path / "officers", officer("ahu"), officer("kemlu")
    listed = with_officer(with_officer({}, first), second)
    path.write_text(json.dumps(listed))
    assert Officers.load(path).agencies == ("ahu", "kemlu")
    with pytest.raises(OfficersInvalid, match="officer:ahu has a key already"):
        with_officer(listed, first)


@pytest.mark.parametrize("content", [None, "no list", '{"keys": []}'])
def test_a_list_that_can_not_be_read_releases_nothing(tmp_path, content):
    path = tmp_path / "officers"
    if content is not None:
        path.write_text(content)
    with pytest.raises(OfficersInvalid, match="can't be read"):
        Officers.load(path)
