"""What the external tests share: the packages of Node, installed once."""

import pytest

from benchmarks.node_packages import install
from tests.support.node import NODE


@pytest.fixture(scope="session")
def node_packages():
    """The peers, as the lock file says; parallel test processes wait for one install."""
    install(NODE)
    return NODE
