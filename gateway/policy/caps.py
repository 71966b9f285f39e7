"""Writes the caps of agreements into arguments."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from gateway.operation.ast import Field, Selections
from gateway.supergraph.fieldset import Argument
from gateway.supergraph.model import TYPENAME, Supergraph
from protocol.verdicts import Band, Granted, stricter

FIRST: Final = "first"
MIN_BAND: Final = "minBand"


def cap_first(
    supergraph: Supergraph,
    selections: Selections,
    limit: int,
    variables: Mapping[str, Any],
) -> Selections:
    """Let no `first: Int` ask for more than `limit`."""
    return tuple(
        _capped(supergraph, one, limit, variables)
        if isinstance(one, Field)
        else replace(
            one, selections=cap_first(supergraph, one.selections, limit, variables)
        )
        for one in selections
    )


def _capped(
    supergraph: Supergraph, item: Field, limit: int, variables: Mapping[str, Any]
) -> Field:
    below = cap_first(supergraph, item.selections, limit, variables)
    item = replace(item, selections=below)
    if item.denied or item.name == TYPENAME:
        return item
    known = supergraph.field(item.parent_type, item.name).arguments
    if FIRST not in known or known[FIRST].type.name != "Int":
        return item
    asked = _asked(item, FIRST, variables)
    if asked is not None and asked.isdecimal() and int(asked) <= limit:
        return item
    return _with(item, FIRST, str(limit))


def cap_band(
    item: Field, grants: Iterable[Granted], variables: Mapping[str, Any]
) -> Field:
    """Let no `minBand` be looser than the grants of its edge allow."""
    asked = _asked(item, MIN_BAND, variables)
    if asked is None:
        return item
    bands = [one.min_band for one in grants if one.min_band is not None]
    try:
        strictest = band = Band(asked)
    except ValueError:
        return item
    for one in bands:
        strictest = stricter(strictest, one)
    return item if strictest is band else _with(item, MIN_BAND, strictest.value)


def _asked(item: Field, name: str, variables: Mapping[str, Any]) -> str | None:
    """Return an argument's value as text; None where it is left out."""
    for one in item.arguments:
        if one.name == name:
            value = variables.get(one.value[1:]) if one.variables else one.value
            return None if value is None else str(value)
    return None


def _with(item: Field, name: str, value: str) -> Field:
    others = [one for one in item.arguments if one.name != name]
    arguments = sorted([*others, Argument(name, value)], key=lambda one: one.name)
    return replace(item, arguments=tuple(arguments))
