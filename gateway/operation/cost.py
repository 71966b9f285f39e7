"""What an operation can cost, before it runs, and what its answer did cost.

A field costs, per item that it can give, the weight of its type (or its own) and
what stands below it; and once, its arguments. A list has as many items as its
@listSize tells from the arguments, else the assumed size, else what the settings
take for any list. On an interface or union the dearest object type counts. A
mutation costs 10 more. So the estimate is an upper bound wherever the sizes hold.

Sources: IBM's specification of cost directives, sections 3 and 4, and Apollo
Federation's form of it; see `gateway.operation.cost_rules`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import Undefined, parse_value, value_from_ast_untyped

from gateway.operation.ast import Field, Operation, Selections, used_variables
from gateway.operation.cost_rules import CostRules, FieldRule, InputRule, ListSize
from gateway.operation.errors import Problem, TooCostlyError, ValidationFailedError
from gateway.supergraph.fieldset import Argument
from gateway.supergraph.model import TYPENAME, Supergraph

MUTATION: Final = 10.0
KNOWN: Final = 1024
"""Estimates that are remembered."""

Sizes = Mapping[str, int]
"""Lengths that a @listSize above gives to fields, by name."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation costs."""

    estimated: float
    maximum: float | None
    """None where there is no limit."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What operations over one supergraph may cost."""

    supergraph: Supergraph
    rules: CostRules
    maximum: float | None = None
    assumed_list_size: int = 1
    """Of a list without @listSize."""
    _known: dict[int, tuple[Operation, float | None]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """Estimates by the identity of operations that come again and again; None for
    one whose cost depends on variables."""

    def measure(
        self, operation: Operation, variables: Mapping[str, Any], *, wanted: bool
    ) -> Cost | None:
        """Estimate an operation, where there is a limit or the caller wants to know.

        Args:
            operation: in its normal form.
            variables: with defaults filled in.
            wanted: whether to estimate even without a limit.

        Raises:
            TooCostlyError: It could cost more than the maximum.
            ValidationFailedError: Not exactly one slicing argument is given where
                the schema requires one.
        """
        if self.maximum is None and not wanted:
            return None
        estimated = self._estimate(operation, variables)
        if self.maximum is not None and estimated > self.maximum:
            raise TooCostlyError(
                Problem(
                    f"The operation can cost {estimated:g}; {self.maximum:g} is "
                    "allowed. Ask for shorter lists or for fewer fields."
                )
            )
        return Cost(estimated, self.maximum)

    def _estimate(self, operation: Operation, variables: Mapping[str, Any]) -> float:
        held, known = self._known.get(id(operation), (None, None))
        if held is operation and known is not None:
            return known
        estimated = _Estimate(self, variables).of(operation)
        if held is not operation:
            if len(self._known) >= KNOWN:
                self._known.clear()
            fixed = not used_variables(operation.selections)
            self._known[id(operation)] = (operation, estimated if fixed else None)
        return estimated

    def actual(self, operation: Operation, data: Mapping[str, Any] | None) -> float:
        """Return what an answer cost, by the same weights and its true sizes.

        Arguments are left out: they cost before there is an answer.
        """
        base = MUTATION if operation.kind == "mutation" else 0.0
        return base + self._actual(operation.selections, data)

    def rule(self, type_name: str, one: Field) -> FieldRule | None:
        """Return what is said of a field on a type, or on the type it stands on."""
        fields = self.rules.fields
        return fields.get((type_name, one.name)) or fields.get(
            (one.parent_type, one.name)
        )

    def _actual(self, selections: Selections, value: Any) -> float:
        if not isinstance(value, dict):
            return 0.0
        total, counted = 0.0, set[str]()
        for one in _everything(selections):
            rule = self.rule(one.parent_type, one)
            below = value.get(one.response_key)
            if rule is None or below is None:
                continue
            weight = 0.0 if one.response_key in counted else rule.weight
            counted.add(one.response_key)
            total += sum(
                weight + self._actual(one.selections, item) for item in _items(below)
            )
        return total


def _everything(selections: Selections) -> Iterator[Field]:
    """Yield the fields of a selection set, those of its fragments too."""
    for item in selections:
        if isinstance(item, Field):
            yield item
        else:
            yield from _everything(item.selections)


def _items(value: Any) -> Iterator[Any]:
    if not isinstance(value, list):
        yield value
        return
    for one in value:
        if one is not None:
            yield from _items(one)


@dataclass(slots=True)
class _Estimate:
    budget: Budget
    variables: Mapping[str, Any]
    done: dict[tuple[int, str, int | None], float] = field(default_factory=dict)
    """By field, type and length: what many object types share is counted once."""

    def of(self, operation: Operation) -> float:
        base = MUTATION if operation.kind == "mutation" else 0.0
        return base + self._selections(operation.selections, operation.root_type, {})

    def _selections(
        self, selections: Selections, type_name: str, sizes: Sizes
    ) -> float:
        """Cost of one object: the dearest that it can be."""
        possible = self.budget.supergraph.possible.get(type_name, frozenset())
        return max(
            (self._on_object(selections, one, sizes) for one in sorted(possible)),
            default=0.0,
        )

    def _on_object(self, selections: Selections, name: str, sizes: Sizes) -> float:
        total = 0.0
        for item in selections:
            if isinstance(item, Field):
                total += self._field(item, name, sizes)
            elif name in self.budget.supergraph.possible.get(item.type_condition, ()):
                total += self._on_object(item.selections, name, sizes)
        return total

    def _field(self, one: Field, on: str, sizes: Sizes) -> float:
        rule = self.budget.rule(on, one)
        if rule is None or one.name == TYPENAME or not self._asked(one):
            return 0.0
        given = sizes.get(one.name)
        key = (id(one), on, given)
        if key not in self.done:
            self.done[key] = self._counted(one, rule, given)
        return self.done[key]

    def _counted(self, one: Field, rule: FieldRule, given: int | None) -> float:
        arguments = {each.name: self._value(each) for each in one.arguments}
        length = self._length(one, rule, arguments)
        size = rule.size
        below = (
            dict.fromkeys(size.sized, length) if size is not None and size.sized else {}
        )
        if given is not None:
            length = given
        elif below:
            length = self.budget.assumed_list_size
        times = length if rule.is_list else 1
        item = rule.weight + self._selections(one.selections, one.type_name, below)
        return times * item + self._inputs(arguments, rule.arguments)

    def _length(self, one: Field, rule: FieldRule, arguments: Mapping[str, Any]) -> int:
        size = rule.size
        if size is None:
            return self.budget.assumed_list_size
        asked = [
            value
            for path in size.slicing
            if isinstance(value := _at(path, arguments, rule.arguments), int)
        ]
        _check_slicing(one, size, len(asked))
        if asked:
            return max(0, *asked)
        return self.budget.assumed_list_size if size.assumed is None else size.assumed

    def _inputs(
        self, given: Mapping[str, Any], rules: Mapping[str, InputRule]
    ) -> float:
        return sum(
            self._input(value, rules[name])
            for name, value in given.items()
            if name in rules
        )

    def _input(self, value: Any, rule: InputRule) -> float:
        if isinstance(value, list):
            return sum(self._input(one, rule) for one in value)
        rules = self.budget.rules
        weight = rule.weight
        if weight is None:
            weight = rules.types.get(rule.type.name, 0.0)
        if isinstance(value, dict):
            weight += self._inputs(value, rules.inputs.get(rule.type.name, {}))
        return 0.0 if value is None or value is Undefined else weight

    def _value(self, argument: Argument) -> Any:
        node = parse_value(argument.value, no_location=True)
        return value_from_ast_untyped(node, dict(self.variables))

    def _asked(self, one: Field) -> bool:
        return all(
            self.variables.get(each.variable) is each.expected
            for each in one.conditions
        )


def _at(path: str, given: Mapping[str, Any], rules: Mapping[str, InputRule]) -> Any:
    """Return the value of a slicing argument, or its default."""
    name, _, rest = path.partition(".")
    value = given.get(name, Undefined)
    if value is Undefined:
        value = rules[name].default if name in rules else None
    if rest:
        return _at(rest, value, {}) if isinstance(value, dict) else None
    return None if isinstance(value, bool) else value


def _check_slicing(one: Field, size: ListSize, found: int) -> None:
    if size.slicing and size.one_slicing and found != 1:
        names = ", ".join(size.slicing)
        raise ValidationFailedError(
            Problem(f"The field {one.name} takes exactly one of {names}.")
        )
