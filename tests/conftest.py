"""Options that every test may use, and which tests share a world."""

import pytest

WORLD_FIXTURES = frozenset({"demo", "scene"})
"""Fixtures that bring up the demonstration: a test process makes one of it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the expectations in tests/golden",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the tests of one world on one worker, where there are several."""
    for item in items:
        if WORLD_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("demo"))
