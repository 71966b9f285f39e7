"""The audit of the GraphQL over HTTP specification, against a gateway process.

The audit is that of the npm package graphql-http, by the specification's own
editors. What it calls MUST and SHOULD has to hold; so does MAY here.
"""

import asyncio
import json
import sys

import pytest

from tests.support.benchmark import benchmark
from tests.support.federations import composed

pytestmark = pytest.mark.external


async def test_every_audit_of_graphql_over_http_holds(node_packages, tmp_path):
    file = tmp_path / "supergraph.graphql"
    file.write_text(composed(benchmark()))
    gateway = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway", "--supergraph", str(file), "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        url = (await asyncio.wait_for(gateway.stdout.readline(), 60)).decode().strip()
        audit = await asyncio.create_subprocess_exec(
            *("node", "audit-http.mjs", url),
            cwd=node_packages,
            stdout=asyncio.subprocess.PIPE,
        )
        printed, _ = await asyncio.wait_for(audit.communicate(), 120)
    finally:
        gateway.terminate()
        await gateway.wait()
    found = json.loads(printed)
    assert len(found) > 50
    assert [one for one in found if one["status"] != "ok"] == []
