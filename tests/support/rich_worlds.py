"""Random worlds with what `random_worlds` leaves out.

Composite and nested keys, progressive override, requirements with arguments and through
unions, partially shared unions, enums with hidden values, lists of lists, re-entry,
mutations, renamed roots, enums and objects as input, inaccessible fields, and fields
that fail. The same data is
answered by each subgraph for itself, strictly, and by one schema over everything.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random  # noqa: TID251 - Hypothesis draws and seeds it
from typing import Any

import orjson
from graphql import (
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    experimental_execute_incrementally,
    parse,
    validate,
)

from gateway.executor.transport import Incoming, Outgoing

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: '
    '["@key", "@external", "@requires", "@provides", "@shareable", "@override", '
    '"@inaccessible"])'
)
DIRECTIVES = """
directive @key(fields: String!) repeatable on OBJECT
directive @external on FIELD_DEFINITION
directive @shareable on OBJECT | FIELD_DEFINITION
directive @requires(fields: String!) on FIELD_DEFINITION
directive @provides(fields: String!) on FIELD_DEFINITION
directive @override(from: String!, label: String) on FIELD_DEFINITION
directive @inaccessible on FIELD_DEFINITION | ENUM_VALUE
scalar _Any
"""
LABEL = "moving"
KEYS = ("id", "code", "id code", "place { id }", "place { id zip } code")
KINDS = ("RED", "BLUE", "SECRET")
LEAVES = ("String", "String", "String", "Int", "Kind")
GIVEN: dict[str, tuple[str, Any]] = {
    "Int": ("7", 7),
    "Kind": ("BLUE", "BLUE"),
    "Given": ("{n: 7, kind: BLUE}", {"n": 7, "kind": "BLUE"}),
}
"""By type of an argument, what requirements give, as text and as a value."""
INPUT = "input Given { n: Int = 2 kind: Kind more: [Int] inner: Given }\n"
UNION = "Any"
ROWS = 3
FAILS = object()
"""In place of a value: resolving the field fails."""


@dataclass
class Member:
    """A field of a type."""

    type: str
    owners: list[str]
    lists: int = 0
    non_null: bool = False
    argument: str = ""
    """The type of its argument `x`, or ""."""
    requires: str = ""
    source: str = ""
    """The field of this type that it requires, or ""."""
    inner: str = ""
    """The field of what that leads to, or ""."""
    provides: str = ""
    moved_from: str = ""
    labelled: bool = False
    hidden: bool = False

    def __str__(self) -> str:
        text = "[" * self.lists + self.type + "]" * self.lists
        return text + ("!" if self.non_null else "")

    @property
    def arguments(self) -> str:
        """The arguments as they are declared."""
        return f"(x: {self.argument})" if self.argument else ""

    @property
    def leaf(self) -> bool:
        return self.type in LEAVES


@dataclass
class Type:
    """An entity type: by subgraph its keys, and its fields."""

    keys: dict[str, list[str]]
    fields: dict[str, Member] = field(default_factory=dict)


@dataclass
class Held:
    """A row on its way through a schema, and how it came there."""

    row: dict[str, Any]
    sent: dict[str, Any] = field(default_factory=dict)
    provided: str = ""


class RichWorld:
    """A random world; `label` says whether the progressive override is active."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.seen: Counter[str] = Counter()
        self.label = False
        self.subgraphs = [f"s{n}" for n in range(random.randint(2, 4))]
        self.roots_are_renamed = self._chance(0.2)
        self.types = {f"E{n}": self._entity() for n in range(random.randint(2, 3))}
        self.members = self._members()
        for name in self.types:
            self._refer(name)
        for name in self.types:
            self._require(name)
        self.roots = self._roots()
        self.mutations = {
            f"m{n}": Member("Int", [random.choice(self.subgraphs)], argument="Int")
            for n in range(random.randint(0, 3))
        }
        self.seen["renamed roots"] += self.roots_are_renamed
        self.seen["mutation"] += bool(self.mutations)
        self.log: list[str] = []
        self.rows = {
            name: [self._row(name, number) for number in range(ROWS)]
            for name in self.types
        }
        self.values = {name: self._pick(one) for name, one in self.roots.items()}

    # --- the draw ---

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _entity(self) -> Type:
        random = self.random
        here = random.sample(
            self.subgraphs,
            random.randint(min(2, len(self.subgraphs)), len(self.subgraphs)),
        )
        pool = random.sample(KEYS, random.randint(1, 2))
        made = Type({one: [random.choice(pool)] for one in here})
        made.keys[here[0]] = list(pool)  # joins the others
        self.seen.update(f"key {key}" for keys in made.keys.values() for key in keys)
        for number in range(random.randint(2, 4)):
            made.fields[f"f{number}"] = self._leaf(here)
        return made

    def _leaf(self, here: list[str]) -> Member:
        random = self.random
        owners = random.sample(here, min(len(here), random.choice([1, 1, 2])))
        one = Member(
            random.choice(LEAVES),
            owners,
            lists=random.choice([0, 0, 0, 1, 2]),
            non_null=self._chance(0.2),
            argument=random.choice(list(GIVEN)) if self._chance(0.35) else "",
            hidden=self._chance(0.05),
        )
        if len(owners) == 2 and self._chance(0.5):
            one.moved_from, one.labelled = owners[1], self._chance(0.6)
        if one.hidden:
            one.non_null = False
        self.seen.update(
            name
            for name, there in (
                ("override", one.moved_from and not one.labelled),
                ("override with label", one.labelled),
                ("shareable", len(owners) == 2 and not one.moved_from),
                ("list of lists", one.lists == 2),
                ("enum", one.type == "Kind"),
                ("inaccessible", one.hidden),
                ("enum as input", one.argument == "Kind"),
                ("input object", one.argument == "Given"),
            )
            if there
        )
        return one

    def _members(self) -> dict[str, list[str]]:
        """Return, by subgraph, the members that it knows of the union."""
        found: dict[str, list[str]] = {}
        for subgraph in self.subgraphs:
            known = [name for name, one in self.types.items() if subgraph in one.keys]
            if known:
                found[subgraph] = self.random.sample(
                    known, self.random.randint(1, len(known))
                )
        return found

    def _knows(self, subgraph: str, target: str) -> bool:
        if target == UNION:
            return subgraph in self.members
        return target == "Query" or subgraph in self.types[target].keys

    def _refer(self, name: str) -> None:
        random = self.random
        one = self.types[name]
        for number in range(random.randint(1, 2)):
            owners = [random.choice(list(one.keys))]
            target = random.choice([*self.types, UNION, "Query"])
            others = [x for x in one.keys if x not in owners and self._knows(x, target)]
            if not self._knows(owners[0], target):
                continue
            if target == UNION and others and self._chance(0.5):
                owners.append(random.choice(others))
            member = Member(target, owners, lists=random.choice([0, 0, 1, 2]))
            if target == "Query":
                member.lists = 0
            one.fields[f"r{number}"] = member
            self.seen["re-entry"] += target == "Query"
            self.seen["union, partly shared"] += len(owners) == 2
            if target in self.types and self._chance(0.3):
                member.provides = self._elsewhere(owners[0], target, plain=True)
                self.seen["provides"] += bool(member.provides)

    def _elsewhere(self, subgraph: str, target: str, *, plain: bool = False) -> str:
        found = [
            name
            for name, one in self.types[target].fields.items()
            if one.leaf
            and subgraph not in one.owners
            and not (one.requires or one.moved_from)
            and not (plain and one.argument)
        ]
        return self.random.choice(found) if found else ""

    def _require(self, name: str) -> None:
        one = self.types[name]
        asker = self.random.choice(list(one.keys))
        required = self._elsewhere(asker, name)
        if required:
            argument = one.fields[required].argument
            given = f"(x: {GIVEN[argument][0]})" if argument else ""
            one.fields["q"] = Member(
                "String", [asker], requires=required + given, source=required
            )
            self.seen["requires" + (" with arguments" if given else "")] += 1
        for key, member in list(one.fields.items()):
            asked = member.leaf or member.type == "Query" or asker in member.owners
            if not asked and "n" not in one.fields and self._knows(asker, member.type):
                self._require_below(one, asker, key)

    def _require_below(self, one: Type, asker: str, key: str) -> None:
        """Let a field require what a reference of another subgraph leads to."""
        member = one.fields[key]
        possible = self._possible(member)
        known = self.members[asker] if member.type == UNION else possible
        parts = {each: self._elsewhere(asker, each, plain=True) for each in possible}
        if not parts or not all(parts.values()) or not set(possible) <= set(known):
            return
        if member.type == UNION:
            text = " ".join(f"... on {a} {{ {b} }}" for a, b in parts.items())
            self._through(one, asker, key, f"{{ {text} }}", "*")
        else:
            inner = parts[member.type]
            self._through(one, asker, key, f"{{ {inner} }}", inner)

    def _through(self, one: Type, asker: str, key: str, text: str, inner: str) -> None:
        one.fields["n"] = Member(
            "String", [asker], requires=f"{key} {text}", source=key, inner=inner
        )
        self.seen[
            "requires through " + ("fragments" if inner == "*" else "object")
        ] += 1

    def _possible(self, member: Member) -> list[str]:
        """Return the types that the value of a field can have."""
        if member.type != UNION:
            return [member.type]
        shared = [set(self.members[one]) for one in member.owners]
        return sorted(set.intersection(*shared))

    def _roots(self) -> dict[str, Member]:
        roots: dict[str, Member] = {}
        for number in range(4):
            owner = self.random.choice(self.subgraphs)
            targets = [one for one in [*self.types, UNION] if self._knows(owner, one)]
            if targets:
                roots[f"q{number}"] = Member(
                    self.random.choice(targets),
                    [owner],
                    lists=self.random.choice([0, 1, 1, 2]),
                )
        return roots

    def _row(self, name: str, number: int) -> dict[str, Any]:
        place = {"id": f"p-{name}-{number}", "zip": f"z{number}"}
        row: dict[str, Any] = {
            "__typename": name,
            "id": f"{name}-{number}",
            "code": f"c-{name}-{number}",
            "place": place,
        }
        required = {
            each
            for one in self.types.values()
            for member in one.fields.values()
            for each in (member.source, member.inner)
        }
        may_fail = "*" not in required
        led_to = self._led_to()
        for key, member in self.types[name].fields.items():
            fails = may_fail and key not in required and not key.startswith("r")
            if member.non_null and name in led_to:
                fails = False  # it would null the object, and with it what is required
            if fails and self._chance(0.04):
                row[key] = FAILS
                self.seen["error"] += 1
            else:
                row[key] = self._pick(member)
        return row

    def _led_to(self) -> set[str]:
        """Return the types of objects that a requirement looks into."""
        return {
            inside
            for one in self.types.values()
            for member in one.fields.values()
            if member.inner
            for inside in self._possible(one.fields[member.source])
        }

    def _pick(self, member: Member, level: int | None = None) -> Any:
        level = member.lists if level is None else level
        if not (member.non_null and level == member.lists) and self._chance(0.1):
            return None
        if level:
            count = self.random.randint(0, 3)
            return [self._pick(member, level - 1) for _ in range(count)]
        return self._pick_one(member)

    def _pick_one(self, member: Member) -> Any:
        plain = {
            "String": f"v{self.random.randrange(100)}",
            "Int": self.random.randrange(100),
            "Kind": self.random.choice(KINDS),
            "Query": "Query",
        }
        possible = self._possible(member)
        if member.type in plain or not possible:
            return plain.get(member.type)
        return self.random.choice(possible), self.random.randrange(ROWS)

    # --- subgraphs as SDL ---

    def sdl(self, subgraph: str, *, linked: bool = True) -> str:
        """Return the SDL of a subgraph, or its body alone."""
        query = "Ask" if self.roots_are_renamed else "Query"
        change = "Act" if self.roots_are_renamed else "Mutation"
        text = "".join(
            self._type_sdl(name, subgraph, query)
            for name, one in self.types.items()
            if subgraph in one.keys
        )
        roots = self._root_fields(self.roots, subgraph)
        changes = self._root_fields(self.mutations, subgraph)
        enters = f": {query}\n" in text
        roots += f"  nothing_{subgraph}: Int\n" if enters or not roots else ""
        text += f"type {query} {{\n{roots}}}\n"
        text += f"type {change} {{\n{changes}}}\n" if changes else ""
        if f"{UNION}\n" in text or f"{UNION}]" in text or f"{UNION} " in text:
            text += f"union {UNION} = {' | '.join(self.members[subgraph])}\n"
        if "Given" in text:
            text += INPUT
        if "Kind" in text:
            text += "enum Kind { RED BLUE SECRET @inaccessible }\n"
        if "Place" in text:
            text += "type Place @shareable { id: ID! zip: String }\n"
        if not linked:
            return text
        named = f"query: {query}" + (f" mutation: {change}" if changes else "")
        head = f"schema {{ {named} }}\n" if self.roots_are_renamed else ""
        return f"{LINK}\n{head}{text}"

    @staticmethod
    def _root_fields(roots: dict[str, Member], subgraph: str) -> str:
        return "".join(
            f"  {name}{one.arguments}: {one}\n"
            for name, one in roots.items()
            if subgraph in one.owners
        )

    def _external(self, subgraph: str, name: str) -> set[str]:
        """Return the fields of a type that a subgraph has as external."""
        found: set[str] = set()
        for own, one in self.types.items():
            for member in one.fields.values():
                if subgraph not in member.owners:
                    continue
                if member.provides and member.type == name:
                    found.add(member.provides)
                if member.source and own == name:
                    found.add(member.source)
                if member.inner:
                    source = one.fields[member.source]
                    if name in self._possible(source):
                        found |= set(self._inner_of(member, name))
        return found

    def _inner_of(self, member: Member, name: str) -> Iterable[str]:
        if member.inner != "*":
            return [member.inner]
        return [member.requires.split(f"... on {name} {{ ")[1].split()[0]]

    def _type_sdl(self, name: str, subgraph: str, query: str) -> str:
        one = self.types[name]
        keys = one.keys[subgraph]
        external = self._external(subgraph, name)
        text = f"type {name}" + "".join(f' @key(fields: "{key}")' for key in keys)
        text += " {\n"
        for key, kind in (("id", "ID!"), ("code", "ID!"), ("place", "Place!")):
            if any(key in each.split("{")[0].split() for each in keys) or (
                key == "code" and any(each.endswith("code") for each in keys)
            ):
                text += f"  {key}: {kind}\n"
        for key, member in one.fields.items():
            shown = str(member).replace("Query", query)
            head = f"  {key}{member.arguments}: {shown}"
            if subgraph in member.owners:
                text += head + self._directives(name, key, member, subgraph) + "\n"
            elif key in external:
                text += f"{head} @external\n"
        return text + "}\n"

    def _directives(self, name: str, key: str, member: Member, subgraph: str) -> str:
        text = ""
        provided = any(
            other.type == name and other.provides == key
            for one in self.types.values()
            for other in one.fields.values()
        )
        shared = len(member.owners) > 1 and not member.moved_from
        if shared or provided:
            text += " @shareable"
        if member.moved_from and subgraph != member.moved_from:
            label = f', label: "{LABEL}"' if member.labelled else ""
            text += f' @override(from: "{member.moved_from}"{label})'
        if member.hidden:
            text += " @inaccessible"
        if member.requires:
            text += f' @requires(fields: "{member.requires}")'
        if member.provides:
            text += f' @provides(fields: "{member.provides}")'
        return text

    def executable(self, subgraph: str) -> GraphQLSchema:
        """Return the schema of a subgraph with `_entities`."""
        body = self.sdl(subgraph, linked=False)
        query = "Ask" if self.roots_are_renamed else "Query"
        names = [name for name, one in self.types.items() if subgraph in one.keys]
        text = DIRECTIVES + body
        if names:
            text += f"union _Entity = {' | '.join(names)}\n"
            text += f"extend type {query} {{"
            text += " _entities(representations: [_Any!]!): [_Entity]! }\n"
        if self.roots_are_renamed:
            more = " mutation: Act" if "type Act" in body else ""
            text += f"schema {{ query: {query}{more} }}\n"
        return build_schema(text)

    # --- answers ---

    def answer(
        self,
        schema: GraphQLSchema,
        source: str,
        variables: dict[str, Any],
        subgraph: str = "",
    ) -> Any:
        """Run a document over the data: of a subgraph, or of all of it."""
        return experimental_execute_incrementally(
            schema,
            parse(source),
            variable_values=variables,
            field_resolver=lambda held, info, **given: self._resolve(
                subgraph, held, info, given
            ),
            type_resolver=lambda held, *_: held.row["__typename"],
        )

    def _resolve(
        self, subgraph: str, held: Any, info: GraphQLResolveInfo, given: dict[str, Any]
    ) -> Any:
        name = info.field_name
        if isinstance(held, dict):  # a place
            return held[name]
        if held is None or held == "Query":
            return self._root(subgraph, name, given)
        member = self.types[info.parent_type.name].fields.get(name)
        if member is None:
            return held.row[name]
        if subgraph:
            self._check(subgraph, name, member, held)
        value = self._value(held.row[name], member, given)
        if member.type == "Kind" and not subgraph:
            return _without_hidden(value)
        return value

    def _root(self, subgraph: str, name: str, given: dict[str, Any]) -> Any:
        if name == "_entities":
            return [self._entity_of(subgraph, one) for one in given["representations"]]
        if name in self.mutations:
            self.log.append(f"{name} {given.get('x')}")
            return len(self.log)
        return self._hold(self.values[name], "") if name in self.values else None

    def _value(self, value: Any, member: Member, given: dict[str, Any]) -> Any:
        if value is FAILS:
            raise GraphQLError("it fails")
        if not member.leaf:
            return self._hold(value, member.provides)
        if not member.argument or member.type == "Kind":
            return value
        return _changed(value, _number(given.get("x")))

    def _check(self, subgraph: str, name: str, member: Member, held: Held) -> None:
        assert subgraph in member.owners or name == held.provided, f"{name} is external"
        if member.labelled:
            moved = subgraph != member.moved_from
            assert moved is self.label, f"{name} is resolved elsewhere"
        elif member.moved_from:
            assert subgraph != member.moved_from, f"{name} has moved"
        if not member.source or member.source == held.provided:
            return
        source = self.types[held.row["__typename"]].fields[member.source]
        assert member.source in held.sent, f"{name} was asked without {member.source}"
        sent, row = held.sent[member.source], held.row[member.source]
        if not member.inner:
            given = {"x": GIVEN[source.argument or "Int"][1]}
            assert sent == self._value(row, source, given), (sent, row)
        else:
            self._check_inner(member, sent, row)

    def _check_inner(self, member: Member, sent: Any, row: Any) -> None:
        if isinstance(row, list):
            assert len(sent) == len(row), (sent, row)
            for one, other in zip(sent, row, strict=True):
                self._check_inner(member, one, other)
        elif row is None:
            assert sent is None, sent
        else:
            target = self.rows[row[0]][row[1]]
            for inner in self._inner_of(member, row[0]):
                assert sent[inner] == target[inner], (sent, target)

    def _entity_of(self, subgraph: str, sent: dict[str, Any]) -> Held:
        rows = self.rows[sent["__typename"]]
        keys = self.types[sent["__typename"]].keys[subgraph]
        for row in rows:
            if any(_matches(key, sent, row) for key in keys):
                return Held(row, sent)
        raise AssertionError(f"no key of {subgraph} in {sent}")

    def _hold(self, value: Any, provided: str) -> Any:
        if isinstance(value, list):
            return [self._hold(one, provided) for one in value]
        if value is None or value == "Query":
            return value
        name, number = value
        return Held(self.rows[name][number], provided=provided)


