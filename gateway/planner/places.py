"""Places: positions in the operation, as small integers.

A place is the root, a composite field at a place, or a narrowing of a place to a
type. Fields that only a requirement needs share the place of the caller's field of
the same name and arguments, if there is one; so the caller's places are registered
before anything is walked.
"""

from gateway.operation.ast import Field, Selections

ROOT = 0


class Places:
    """Interns places of one operation."""

    def __init__(self) -> None:
        self._ids: dict[tuple[object, ...], int] = {}
        self._by_field: dict[tuple[object, ...], int] = {}
        self._next = ROOT + 1

    def register(self, selections: Selections, place: int = ROOT) -> None:
        """Give a place to everything that the caller selects."""
        for item in selections:
            if not item.selections:
                continue
            inner = (
                self.field(place, item)
                if isinstance(item, Field)
                else self.narrowed(place, item.type_condition)
            )
            self.register(item.selections, inner)

    def field(self, place: int, field: Field) -> int:
        """Return the place of a composite field."""
        by_field = (place, field.name, field.arguments)
        if not field.response_key and by_field in self._by_field:
            return self._by_field[by_field]
        found = self._intern((place, field.response_key, field.name, field.arguments))
        self._by_field.setdefault(by_field, found)
        return found

    def narrowed(self, place: int, type_name: str) -> int:
        """Return the place of the objects of one type at a place."""
        return self._intern((place, "...", type_name))

    def _intern(self, key: tuple[object, ...]) -> int:
        if key not in self._ids:
            self._ids[key] = self._next
            self._next += 1
        return self._ids[key]
