import json

import pytest

from linkage.profile import Profile
from tests.support.releases import ReleasedFolder, released, report_on


@pytest.fixture
def folder(tmp_path) -> ReleasedFolder:
    """The default profile with its report and officers; nobody has signed."""
    return ReleasedFolder(tmp_path / "linkage")


@pytest.fixture
def signed(tmp_path) -> ReleasedFolder:
    """The same, signed by every officer."""
    return released(tmp_path / "linkage")


@pytest.fixture
def change_report():
    """Write another report, before anybody signs."""

    def change(folder, attack=None, **changes):
        content = report_on(Profile.load(folder.profile), **changes)
        if attack is not None:
            content["attacks"] = json.loads(json.dumps(content["attacks"]))
            attack(content["attacks"])
        folder.report(content)
        return folder

    return change
