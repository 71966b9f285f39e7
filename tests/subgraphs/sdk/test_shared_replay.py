"""Replicas share used statements in PostgreSQL, the server that an agency would take."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from protocol.errors import StatementError
from protocol.replay import Used
from protocol.shared_replay import SharedReplayGuard
from protocol.statements import new_jti
from subgraphs.sdk.settings import NodeSettings, read_settings

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
UNTIL = int(NOW.timestamp()) + 60


@pytest.fixture
def replicas(postgres):
    made = [SharedReplayGuard(postgres.dsn("imigrasi"), lambda: NOW) for _ in range(2)]
    yield made
    for guard in made:
        guard.close()


def test_one_of_two_replicas_takes_a_statement(replicas) -> None:
    names = [new_jti() for _ in range(20)]

    def take(guard: SharedReplayGuard) -> int:
        taken = 0
        for jti in names:
            try:
                guard.remember(jti, "digest", UNTIL)
            except StatementError:
                continue
            taken += 1
        return taken

    with ThreadPoolExecutor(len(replicas)) as pool:
        assert sum(pool.map(take, replicas)) == len(names)


def test_a_statement_in_several_hops_keeps_its_fingerprint(replicas) -> None:
    first, second = replicas
    jti = new_jti()
    first.remember_shared(jti, "digest", UNTIL, Used.STATEMENT)
    second.remember_shared(jti, "digest", UNTIL, Used.STATEMENT)
    with pytest.raises(StatementError):
        second.remember_shared(jti, "other", UNTIL, Used.STATEMENT)


async def test_a_node_takes_the_store_that_its_settings_name(
    federation, postgres
) -> None:
    dsn = postgres.dsn("imigrasi")
    config = federation.settings("kemenko", replay=dsn)
    assert read_settings(config, NodeSettings).replay == dsn
    async with federation.node("kemenko", replay=dsn) as node:
        assert isinstance(node.assembled.node.trust.replay, SharedReplayGuard)
