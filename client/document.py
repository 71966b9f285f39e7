"""An operation made ready to be opened: what the client adds to it, and what it takes out again.

A sealed value can be opened only with the `ref` of the object that carries it
(ARCHITECTURE, "How personal values pass the gateway"). So wherever a selection
holds a sealed field the client also selects `ref`, under a name of its own, and
below an interface the runtime type. Both are taken out of the answer again.

This module does not know about HTTP, keys or tables.
"""

from dataclasses import dataclass

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_composite_type,
    parse,
    print_ast,
    validate,
    visit,
)

from client.errors import QuestionInvalid

REF_KEY = "tautan_ref"
TYPE_KEY = "tautan_type"
ADDED_KEYS = frozenset({REF_KEY, TYPE_KEY})


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation with the client's additions."""

    text: str
    """What is sent, and what the request statement signs."""
    document: DocumentNode
    operation: OperationDefinitionNode
    schema: GraphQLSchema

    @property
    def fragments(self) -> dict[str, FragmentDefinitionNode]:
        """The fragments of the document by name."""
        return {
            definition.name.value: definition
            for definition in self.document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }


def prepare(text: str, schema: GraphQLSchema) -> Prepared:
    """Parses and checks an operation and adds what opening its answer needs.

    Args:
        text: a document with one operation.
        schema: the public schema, with the contract's directives.

    Raises:
        QuestionInvalid: it is not valid GraphQL, does not fit the schema, or
            holds other than one operation.
    """
    try:
        document = parse(text)
    except GraphQLError as error:
        raise QuestionInvalid(_where(error)) from error
    errors = validate(schema, document)
    if errors:
        raise QuestionInvalid("; ".join(_where(error) for error in errors))
    operations = [
        definition
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
    ]
    if len(operations) != 1:
        raise QuestionInvalid("a question holds one operation")
    types = TypeInfo(schema)
    prepared = visit(document, TypeInfoVisitor(types, _AddRefs(types)))
    operation = next(
        definition
        for definition in prepared.definitions
        if isinstance(definition, OperationDefinitionNode)
    )
    return Prepared(print_ast(prepared), prepared, operation, schema)


def opens_as(field: GraphQLField) -> str | None:
    """The type inside a sealed field, or None where the field is not sealed."""
    node = field.ast_node
    if node is None or get_named_type(field.type).name != "Sealed":
        return None
    return next(
        (
            _as_argument(directive)
            for directive in node.directives or ()
            if directive.name.value == "opens"
        ),
        None,
    )


def _as_argument(directive: DirectiveNode) -> str:
    value = next(
        argument.value
        for argument in directive.arguments or ()
        if argument.name.value == "as"
    )
    assert isinstance(value, StringValueNode)  # noqa: S101 - the schema says String!
    return value.value


def _where(error: GraphQLError) -> str:
    if not error.locations:
        return error.message
    place = error.locations[0]
    return f"line {place.line}, column {place.column}: {error.message}"


class _AddRefs(Visitor):
    """Adds `ref` beside sealed fields, and the runtime type below an interface."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types

    def leave_selection_set(
        self, node: SelectionSetNode, *_: object
    ) -> SelectionSetNode | None:
        parent = self._types.get_parent_type()
        added: list[FieldNode] = []
        if isinstance(parent, GraphQLObjectType):
            if "ref" in parent.fields and _holds_sealed(node, parent):
                added.append(_aliased(REF_KEY, "ref"))
        elif parent is not None and any(
            not isinstance(selection, FieldNode) for selection in node.selections
        ):
            added.append(_aliased(TYPE_KEY, "__typename"))
        if not added:
            return None
        return SelectionSetNode(selections=(*node.selections, *added))


def _holds_sealed(node: SelectionSetNode, parent: GraphQLObjectType) -> bool:
    return any(
        isinstance(selection, FieldNode)
        and selection.name.value in parent.fields
        and opens_as(parent.fields[selection.name.value]) is not None
        for selection in node.selections
    )


def _aliased(alias: str, name: str) -> FieldNode:
    return FieldNode(
        alias=NameNode(value=alias),
        name=NameNode(value=name),
        arguments=(),
        directives=(),
    )


def fragment_of(
    selection: InlineFragmentNode | FragmentSpreadNode, prepared: Prepared
) -> tuple[str | None, SelectionSetNode]:
    """The type condition and the selections of a fragment."""
    if isinstance(selection, InlineFragmentNode):
        condition = selection.type_condition
        return (condition.name.value if condition else None, selection.selection_set)
    definition = prepared.fragments[selection.name.value]
    return definition.type_condition.name.value, definition.selection_set


def composite(schema: GraphQLSchema, name: str) -> GraphQLCompositeType:
    """The object, interface or union of that name.

    Raises:
        QuestionInvalid: there is none.
    """
    found = schema.get_type(name)
    if found is None or not is_composite_type(found):
        raise QuestionInvalid(f"{name} is no type that has fields")
    return found
