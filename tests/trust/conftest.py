"""The world that the attacks are made on."""

import pytest

from tests.support.demo_world import demo_world
from tests.trust.kit.scene import Scene


@pytest.fixture(scope="session")
def scene(request: pytest.FixtureRequest) -> Scene:
    return Scene(demo_world(request.config))
