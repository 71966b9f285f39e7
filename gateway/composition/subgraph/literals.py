"""Literals in SDL are of the type that is declared for them.

Validation of SDL leaves this out: the arguments of applied directives, and defaults.
"""

from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    GraphQLError,
    GraphQLSchema,
    InputValueDefinitionNode,
    Node,
    StringValueNode,
    Undefined,
    ValueNode,
    Visitor,
    is_input_type,
    type_from_ast,
    value_from_ast,
    visit,
)


def literals_fit(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """Directive arguments and default values that are not of their declared type."""
    finder = _Literals(schema)
    visit(document, finder)
    return finder.errors


class _Literals(Visitor):
    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__()
        self._schema = schema
        self.errors: list[GraphQLError] = []

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        definition = self._schema.get_directive(node.name.value)
        declared = definition.args if definition else {}
        for argument in node.arguments or ():
            wanted = declared.get(argument.name.value)
            if wanted and value_from_ast(argument.value, wanted.type) is Undefined:
                what = f"@{node.name.value}({argument.name.value}:)"
                self._report(f"the value of {what} is not of type {wanted.type}", node)

    def enter_input_value_definition(
        self, node: InputValueDefinitionNode, *_: Any
    ) -> None:
        declared = type_from_ast(self._schema, node.type)
        if node.default_value is None or not is_input_type(declared):
            return
        value = _strings_as_enums(node.default_value)
        if all(
            value_from_ast(v, declared) is Undefined
            for v in (node.default_value, value)
        ):
            what = f'"{node.name.value}"'
            self._report(f"the default of {what} is not of type {declared}", node)

    def _report(self, message: str, node: Node) -> None:
        self.errors.append(GraphQLError(message, [node]))


def _strings_as_enums(value: ValueNode) -> ValueNode:
    """The literal with strings as enum values, which many servers print for defaults."""
    if isinstance(value, StringValueNode):
        return EnumValueNode(value=value.value)
    return value
