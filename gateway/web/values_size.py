"""Variables within limits, before anything walks over them."""

from typing import Any

from gateway.errors import RequestError


def check_size(variables: Any, *, max_depth: int, max_values: int) -> None:
    """Refuse variables that are nested too deeply or hold too many values.

    Args:
        variables: as JSON gave them.
        max_depth: nesting of lists and objects, the outermost object counted.
        max_values: keys of objects and items of lists, at every level.

    Raises:
        RequestError: VARIABLES_TOO_LARGE.
    """
    depth, values = 0, 0
    level: list[Any] = [variables]
    while level:
        held = [one for one in level if isinstance(one, dict | list)]
        depth += bool(held)
        values += sum(map(len, held))
        if depth > max_depth or values > max_values:
            raise RequestError("VARIABLES_TOO_LARGE")
        level = [
            item
            for one in held
            for item in (one.values() if isinstance(one, dict) else one)
        ]
