"""The gateways from npm that the benchmark runs beside ours give the same answer."""

import pytest

from benchmarks.gateway.measure import GROUP
from benchmarks.gateway.systems import SYSTEMS
from benchmarks.group import defaults

pytestmark = pytest.mark.external


def test_every_gateway_answers_as_expected_and_is_measured():
    options = defaults(GROUP)
    options.connections, options.rounds, options.cold = 2, 1, 1
    options.warm_up, options.seconds = 0.1, 0.5
    rows = GROUP.measure(options).rows
    assert rows.keys() == SYSTEMS.keys()
    for row in rows.values():
        assert row["wrong"] == 0
        assert row["fetches"] >= 6
        assert row["cold_ms"] > 0
        assert row["cpu_ratio"] > 0
