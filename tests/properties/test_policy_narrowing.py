"""Laws of narrowing: no agreement, no field, by no way around."""

from graphql import parse, validate
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway.errors import OutsideGrantError
from gateway.operation.ast import Field
from gateway.operation.normalise import read_operation
from gateway.planner.make import make_plan
from gateway.policy.guard import guard
from gateway.policy.narrow import Narrowing
from gateway.supergraph.model import Kind
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
REFUSALS = st.sets(st.sampled_from(COORDINATES), max_size=6)
FEW = settings(max_examples=80, deadline=None)


def narrowed(query, refused):
    def decide(coordinate):
        kind = SUPERGRAPH.type(coordinate.partition(".")[0]).kind
        if coordinate in refused or kind is not Kind.OBJECT:
            return Refused("ELEMENT_NOT_GRANTED", None, None, None)
        return Granted("PKS-1", "elements")

    operation = read_operation(SUPERGRAPH, query)
    return Narrowing(SUPERGRAPH, decide, VARIABLES).run(operation, worklist=False)


def kept(selections, here=(), types=frozenset()):
    """Every place of the answer that is not denied, by the types it is for."""
    for one in selections:
        if not isinstance(one, Field):
            yield from kept(one.selections, here, types | {one.type_condition})
        elif not one.denied:
            for coordinate in one.coordinates or {f"{one.parent_type}.__typename"}:
                yield (*here, one.response_key), coordinate
            yield from kept(one.selections, (*here, one.response_key))


@FEW
@given(query=operations(SCHEMA), refused=REFUSALS)
def test_a_refused_field_is_in_no_request(query, refused):
    assume(not validate(SCHEMA, parse(query)))
    result = narrowed(query, refused)
    plan = make_plan(SUPERGRAPH, result.operation)
    asked = {coordinate for _, coordinate in plan.coordinates()}
    try:
        guard(plan, result.grant)
    except OutsideGrantError:
        assert asked & refused  # a key or requirement that was not granted
    else:
        assert not asked & refused


@FEW
@given(query=operations(SCHEMA), refused=REFUSALS, more=REFUSALS)
def test_refusing_more_never_gives_more(query, refused, more):
    assume(not validate(SCHEMA, parse(query)))
    objects = set(COORDINATES)
    before = set(kept(narrowed(query, refused).operation.selections))
    after = set(kept(narrowed(query, refused | more).operation.selections))
    assert {one for one in after if one[1] in objects} <= before


@FEW
@given(query=operations(SCHEMA))
def test_without_refusals_nothing_changes(query):
    assume(not validate(SCHEMA, parse(query)))
    result = narrowed(query, frozenset())
    assert result.operation == read_operation(SUPERGRAPH, query)
    assert result.denials == ()
    guard(make_plan(SUPERGRAPH, result.operation), result.grant)
