"""The public benchmark: its own expected answer, over real sockets."""

from tests.support.benchmark import EXPECTED, QUERY, benchmark
from tests.support.federations import federation


async def test_the_answer_is_the_published_one():
    async with federation(*benchmark()) as client:
        answer = await client.ask(QUERY)
    assert "errors" not in answer
    assert answer["data"] == EXPECTED["data"]


async def test_as_few_requests_as_the_best_peers_make():
    subgraphs = benchmark()
    async with federation(*subgraphs) as client:
        await client.ask(QUERY)
    assert sum(len(one.seen) for one in subgraphs) <= 7
