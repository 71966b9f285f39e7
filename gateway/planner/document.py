"""Print the documents of requests.

A condition that stands around a selection already, because the whole request or a
field outside depends on it, is not printed again.
"""

from collections.abc import Iterable, Iterator, Sequence

from gateway.operation.ast import Condition, Conditions, Variable
from gateway.planner.step import Pick, PickedField, Picks, guard


def print_root(
    kind: str, picks: Picks, variables: Sequence[Variable], given: Conditions
) -> str:
    """Print the document of a request that enters at a root type.

    Args:
        kind: Of the operation.
        picks: What is selected.
        variables: Those of the caller that are used.
        given: Conditions under which the request is made at all.
    """
    head = _head(kind, [_declared(one) for one in variables])
    return f"{head} {{ {print_picks(picks, given)} }}"


def print_lookups(
    lookups: Sequence[tuple[str, str, Picks, Conditions]],
    variables: Sequence[Variable],
) -> str:
    """Print the document of a request for entities.

    Args:
        lookups: For each: alias, variable, selections on `_Entity`, conditions.
        variables: Those of the caller that are used.
    """
    taken = [f"${variable}: [_Any!]!" for _, variable, _, _ in lookups]
    head = _head("query", [*taken, *(_declared(one) for one in variables)])
    fields = " ".join(
        f"{'' if alias == '_entities' else f'{alias}: '}"
        f"_entities(representations: ${variable}) {{ {print_picks(picks, given)} }}"
        for alias, variable, picks, given in lookups
    )
    return f"{head} {{ {fields} }}"


def print_picks(picks: Picks, given: Conditions = ()) -> str:
    """Print a selection set without its braces."""
    return " ".join(_print(pick, given) for pick in picks)


def used_variables(picks: Picks, given: Conditions = ()) -> frozenset[str]:
    """Return the variables that the printed selections mention."""
    return frozenset(_used(picks, given))


def coordinates(picks: Picks) -> Iterator[str]:
    """Yield the coordinate of every field but `__typename`."""
    for pick in picks:
        if isinstance(pick, PickedField) and not pick.name.startswith("__"):
            yield f"{pick.parent_type}.{pick.name}"
        yield from coordinates(pick.picks)


def _head(kind: str, declarations: Iterable[str]) -> str:
    declared = ", ".join(declarations)
    return f"{kind}({declared})" if declared else kind


def _declared(variable: Variable) -> str:
    default = "" if variable.default is None else f" = {variable.default}"
    return f"${variable.name}: {variable.type}{default}"


def _print(pick: Pick, given: Conditions) -> str:
    if not isinstance(pick, PickedField):
        return f"... on {pick.type_condition} {{ {print_picks(pick.picks, given)} }}"
    own = guard(pick.demands)
    alias = "" if pick.data_key == pick.name else f"{pick.data_key}: "
    arguments = ", ".join(f"{one.name}: {one.value}" for one in pick.arguments)
    text = f"{alias}{pick.name}" + (f"({arguments})" if arguments else "")
    field_own, around = _split([one for one in own if one not in given])
    text += "".join(f" {one}" for one in field_own)
    if pick.composite:
        text += f" {{ {print_picks(pick.picks, (*given, *own))} }}"
    for one in around:
        text = f"... {one} {{ {text} }}"
    return text


def _split(conditions: Iterable[Condition]) -> tuple[list[str], list[str]]:
    """Return the directives of a field, and those that must stand around it.

    A directive can stand on a field only once.
    """
    own: dict[bool, str] = {}
    around: list[str] = []
    for one in conditions:
        text = f"@{'include' if one.expected else 'skip'}(if: ${one.variable})"
        if one.expected in own:
            around.append(text)
        else:
            own[one.expected] = text
    return list(own.values()), around


def _used(picks: Picks, given: Conditions) -> Iterator[str]:
    for pick in picks:
        inside = given
        if isinstance(pick, PickedField):
            own = guard(pick.demands)
            yield from (one.variable for one in own if one not in given)
            for argument in pick.arguments:
                yield from argument.variables
            inside = (*given, *own)
        yield from _used(pick.picks, inside)
