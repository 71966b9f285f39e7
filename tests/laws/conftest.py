"""The world that the laws are checked on, and a gateway behind relays."""

from collections.abc import Iterator

import pytest

from client.asking import Client
from tautan.demo.questions import ASKED
from tests.support.demo_world import demo_world
from tests.trust.kit.asks import known_case
from tests.trust.kit.scene import Relayed, Scene, relayed

SUBGRAPH_SECONDS = 8
"""How long the second gateway waits for a node: long on a busy machine, and the
test of a late answer takes that long."""


@pytest.fixture(scope="session")
def scene(request: pytest.FixtureRequest) -> Scene:
    return Scene(demo_world(request.config))


@pytest.fixture(scope="session")
def second_gateway(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Relayed]:
    home = tmp_path_factory.mktemp("relayed")
    with relayed(scene, home, subgraph_seconds=SUBGRAPH_SECONDS) as started:
        yield started


@pytest.fixture(scope="module")
def asked(scene: Scene) -> int:
    """Every question asked by its asker; the number of rows that came."""
    rows = 0
    for one in ASKED:
        client = Client.open(scene.layout.client, one.persona)
        number = {"caseNumber": known_case(scene.world)} if one.about_case else {}
        rows += len(client.ask(one.question, number).table.rows)
    return rows
