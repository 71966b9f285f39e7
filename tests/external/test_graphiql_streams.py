"""GraphiQL in a real browser shows deferred parts and events as they come."""

import asyncio
import shutil

import pytest
from playwright.async_api import async_playwright

from tests.support.event_subgraphs import scene
from tests.support.federations import federation
from tests.support.posts_world import world

pytestmark = pytest.mark.external

WRITE = """(query) => document
    .querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.setValue(query)"""
SHOWN = """(text) => document
    .querySelector('.result-window .CodeMirror').CodeMirror.getValue().includes(text)"""


async def run(page, url, query):
    await page.goto(f"{url}/graphql")
    await page.wait_for_selector(".graphiql-query-editor .CodeMirror")
    await page.evaluate(WRITE, query)
    await page.wait_for_timeout(500)  # GraphiQL reads what is written a little later
    await page.get_by_role("button", name="Execute query").click()


async def browse(work):
    chromium = shutil.which("chromium")
    assert chromium, "chromium is missing: deploy/ci/install-externals"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        page = await browser.new_page()
        faults = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        await work(page)
        await browser.close()
    assert faults == []


async def test_deferred_parts():
    async def work(page):
        query = '{ user(id: "1") { id ... @defer { name } } }'
        await run(page, client.url, query)
        await page.wait_for_function(SHOWN, arg="user 1")

    async with federation(*world()) as client:
        await browse(work)


async def test_events_until_it_is_stopped():
    async def work(page):
        query = "subscription { reviewed { product { name } } }"
        await run(page, here.client.url, query)
        here.news.tell("1")
        await page.wait_for_function(SHOWN, arg="table")
        here.news.tell("2")
        await page.wait_for_function(SHOWN, arg="chair")
        await page.get_by_role("button", name="Stop query").click()
        for _ in range(200):
            here.news.say(b":\n\n")
            if here.news.left.is_set():
                return
            await asyncio.sleep(0.02)
        pytest.fail("the gateway still listens")

    async with scene() as here:
        await browse(work)
