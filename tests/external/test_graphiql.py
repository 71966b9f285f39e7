"""GraphiQL in a real browser: everything it needs comes from the gateway."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from playwright.sync_api import sync_playwright

from gateway.composition.compose import compose
from gateway.composition.source import Composed, SubgraphSource

pytestmark = pytest.mark.external

SDL = 'type Query { hello(name: String = "world"): String }'


@pytest.fixture
def gateway(tmp_path):
    """A gateway process over one small subgraph, which nobody runs."""
    composed = compose([SubgraphSource("one", "http://127.0.0.1:9/graphql", SDL)])
    assert isinstance(composed, Composed)
    supergraph = tmp_path / "supergraph.graphql"
    supergraph.write_text(composed.supergraph_sdl)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tautan", "gateway", "--port", str(port)]
    process = subprocess.Popen([*command, "--supergraph", str(supergraph)])
    try:
        _wait(f"http://127.0.0.1:{port}/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait(url):
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the gateway did not start")


def test_the_page_works_and_asks_nobody_else(gateway):
    chromium = shutil.which("chromium")
    assert chromium, "chromium is missing: deploy/ci/install-externals"
    asked, faults = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{gateway}/graphql")
        page.wait_for_selector(".graphiql-query-editor")
        page.get_by_role("button", name="Show Documentation Explorer").click()
        page.get_by_text("Query", exact=True).last.wait_for()
        browser.close()
    assert faults == []
    assert asked
    assert [
        url for url in asked if not url.startswith((gateway, "data:", "blob:"))
    ] == []
