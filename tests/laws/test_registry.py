"""Law 6, its second half: the registry down, and the last verified edition serves.

A gateway process of its own reads a copy of the world's registry and believes it for
two seconds. Then the copy goes away, comes back, is changed, and is followed by a
new edition.
"""

import shutil
import time

import pytest

from protocol.dates import system_clock
from protocol.keys import SigningKey
from protocol.publication.manifest import publish
from protocol.publication.settings import MANIFEST
from tests.laws.conftest import SUBGRAPH_SECONDS
from tests.trust.kit.asks import ANALYST, LOSS_ASK
from tests.trust.kit.scene import relayed
from tests.trust.kit.wire import send

pytestmark = pytest.mark.trust

PATIENCE = 20.0


@pytest.fixture(scope="module")
def registry(scene, tmp_path_factory):
    folder = tmp_path_factory.mktemp("published") / "registry"
    shutil.copytree(scene.layout.registry, folder)
    return folder


@pytest.fixture(scope="module")
def gateway(scene, registry, tmp_path_factory):
    home = tmp_path_factory.mktemp("reading")
    with relayed(
        scene, home, subgraph_seconds=SUBGRAPH_SECONDS, registry=registry
    ) as started:
        yield started


def asked(scene, gateway):
    reply = send(gateway.url, scene.officer(ANALYST).request(LOSS_ASK))
    return reply.codes[0] if reply.codes else "OK"


def until(wanted, scene, gateway):
    """Ask until the answer is as wanted; returns every answer on the way."""
    met, deadline = [], time.monotonic() + PATIENCE
    while not met or met[-1] != wanted:
        assert time.monotonic() < deadline, met
        met.append(asked(scene, gateway))
        time.sleep(0.2)
    return met


def test_it_serves_for_a_while_then_refuses_and_comes_back(scene, gateway, registry):
    assert asked(scene, gateway) == "OK"
    away = registry.with_name("away")
    registry.rename(away)
    met = until("REGISTRY_STALE", scene, gateway)
    assert met[0] == "OK"
    assert set(met) == {"OK", "REGISTRY_STALE"}
    away.rename(registry)
    assert set(until("OK", scene, gateway)) <= {"OK", "REGISTRY_STALE"}


def test_what_nobody_signed_is_not_served(scene, gateway, registry):
    path = registry / "agreements" / "PKS-DEMO-008.yaml"
    kept = path.read_text()
    path.write_text(kept.replace("max_per_request: ", "max_per_request: 1"))
    until("REGISTRY_STALE", scene, gateway)
    path.write_text(kept)
    until("OK", scene, gateway)


def test_a_suspension_is_taken_without_a_restart(scene, gateway, registry):
    manifest = (registry / MANIFEST).read_text()
    key = SigningKey.load(scene.layout.registry_keys / "publisher.jwk", "registry")
    data = (registry / "agreements").glob("PKS-*.yaml")
    kept = {path: path.read_text() for path in data}
    for path, text in kept.items():
        path.write_text(text.replace("state: ACTIVE", "state: SUSPENDED"))
    publish(registry, key, 1000, system_clock())
    met = until("AGREEMENT_NOT_ACTIVE", scene, gateway)
    assert met[-1] == "AGREEMENT_NOT_ACTIVE"
    for path, text in kept.items():
        path.write_text(text)
    (registry / MANIFEST).write_text(manifest)
    assert "OK" not in until("REGISTRY_STALE", scene, gateway)
    publish(registry, key, 1001, system_clock())
    until("OK", scene, gateway)
