"""Writes deferred parts, in the two formats that clients know.

- `CURRENT`: the incremental delivery RFC as graphql-js 17.0.0-alpha.9 has it
  (`incrementalSpec=v0.2`). Pieces are announced in `pending` with an id, delivered in
  `incremental` without what was delivered before, and `completed`.
- `OF_2022`: what Apollo's clients call `deferSpec=20220824`. Each piece comes whole,
  with its path and label.

Errors and refusals stand with the part that they are about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.executor.deferred import Delivery, Expected, Later, Opening, Piece
from gateway.executor.problems import Problem, pattern_of
from gateway.executor.tree import Place
from gateway.operation.parts import MAIN
from gateway.planner.plan import Shape
from gateway.policy.access import Denial
from gateway.web.accepting import PartsFormat
from gateway.web.refusals import Wording

Payload = dict[str, Any]


@dataclass(slots=True)
class PartsWriter:
    """Writes one answer."""

    form: PartsFormat
    wording: Wording
    purpose: str | None
    denials: list[Denial]
    """Those that show in the answer; taken as they are written."""
    shapes: Mapping[int, Shape]
    """By part."""
    _waiting: dict[int, Expected] = field(default_factory=dict)

    def write(self, one: Delivery) -> Payload:
        """Write what was delivered."""
        return self._opening(one) if isinstance(one, Opening) else self._later(one)

    def _opening(self, one: Opening) -> Payload:
        own = self._denials(MAIN, ())
        payload: Payload = {"data": one.data}
        self._add_errors(payload, one.problems, own)
        self._announce(payload, one.expected)
        return payload

    def _later(self, one: Later) -> Payload:
        payload: Payload = {}
        for piece in one.pieces:
            del self._waiting[piece.expected.number]
            self._piece(payload, piece)
        self._announce(payload, one.expected)
        return payload

    def failure(self, errors: list[Payload]) -> Payload:
        """Write that nothing more will come, with what was expected."""
        payload: Payload = {} if self._waiting else {"errors": errors}
        for one in self._waiting.values():
            self._fail(payload, one, errors)
        self._waiting = {}
        return payload | {"hasNext": False}

    def _denials(self, part: int, path: Place) -> list[Denial]:
        """Return the denials of a part's fields below an object."""
        keys = pattern_of(path)
        return [
            one
            for one in self.denials
            if one.pattern[: len(keys)] == keys and _has(self.shapes[part], one.pattern)
        ]

    def _announce(self, payload: Payload, expected: Iterable[Expected]) -> None:
        for one in expected:
            self._waiting[one.number] = one
            if self.form is PartsFormat.CURRENT:
                pending = {"id": str(one.number), **_where(one)}
                payload.setdefault("pending", []).append(pending)
        payload["hasNext"] = bool(self._waiting)

    def _piece(self, payload: Payload, piece: Piece) -> None:
        expected = piece.expected
        own = self._denials(expected.part, expected.path)
        errors: Payload = {}
        self._add_errors(errors, piece.problems, own)
        if piece.data is None:
            self._fail(payload, expected, errors.get("errors", []))
        elif self.form is PartsFormat.OF_2022:
            entry = {"data": piece.data, **_where(expected), **errors}
            payload.setdefault("incremental", []).append(entry)
        else:
            self._patches(payload, piece, errors)

    def _patches(self, payload: Payload, piece: Piece, errors: Payload) -> None:
        number = str(piece.expected.number)
        entries: list[Payload] = []
        for patch in piece.patches:
            at = {"subPath": list(patch.at)} if patch.at else {}
            entries.append({"id": number, **at, "data": patch.data})
        if errors and not entries:
            entries.append({"id": number, "data": {}})
        if errors:
            entries[0] |= errors
        if entries:
            payload.setdefault("incremental", []).extend(entries)
        payload.setdefault("completed", []).append({"id": number})

    def _fail(self, payload: Payload, one: Expected, errors: list[Payload]) -> None:
        if self.form is PartsFormat.CURRENT:
            entry = {"id": str(one.number), "errors": errors}
            payload.setdefault("completed", []).append(entry)
        else:
            whole: Payload = {"data": None, **_where(one), "errors": errors}
            payload.setdefault("incremental", []).append(whole)

    def _add_errors(
        self, payload: Payload, problems: Iterable[Problem], denials: list[Denial]
    ) -> None:
        self.denials = [one for one in self.denials if one not in denials]
        errors = [self.wording.denial(one, self.purpose) for one in denials]
        errors += [self.wording.part(one) for one in problems]
        if errors:
            payload["errors"] = errors


def _where(one: Expected) -> Payload:
    label = {} if one.label is None else {"label": one.label}
    return {"path": list(one.path), **label}


def _has(shape: Shape, pattern: tuple[str, ...]) -> bool:
    """Whether a shape has a field at a path of response keys."""
    key, *rest = pattern
    return any(
        not rest or (isinstance(one.value, Shape) and _has(one.value, tuple(rest)))
        for variant in shape.variants
        for one in variant.fields
        if one.response_key == key
    )
