"""Representations from spots that a whole plan rarely makes."""

from gateway.planner.path import Jump
from gateway.planner.plan import Representation, RepresentationField
from gateway.planner.represent import represent
from gateway.planner.spots import Spot, Use, Uses
from gateway.supergraph.fieldset import parse_field_set
from gateway.supergraph.graph import KeyMove, build_graph
from tests.support.planning import supergraph_of

SUPERGRAPH = supergraph_of(
    a="type Query { any: [Any] }\nunion Any = Book | Film\n"
    'type Book @key(fields: "id") { id: ID! }\n'
    'type Film @key(fields: "id") { id: ID! }',
)
NODES = {one.type_name: one for one in build_graph(SUPERGRAPH).nodes}
BOTH = frozenset({"Book", "Film"})


def test_a_field_under_several_keys_is_read_once_per_type():
    spot = Spot()
    for key, types in (("x", {"Book"}), ("y", BOTH), ("z", {"Film"})):
        spot.uses[key] = Uses()
        spot.uses[key].note(Use(("id", ()), frozenset(types), "a", "ID!", ""))
    jump = Jump(KeyMove("Book", parse_field_set("id"), 0), (), ())
    ends = (NODES["Any"], NODES["Book"])
    assert represent(SUPERGRAPH, jump, spot, BOTH, ends) == (
        Representation(
            "Book",
            (
                RepresentationField("id", "x", (), frozenset({"Book"})),
                RepresentationField("id", "y", (), frozenset({"Film"})),
            ),
        ),
    )
