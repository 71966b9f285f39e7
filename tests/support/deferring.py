"""Puts off parts of an operation at random, and puts an answer together again."""

from copy import deepcopy
from random import Random  # noqa: TID251 - seeded by the caller
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    InlineFragmentNode,
    SelectionSetNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from gateway.executor.deferred import Delivery, Later, Opening


class _Putting(Visitor):
    def __init__(self, random: Random, share: float, conditions: list[str]) -> None:
        super().__init__()
        self._random = random
        self._share = share
        self._conditions = conditions
        self._labels = 0

    def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
        random = self._random
        if random.random() > self._share:
            return node
        chosen = [one for one in node.selections if random.random() < 0.6]
        if not chosen:
            return node
        kept = [
            one for one in node.selections if one not in chosen or random.random() < 0.2
        ]
        kept.insert(random.randint(0, len(kept)), self._put_off(chosen))
        return SelectionSetNode(selections=tuple(kept))

    def _put_off(self, chosen: list[Any]) -> InlineFragmentNode:
        self._labels += 1
        text = f'@defer(label: "d{self._labels}"'
        if self._conditions and self._random.random() < 0.3:
            text += f", if: ${self._random.choice(self._conditions)}"
        directive = _directive(f"{text})")
        return InlineFragmentNode(
            directives=(directive,),
            selection_set=SelectionSetNode(selections=tuple(chosen)),
        )


def _directive(text: str) -> DirectiveNode:
    field: Any = parse(f"{{ x {text} }}").definitions[0]
    first: FieldNode = field.selection_set.selections[0]
    return first.directives[0]


def put_off(
    source: str, random: Random, share: float = 0.4, conditions: tuple[str, ...] = ()
) -> str:
    """Return the text of an operation, parts of which are put off."""
    document: DocumentNode = parse(source, no_location=True)
    putting = _Putting(random, share, list(conditions))
    return print_ast(visit(document, putting))


def merged_patches(deliveries: list[Delivery]) -> Any:
    """Put an answer together as clients of the current format do."""
    opening, *rest = deliveries
    assert isinstance(opening, Opening)
    answer = deepcopy(opening.data)
    announced = list(opening.expected)
    for later in rest:
        assert isinstance(later, Later)
        for piece in later.pieces:
            announced.remove(piece.expected)
            for patch in piece.patches:
                target = _at(answer, (*piece.expected.path, *patch.at))
                assert not target.keys() & patch.data.keys(), "delivered twice"
                target.update(deepcopy(patch.data))
        announced += later.expected
        assert later.more == bool(announced)
    assert not announced
    return answer


def merged_whole(deliveries: list[Delivery]) -> Any:
    """Put an answer together as clients of the format of 2022 do."""
    opening, *rest = deliveries
    assert isinstance(opening, Opening)
    answer = deepcopy(opening.data)
    for later in rest:
        assert isinstance(later, Later)
        for piece in later.pieces:
            if piece.data is not None:
                _merge(_at(answer, piece.expected.path), deepcopy(piece.data))
    return answer


def _at(answer: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        answer = answer[step]
    return answer


def _merge(into: Any, value: Any) -> None:
    if isinstance(into, list):
        for one, other in zip(into, value, strict=True):
            if isinstance(one, dict | list):
                _merge(one, other)
        return
    for key, item in value.items():
        if isinstance(into.get(key), dict | list):
            _merge(into[key], item)
        else:
            into[key] = item
