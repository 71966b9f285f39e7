"""Encodings travel signed, and only the unit's own answer is believed."""

import asyncio
from datetime import UTC, datetime

import orjson
import pytest
from typer.testing import CliRunner

from protocol.errors import TautanError
from protocol.keys import KeySet, SigningKey
from subgraphs.dukcapil.tables import metadata
from subgraphs.encoder.cli import app
from subgraphs.encoder.deliver import Courier
from subgraphs.sdk.load import load_rows
from tests.support.played_unit import PlayedUnit

BODY = b"PAR1 encodings"


class Unit(PlayedUnit):
    """Takes a file."""

    def __init__(self, federation) -> None:
        super().__init__("dukcapil")
        self.federation = federation
        self.answer = b'{"status": "taken"}'
        self.received: list[bytes] = []

    def now(self):
        return self.federation.clock.now

    def says(self, method, _path, body):
        assert method == "PUT"
        self.received.append(body)
        return self.answer

    def courier(self, url):
        return Courier("dukcapil", self.encoder, KeySet.of([self.key]), url)


@pytest.fixture
def unit(federation):
    return Unit(federation)


async def deliver(unit, serve):
    async with serve(unit.app) as url:
        await unit.courier(url).deliver(BODY, unit.federation.clock)


async def test_a_file_arrives_whole_and_signed(unit, serve) -> None:
    await deliver(unit, serve)
    assert unit.received == [BODY]


async def test_a_refusal_of_the_unit_keeps_its_code(unit, serve) -> None:
    refusal = TautanError("PROFILE_MISMATCH", agency="dukcapil").refusal(None)
    unit.status, unit.answer = 403, orjson.dumps({"errors": [refusal]})
    with pytest.raises(TautanError) as caught:
        await deliver(unit, serve)
    assert caught.value.code == "PROFILE_MISMATCH"


async def test_an_answer_of_somebody_else_is_refused(unit, serve) -> None:
    unit.signs_with = SigningKey.generate("persons")
    with pytest.raises(TautanError) as caught:
        await deliver(unit, serve)
    assert caught.value.code == "ANSWER_TAMPERED"


@pytest.mark.parametrize(
    ("status", "answer"),
    [(200, b"no json"), (200, b"[]"), (500, b"{}"), (403, b'{"errors": [{}]}')],
)
async def test_an_answer_that_says_nothing_is_no_success(
    unit, serve, status, answer
) -> None:
    unit.status, unit.answer = status, answer
    with pytest.raises(TautanError) as caught:
        await deliver(unit, serve)
    assert caught.value.code == "AGENCY_GARBLED"


async def test_the_command_encodes_and_delivers(unit, serve, federation) -> None:
    home = federation.home
    dsn = f"sqlite+aiosqlite:///{home}/dukcapil.sqlite"
    await load_rows(dsn, metadata, [])
    async with serve(unit.app) as url:
        config = unit.settings(home, url, dsn, "dukcapil.parquet")
        arguments = ["dukcapil", "--config", str(config)]
        kept = await asyncio.to_thread(
            CliRunner().invoke, app, [*arguments, "--no-deliver"]
        )
        assert (kept.exit_code, unit.received) == (0, [])
        unit.federation.clock.now = datetime.now(UTC)
        sent = await asyncio.to_thread(CliRunner().invoke, app, arguments)
    assert sent.exit_code == 0
    assert "0 records of dukcapil encoded" in sent.output
    assert unit.received == [(home / "dukcapil.parquet").read_bytes()]


async def test_a_unit_that_is_down_is_named(unit, unused_url) -> None:
    with pytest.raises(TautanError) as caught:
        await unit.courier(unused_url).deliver(BODY, unit.federation.clock)
    assert (caught.value.code, caught.value.agency) == ("AGENCY_UNREACHABLE", "persons")
    assert asyncio.get_running_loop().is_running()
