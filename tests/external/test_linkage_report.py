"""The report of a review in a real browser: its plots are drawn, and axe finds nothing."""

import shutil
import subprocess
import sys

import pytest
from playwright.sync_api import sync_playwright

from linkage.cli.options import SHIPPED_PROFILE

pytestmark = pytest.mark.external

RUN = "async () => (await axe.run()).violations.map(each => each.id + ': ' + each.help)"


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report as the command writes it, of small samples."""
    folder = tmp_path_factory.mktemp("report")
    command = [sys.executable, "-m", "tautan", "linkage", "review"]
    options = ["--quick", "--people", "2000", "--out", str(folder)]
    strong = SHIPPED_PROFILE.with_name("strong.yaml")
    subprocess.run(
        [*command, str(strong), "--against", str(SHIPPED_PROFILE), *options], check=True
    )
    return folder / "report.html"


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium")
    assert chromium, "chromium is missing: deploy/ci/install-externals"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-background-networking"],
        )
        yield started
        started.close()


@pytest.fixture(params=[(1280, 900), (390, 800)], ids=["wide", "narrow"])
def page(request, browser, report):
    width, height = request.param
    opened = browser.new_page(viewport={"width": width, "height": height})
    asked = []
    opened.on("request", lambda one: asked.append(one.url))
    opened.goto(report.as_uri())
    assert asked == [report.as_uri()]
    yield opened
    opened.close()


def test_axe_finds_nothing(page, node_packages):
    page.add_script_tag(path=node_packages / "node_modules" / "axe-core" / "axe.min.js")
    assert page.evaluate(RUN) == []


def test_its_plots_are_drawn_and_told_in_words(page):
    plots = page.get_by_role("img").all()
    assert len(plots) == 4
    for plot in plots:
        assert plot.bounding_box()["height"] > 100
        assert len(plot.evaluate("one => one.querySelector('title').textContent")) > 40


def test_the_keyboard_reaches_the_content_and_every_section(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#isi")
    for link in page.locator("nav a").all():
        assert page.locator(link.get_attribute("href")).is_visible()


def test_no_text_runs_out_of_the_page(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]
