"""Writes merged elements as SDL: one element a line, descriptions above, two spaces deep."""

from collections.abc import Iterable, Sequence

from graphql import StringValueNode, print_ast
from graphql.language.block_string import is_printable_as_block_string

from gateway.composition.merge.merged import (
    Directive,
    MergedDirective,
    MergedField,
    MergedInput,
    MergedType,
    MergedValue,
)
from gateway.composition.subgraph.model import Kind
from gateway.composition.values import canonical


def type_sdl(merged: MergedType) -> str:
    """A named type."""
    head = merged.kind.value + f" {merged.name}"
    if merged.interfaces:
        head += " implements " + " & ".join(merged.interfaces)
    head = description(merged.description) + head
    directives = (*merged.joins, *merged.carried, *merged.directives)
    body = ""
    match merged.kind:
        case Kind.OBJECT | Kind.INTERFACE:
            body = _block(field_sdl(f) for f in merged.fields.values())
        case Kind.INPUT:
            body = _block(_input_line(v) for v in merged.inputs.values())
        case Kind.ENUM:
            body = _block(_value_sdl(v) for v in merged.values.values())
        case Kind.UNION:
            body = " = " + " | ".join(merged.members)
        case Kind.SCALAR:
            pass
    return with_directives(head, directives) + _joined(body, directives)


def field_sdl(field: MergedField) -> str:
    """A field, with its arguments."""
    text = description(field.description) + field.name + arguments(field.args.values())
    return _line(
        f"{text}: {field.type}", (*field.joins, *field.carried, *field.directives)
    )


def directive_sdl(merged: MergedDirective) -> str:
    """A directive definition."""
    repeatable = " repeatable" if merged.repeatable else ""
    return (
        f"{description(merged.description)}directive @{merged.name}"
        f"{arguments(merged.args.values())}{repeatable} on {' | '.join(merged.locations)}"
    )


def arguments(values: Iterable[MergedInput]) -> str:
    """Arguments in parentheses: in one line, or one a line when one is described."""
    listed = list(values)
    if not listed:
        return ""
    lines = [_input_line(v) for v in listed]
    if any("\n" in line for line in lines):
        return "(\n" + "\n".join(indented(line) for line in lines) + "\n)"
    return "(" + ", ".join(lines) + ")"


def description(text: str | None) -> str:
    """A description with the line break after it; empty for none."""
    if text is None:
        return ""
    block = is_printable_as_block_string(text)
    return print_ast(StringValueNode(value=text, block=block)) + "\n"


def indented(text: str) -> str:
    """Two spaces before each line that says something."""
    return "\n".join(f"  {line}" if line else line for line in text.split("\n"))


def with_directives(head: str, directives: Sequence[Directive]) -> str:
    """A head with its directives, each on a line of its own below it."""
    return head + "".join(f"\n  {d}" for d in directives)


def _input_line(value: MergedInput) -> str:
    text = f"{description(value.description)}{value.name}: {value.type}"
    if value.default is not None:
        text += f" = {canonical(value.default)}"
    return _line(text, (*value.joins, *value.directives))


def _value_sdl(value: MergedValue) -> str:
    return _line(
        description(value.description) + value.name, (*value.joins, *value.directives)
    )


def _line(text: str, directives: Sequence[Directive]) -> str:
    return " ".join([text, *(str(d) for d in directives)])


def _block(lines: Iterable[str]) -> str:
    listed = [indented(line) for line in lines]
    return "{\n" + "\n".join(listed) + "\n}" if listed else ""


def _joined(body: str, directives: Sequence[Directive]) -> str:
    if not body:
        return ""
    if body.startswith("{"):
        return ("\n" if directives else " ") + body
    return ("\n " if directives else "") + body
