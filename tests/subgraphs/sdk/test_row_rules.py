"""Scopes: which rows an office sees."""

from sqlalchemy import Column, String

from protocol.asks import Asker
from subgraphs.sdk.row_rules import for_own_offices, within_region

REGION = Column("region_code", String)


def asker(agency, region):
    return Asker("org", agency, frozenset(), "officer-1", region=region)


def test_an_office_sees_its_region_and_headquarters_all():
    scope = within_region(REGION)
    assert (
        "32%" in scope(asker("dukcapil", "32")).compile().params["region_code_1"] + "%"
    )
    assert scope(asker("dukcapil", None)) is None


def test_own_offices_alone_are_narrowed():
    scope = for_own_offices("dukcapil", within_region(REGION))
    assert scope(asker("dukcapil", "32")) is not None
    assert scope(asker("ahu", "32")) is None
