"""The world that the tests of a whole demonstration ask, and what is true in it."""

import pytest

from subgraphs.population.rows import Case
from tests.end_to_end.truth import Facts, TrueLinks
from tests.support.demo_world import demo_world


@pytest.fixture(scope="session")
def demo(request):
    return demo_world(request.config)


@pytest.fixture(scope="session")
def facts(demo):
    return Facts.of(demo.world.population, demo.layout.truth)


@pytest.fixture(scope="session")
def true_links(facts):
    return TrueLinks(facts)


@pytest.fixture(scope="session")
def closed_case(facts, true_links):
    """A case that is closed, of someone whom register and immigration know."""
    return next(
        case
        for case in facts.all(Case)
        if case.stage == "CLOSED"
        and all(
            true_links.of(("ahu", case.applicant_handle), agency)
            for agency in ("dukcapil", "imigrasi")
        )
    )


def pytest_terminal_summary(terminalreporter):
    """Prints what the tests recorded: the linkage's quality, and what it missed."""
    lines = [
        f"{name}: {value}"
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name.startswith("demo ")
    ]
    if lines:
        terminalreporter.section("demonstration")
        for line in lines:
            terminalreporter.line(line)
