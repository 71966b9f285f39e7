"""A plan that is compiled is bound by agreements and signatures like any other."""

import asyncio

import pytest
import pytest_asyncio

from gateway.executor.compiled.run import CompiledRun
from tests.support.guarded import Asker, guarded
from tests.support.people import QUERY, ahu, dukcapil, persons

pytestmark = pytest.mark.asyncio(loop_scope="module")

TRIES = 200
"""Compiling goes on beside the requests."""

EACH = {"hash", "prev", "requestId", "seq"}
"""What differs by line of the log."""


class Wire:
    """What happens to the answers of a node on their way; nothing at first."""

    def __init__(self):
        self.change = lambda headers, content: (headers, content)

    def __call__(self, headers, content):
        return self.change(headers, content)


class Hot:
    """A federation that was asked until its plan was compiled."""

    def __init__(self, federation, wire):
        self.federation, self.wire = federation, wire
        self.runs = []
        """Per compiled run, whether it wrote the answer."""

    async def ask(self):
        asker = Asker(self.federation.keys)
        return await self.federation.ask(asker, QUERY, {"first": 2})

    def line(self):
        """What was recorded last, without what differs by request."""
        line = self.federation.lines()[-1]
        return {key: value for key, value in line.items() if key not in EACH}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def warmed(tmp_path_factory):
    folder, wire = tmp_path_factory.mktemp("hot"), Wire()
    subgraphs = ahu(), persons(), dukcapil()
    plain = CompiledRun.run
    with pytest.MonkeyPatch.context() as patch:
        async with guarded(folder, *subgraphs, tamper={"dukcapil": wire}) as running:
            hot = Hot(running, wire)

            async def noted(run):
                encoded = await plain(run)
                hot.runs.append(encoded is not None)
                return encoded

            patch.setattr(CompiledRun, "run", noted)
            hot.first = await hot.ask(), hot.line()
            for _ in range(TRIES):
                if hot.runs:
                    break
                await hot.ask()
                await asyncio.sleep(0.01)
            yield hot


@pytest.fixture
def hot(warmed):
    warmed.runs.clear()
    for one in warmed.federation.subgraphs.values():
        one.seen.clear()
    return warmed


async def test_the_answer_and_its_record_are_those_of_the_first_request(hot):
    answer = await hot.ask()
    assert hot.runs == [True]
    first, line = hot.first
    assert answer["data"] == first["data"]
    assert answer["extensions"]["agreements"] == first["extensions"]["agreements"]
    assert hot.line() == line
    assert line["counts"]


async def test_a_changed_answer_is_refused_and_asked_for_once(hot):
    whole = await hot.ask()
    asked = len(hot.federation.subgraphs["dukcapil"].seen)
    hot.wire.change = lambda headers, content: (
        headers,
        content.replace(b"ACTIVE", b"MOVED!"),
    )
    try:
        answer = await hot.ask()
    finally:
        hot.wire.change = lambda headers, content: (headers, content)
    await hot.ask()  # the program rests for as long
    assert hot.runs == [True, False]
    codes = {one["extensions"]["code"] for one in answer["errors"]}
    assert codes == {"ANSWER_TAMPERED"}
    assert "MOVED!" not in str(answer)
    assert answer["data"] != whole["data"]
    assert len(hot.federation.subgraphs["dukcapil"].seen) == 3 * asked
