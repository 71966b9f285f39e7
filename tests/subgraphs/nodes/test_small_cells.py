"""Another organisation's counts: agreed, and small ones suppressed."""

from statistics import median_low

import pytest

from protocol.statements import Way
from subgraphs.population.rows import CaseStageSpan

DURATIONS = """{ citizenshipStageDurations {
  stage cases { value suppressed } medianDays overLimit { value suppressed } } }"""


@pytest.fixture
def coordinator(officer):
    return officer("kemenko", ("kemenko.coordinator",), ("SERVICE_EVALUATION",))


async def test_small_cells_are_suppressed(federation, coordinator, agency_rows) -> None:
    federation.agree("PKS-DEMO-015")
    rows = agency_rows["ahu"]
    async with federation.node("ahu", rows) as node:
        reply = await federation.ask(node, coordinator, DURATIONS, way=Way.COUNT)
        cell = node.assembled.node.book.data[0].output.aggregate_min_cell
        page = "{ citizenshipCases { nodes { stage } } }"
        refused = await federation.ask(node, coordinator, page)
    assert reply.codes == []
    assert refused.data == {"citizenshipCases": None}
    expected: dict[str, list[int]] = {}
    for span in rows:
        if isinstance(span, CaseStageSpan) and span.left_on is not None:
            days = (span.left_on - span.entered_on).days
            expected.setdefault(span.stage, []).append(days)
    small = {stage for stage, days in expected.items() if len(days) < cell}
    assert small
    assert small != expected.keys()
    for one in reply.data["citizenshipStageDurations"]:
        days = expected[one["stage"]]
        if one["stage"] in small:
            assert one["cases"] == {"value": None, "suppressed": True}
            assert one["medianDays"] is None
            assert one["overLimit"] == {"value": None, "suppressed": True}
        else:
            assert one["cases"] == {"value": len(days), "suppressed": False}
            assert one["medianDays"] == median_low(days)
