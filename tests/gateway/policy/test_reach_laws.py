"""Laws of keeping within reach: nothing outside is asked, nothing else is lost."""

from graphql import parse, validate
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway.operation.ast import Field
from gateway.operation.normalise import read_operation
from gateway.planner.make import make_plan
from gateway.policy.guard import guard, outside
from gateway.policy.narrow import Narrowing
from gateway.policy.reach import keep_within_reach
from gateway.supergraph.model import TYPENAME, Kind
from protocol.verdicts import Granted, Refused
from tests.support.federations import composed, read
from tests.support.operations import VARIABLES, operations
from tests.support.posts_world import world

SUPERGRAPH = read(composed(world()))
SCHEMA = SUPERGRAPH.public_schema
COORDINATES = sorted(
    f"{one.name}.{field}"
    for one in SUPERGRAPH.types.values()
    if one.kind is Kind.OBJECT
    for field in one.fields
)
KEYS = sorted(
    f"{one.name}.{key.fields[0].name}"
    for one in SUPERGRAPH.types.values()
    if one.kind is Kind.OBJECT
    for join in one.joins.values()
    for key in join.keys
)
REFUSALS = st.sets(st.sampled_from(KEYS), min_size=1, max_size=3).flatmap(
    lambda keys: st.sets(st.sampled_from(COORDINATES), max_size=2).map(
        lambda more: frozenset(keys | more)
    )
)
FEW = settings(max_examples=60, deadline=None)


def narrow(query, refused):
    def decide(coordinate):
        kind = SUPERGRAPH.type(coordinate.partition(".")[0]).kind
        if coordinate in refused or kind is not Kind.OBJECT:
            return Refused("ELEMENT_NOT_GRANTED", None, "PKS-1", coordinate)
        return Granted("PKS-1", "elements")

    operation = read_operation(SUPERGRAPH, query)
    return Narrowing(SUPERGRAPH, decide, VARIABLES).run(operation, worklist=False)


def fields(selections, here=()):
    """Every field of an operation, by its place, with whether it is denied."""
    for one in selections:
        if isinstance(one, Field):
            place = (*here, one.response_key)
            yield place, one
            yield from fields(one.selections, place)
        else:
            yield from fields(one.selections, (*here, one.type_condition))


def places(selections):
    return {place for place, one in fields(selections) if not one.denied}


@FEW
@given(query=operations(SCHEMA), refused=REFUSALS)
def test_what_is_kept_is_planned_inside_the_grant(query, refused):
    assume(not validate(SCHEMA, parse(query)))
    narrowed = narrow(query, refused)
    assume(outside(make_plan(SUPERGRAPH, narrowed.operation), narrowed.grant))
    found = keep_within_reach(SUPERGRAPH, narrowed, narrowed.grant, VARIABLES)
    guard(found.plan, narrowed.grant)
    asked = {coordinate for _, coordinate in found.plan.coordinates()}
    assert not asked & refused
    before = places(narrowed.operation.selections)
    after = places(found.narrowed.operation.selections)
    assert after < before
    assert not any(
        one.denied and one.name == TYPENAME
        for _, one in fields(found.narrowed.operation.selections)
    )


@FEW
@given(query=operations(SCHEMA), refused=REFUSALS)
def test_what_could_be_planned_alone_is_kept(query, refused):
    """What is within reach anyway loses nothing."""
    assume(not validate(SCHEMA, parse(query)))
    narrowed = narrow(query, refused)
    assume(not outside(make_plan(SUPERGRAPH, narrowed.operation), narrowed.grant))
    found = keep_within_reach(SUPERGRAPH, narrowed, narrowed.grant, VARIABLES)
    assert found.narrowed.operation == narrowed.operation
    assert found.narrowed.denials == narrowed.denials
    assert found.narrowed.agreements == narrowed.agreements
