"""Signing and verifying the messages of a request, and deciding on its fields."""

from collections.abc import Callable
from pathlib import Path

from graphql import parse

from benchmarks.protocol.world import ASK, AUDIENCE, NOW, World
from protocol.agreements.book import AgreementBook
from protocol.classification import Classification, read_classification
from protocol.decision import decide
from protocol.hops import sign_hop, verify_hop
from protocol.statements import new_jti, sign_statement, verify_statement
from protocol.tickets import TicketKey, open_ticket, seal_ticket

SCHEMA = Path(__file__).parents[2] / "schema"
QUESTION = SCHEMA / "questions" / "case-overview.graphql"

Steps = dict[str, Callable[[], object]]


def statement_steps(world: World) -> Steps:
    """A statement, as the client signs it and each process verifies it."""
    token, draft = world.token(), world.draft(QUESTION.read_text("utf-8"))
    compact = sign_statement(world.client, draft, now=NOW, jti=world.jti)
    return {
        "statement: sign": lambda: sign_statement(
            world.client, draft, now=NOW, jti=world.jti
        ),
        "statement: verify": lambda: verify_statement(
            compact, token, audience=AUDIENCE, now=NOW
        ),
    }


def hop_steps(world: World) -> Steps:
    """A hop around a request of 4 KB."""
    message, peers = world.message(b"x" * 4096), world.peers
    compact = sign_hop(world.gateway, message, now=NOW, jti=new_jti())
    return {
        "hop: sign": lambda: sign_hop(world.gateway, message, now=NOW, jti=world.jti),
        "hop: verify": lambda: verify_hop(compact, peers, message, now=NOW),
    }


def ticket_steps(world: World) -> Steps:
    """A ticket of one record."""
    key = TicketKey.generate()
    binding = {
        "request_id": world.jti,
        "asker": "kemenkum.ahu/officer-1",
        "typename": "Resident",
        "epoch": "2026-1",
    }
    ticket = seal_ticket(key, "r-000123", **binding)
    return {
        "ticket: seal": lambda: seal_ticket(key, "r-000123", **binding),
        "ticket: open": lambda: open_ticket(key, ticket, **binding),
    }


def coordinates() -> tuple[str, ...]:
    """Every classified field of the federation's supergraph."""
    return tuple(_classification().fields)


def _classification() -> Classification:
    text = (SCHEMA / "supergraph.graphql").read_text("utf-8")
    return read_classification(parse(text, no_location=True), None)


def decision_steps() -> Steps:
    """The decision on every field of the supergraph, under all agreements."""
    classification = _classification()
    book = AgreementBook.load(SCHEMA / "agreements")
    asked = coordinates()
    return {
        "decide": lambda: [
            decide(ASK, one, classification, book, NOW) for one in asked
        ],
    }
