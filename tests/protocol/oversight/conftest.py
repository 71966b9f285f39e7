"""Builders shared with the tests of decisions."""

from tests.protocol.decision.conftest import data_agreement, linkage_agreement

__all__ = ["data_agreement", "linkage_agreement"]
