"""Tickets, cursors and refs: equal within their binding, dead outside it."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from protocol.cursors import CursorKey, open_cursor, seal_cursor
from protocol.errors import CursorError, TicketError
from protocol.refs import RefKey, pairwise_person_id, record_ref
from protocol.tickets import TicketKey, open_ticket, seal_ticket

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

TICKETS = TicketKey(bytes(range(64)))
CURSORS = CursorKey(bytes(range(64)))
REFS = RefKey(bytes(range(32)))

texts = st.text(st.characters(codec="utf-8"), max_size=40)
handles = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=80
)
bindings = st.fixed_dictionaries(
    dict.fromkeys(("request_id", "asker", "typename", "epoch"), texts)
)
lists = st.fixed_dictionaries(
    dict.fromkeys(("organisation", "purpose", "field"), texts)
)
names = st.tuples(texts, texts, texts)


@LAW
@given(handles, bindings)
def test_opening_undoes_sealing(handle: str, binding: dict) -> None:
    ticket = seal_ticket(TICKETS, handle, **binding)
    assert open_ticket(TICKETS, ticket, **binding) == handle
    assert ticket == seal_ticket(TICKETS, handle, **binding)


@LAW
@given(handles, bindings, bindings)
def test_a_ticket_opens_under_no_other_binding(
    handle: str, binding: dict, other: dict
) -> None:
    assume(binding != other)
    ticket = seal_ticket(TICKETS, handle, **binding)
    assert ticket != seal_ticket(TICKETS, handle, **other)
    with pytest.raises(TicketError):
        open_ticket(TICKETS, ticket, **other)


@LAW
@given(handles, st.data())
def test_any_changed_character_of_a_ticket_is_refused(
    handle: str, data: st.DataObject
) -> None:
    binding = {"request_id": "r", "asker": "o/s", "typename": "T", "epoch": "e"}
    ticket = seal_ticket(TICKETS, handle, **binding)
    at = data.draw(st.integers(0, len(ticket) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    assume(other != ticket[at])
    with pytest.raises(TicketError):
        open_ticket(TICKETS, ticket[:at] + other + ticket[at + 1 :], **binding)


@LAW
@given(st.text())
def test_no_text_is_a_ticket_or_a_cursor_by_chance(text: str) -> None:
    with pytest.raises(TicketError):
        open_ticket(TICKETS, text, request_id="r", asker="a", typename="T", epoch="e")
    with pytest.raises(CursorError):
        open_cursor(CURSORS, text, organisation="o", purpose="P", field="f")


@LAW
@given(st.lists(st.integers(-1000, 1000) | handles, max_size=5), lists, lists)
def test_a_cursor_brings_its_position_back_in_its_list_alone(
    position: list, where: dict, other: dict
) -> None:
    cursor = seal_cursor(CURSORS, position, **where)
    assert open_cursor(CURSORS, cursor, **where) == position
    if where != other:
        with pytest.raises(CursorError):
            open_cursor(CURSORS, cursor, **other)


@LAW
@given(names, names)
def test_refs_are_equal_if_and_only_if_all_parts_are(one: tuple, other: tuple) -> None:
    for pseudonym in (record_ref, pairwise_person_id):
        same = pseudonym(REFS, *one) == pseudonym(REFS, *other)
        assert same == (one == other)
    assert record_ref(REFS, *one) != pairwise_person_id(REFS, *one)
