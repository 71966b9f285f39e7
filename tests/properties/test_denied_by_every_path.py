"""What an agreement does not give is asked of nobody, however it is spelt.

Our own contracts and agreements. Around a field that is not granted Hypothesis puts
aliases, fragments, conditions and granted neighbours; arguments of the lists above it
vary. No plan may hold the coordinate, and what is said of it names no value.
"""

import dataclasses
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.operation.normalise import read_operation
from gateway.planner.make import make_plan
from gateway.policy.access import Identity, Visit
from gateway.policy.guard import guard, outside
from gateway.policy.reach import keep_within_reach
from gateway.web.refusals import Wording
from protocol.agreements.book import AgreementBook
from protocol.agreements.clauses import OnDenial
from protocol.asks import Ask, Asker, Way
from protocol.errors import TautanError
from protocol.messages import Language
from tests.support.federations import composed
from tests.support.guarded import Keys, contract, guarded_gateway

VISIT = Visit(
    "id",
    Identity(
        None,
        None,
        Ask(
            Asker("kemenkum.ahu", "ahu", frozenset({"ahu.analyst"}), "officer-1"),
            "NATURALISATION_FOLLOW_UP",
            Way.WORKLIST,
        ),
    ),
)
RESIDENT = ("nik", "name", "birthDate", "religion", "familyCardNumber", "motherName")
STATUS = ("assertedBy", "basis", "effectiveFrom")
SAFE = ("registerState", "ref", "__typename")
VALUES = {"yes": True, "no": False, "first": 3}
WORDING = Wording(Language.ENGLISH, "id", open_mode=False)


def dressed(name, on):
    """Spellings of a field; `%s` of fragments' names are filled in later."""
    plain = st.sampled_from([name, f"a: {name}", f"registerState: {name}"])
    always = st.sampled_from(["@include(if: true)", "@skip(if: false)"])
    by_variable = st.sampled_from(["@include(if: $yes)", "@skip(if: $no)"])
    return st.recursive(
        st.one_of(
            plain,
            plain.flatmap(
                lambda p: st.one_of(always, by_variable).map(f"{p} {{}}".format)
            ),
        ),
        lambda inner: st.one_of(
            inner.map(lambda s: f"... {{ {s} }}"),
            inner.map(lambda s: f"... on {on} {{ {s} }}"),
            inner.flatmap(lambda s: always.map(lambda d: f"... {d} {{ {s} }}")),
            inner.map(lambda s: f"__typename {s}"),
        ),
        max_leaves=3,
    )


@st.composite
def questions(draw):
    """A document with a denied field in it, and the field's coordinates."""
    below = draw(st.booleans())
    name = draw(st.sampled_from(STATUS if below else RESIDENT))
    if below:
        on = draw(st.sampled_from(["CitizenshipAssertion", "ResidentCitizenship"]))
        wanted = f"citizenship {{ status {draw(dressed(name, on))} }}"
        denied = {f"ResidentCitizenship.{name}"}
    else:
        wanted = draw(dressed(name, "Resident"))
        denied = {f"Resident.{name}"}
    kept = draw(st.sampled_from(SAFE))
    if "registerState:" in wanted:
        kept = "ref"
    record = f"{kept} {wanted}"
    fragment = ""
    if draw(st.booleans()):
        fragment, record = f"fragment F on Resident {{ {record} }}", "...F"
    arguments = draw(st.sampled_from(["first: $first", "first: 2", "first: 900"]))
    band = draw(st.sampled_from(["", "(minBand: POSSIBLE)", "(minBand: CERTAIN)"]))
    edge = f"residents{band} {{ band record {{ {record} }} }}"
    query = (
        "query ($yes: Boolean = true, $no: Boolean = false, $first: Int! = 3) {"
        f" citizenshipCases({arguments}) {{ nodes {{ caseNumber applicant {{ person {{"
        f" {edge} }} }} }} }} keep: __typename @include(if: $yes) @skip(if: $no)"
        ' citizenshipCase(caseNumber: "x") @include(if: $no) { stage }'
        f" }} {fragment}"
    )
    return query, denied


@cache
def access():
    """The access of a gateway over our contracts; it writes no log."""
    sdl = composed(contract(one) for one in ("ahu", "persons", "dukcapil"))
    folder = TemporaryDirectory()
    made = guarded_gateway(sdl, {}, Keys(), Path(folder.name) / "audit.jsonl")
    made.journal.close()
    folder.cleanup()
    return made.access


def used(query):
    """The document without variables that it does not use."""
    head, _, body = query.partition(") {")
    names = {
        "$yes": "$yes: Boolean = true",
        "$no": "$no: Boolean = false",
        "$first": "$first: Int! = 3",
    }
    declared = [text for name, text in names.items() if name in body]
    assert head
    return f"query ({', '.join(declared)}) {{{body}"


MANY = settings(max_examples=40, deadline=None)


@MANY
@given(asked=questions())
def test_no_spelling_brings_a_denied_field_to_a_subgraph(asked):
    query, denied = asked
    operation = read_operation(access().supergraph, used(query))
    narrowed = access().narrow(VISIT, operation, VALUES)
    plan = make_plan(access().supergraph, narrowed.operation)
    if outside(plan, narrowed.grant):
        reached = keep_within_reach(
            access().supergraph, narrowed, narrowed.grant, VALUES
        )
        narrowed, plan = reached.narrowed, reached.plan
    guard(plan, narrowed.grant)
    coordinates = {coordinate for _, coordinate in plan.coordinates()}
    assert not coordinates & denied
    assert coordinates
    refused = {one.coordinate for one in narrowed.denials}
    assert refused & denied
    for one in narrowed.denials:
        said = WORDING.denial(one, "NATURALISATION_FOLLOW_UP")
        assert said["extensions"]["code"] == "ELEMENT_NOT_GRANTED"
        assert "900" not in str(said)


@MANY
@given(asked=questions())
def test_where_it_is_agreed_no_spelling_leaves_the_rest(asked):
    query, denied = asked
    agreements = [
        one.model_copy(update={"on_denial": OnDenial.REFUSE})
        for one in access().book.data
        if one.id == "PKS-DEMO-010"
    ]
    book = AgreementBook.of(
        [*agreements, *access().book.linkage],
        access().book.organisations,
        access().book.grounds,
    )
    strict = dataclasses.replace(access(), book=book)
    operation = read_operation(access().supergraph, used(query))
    narrowed = strict.narrow(VISIT, operation, VALUES)
    with pytest.raises(TautanError) as caught:
        strict.conclude(VISIT, narrowed)
    assert caught.value.code == "ELEMENT_NOT_GRANTED"
    assert denied & {one.coordinate for one in narrowed.denials}


@MANY
@given(asked=questions())
def test_caps_hold_whatever_is_asked_for(asked):
    query, _ = asked
    operation = read_operation(access().supergraph, used(query))
    narrowed = access().narrow(VISIT, operation, VALUES)
    for text, capped in (("'900'", "'200'"), ("'POSSIBLE'", "'CERTAIN'")):
        assert text not in str(narrowed.operation)
        if text in str(operation):
            assert capped in str(narrowed.operation)