def _matches(key: str, sent: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether a key is there, whole, and that of a row."""
    plain = key.replace("place { id zip }", "").replace("place { id }", "").split()
    inner = ["id", "zip"] if "zip" in key else ["id"] if "place" in key else []
    place = sent.get("place") or {}
    return all(sent.get(one) == row[one] for one in plain) and all(
        place.get(one) == row["place"][one] for one in inner
    )


def _without_hidden(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_hidden(one) for one in value]
    return None if value == "SECRET" else value


def _number(given: Any) -> int:
    """Return what an argument adds: everything in it counts."""
    if isinstance(given, str):
        return KINDS.index(given) + 1
    parts = given.values() if isinstance(given, dict) else given
    return given or 0 if isinstance(given, int | None) else sum(map(_number, parts))


def _changed(value: Any, more: int) -> Any:
    if isinstance(value, list):
        return [_changed(one, more) for one in value]
    if value is None:
        return None
    return value + more if isinstance(value, int) else f"{value}+{more}"


class RichTransport:
    """A transport to the subgraphs; what they were not meant to be asked is an error."""

    def __init__(self, world: RichWorld) -> None:
        self._world = world
        self._schemas = {one: world.executable(one) for one in world.subgraphs}

    async def post(self, outgoing: Outgoing) -> Incoming:
        """Answer one request."""
        message = orjson.loads(outgoing.body)
        schema = self._schemas[outgoing.agency]
        source = message["query"]
        findings = validate(schema, parse(source))
        assert not findings, (findings, source)
        variables = message.get("variables", {})
        result = self._world.answer(schema, source, variables, outgoing.agency)
        for error in result.errors or ():
            assert error.message == "it fails", (error, source)
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [one.formatted for one in result.errors]
        return Incoming(200, {}, orjson.dumps(body))

    async def close(self) -> None:
        """Close nothing."""
