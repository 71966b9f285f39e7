"""Small random worlds: data, a split of it over subgraphs, and what each answers.

A world has entity types with string fields and references, spread over subgraphs
with different keys; fields can be shared, provided, required by others, or belong
to an interface object. The same data is answered in two ways: by each subgraph for
itself, strictly (an external field, a missing or wrong requirement and an unknown
key are errors), and by one schema over everything. A gateway over the subgraphs
must give what the one schema gives.
"""

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
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: '
    '["@key", "@external", "@requires", "@provides", "@shareable", "@interfaceObject"])\n'
)
DIRECTIVES = """
directive @key(fields: String!) repeatable on OBJECT | INTERFACE
directive @external on FIELD_DEFINITION
directive @shareable on OBJECT | FIELD_DEFINITION
directive @interfaceObject on OBJECT
directive @requires(fields: String!) on FIELD_DEFINITION
directive @provides(fields: String!) on FIELD_DEFINITION
scalar _Any
"""
MEDIA = "M"
"""An interface with a key, which one subgraph has as an interface object."""
UNION = "U"
ROWS = 3


@dataclass
class Member:
    """A field of a type."""

    type: str
    owners: list[str]
    list: bool = False
    argument: bool = False
    non_null: bool = False
    shared: bool = False
    requires: tuple[str, ...] = ()
    """A field, or a reference and a field of what it leads to."""
    provides: str = ""

    def __str__(self) -> str:
        text = f"[{self.type}]" if self.list else self.type
        return text + ("!" if self.non_null else "")


@dataclass
class Type:
    """An entity type."""

    keys: dict[str, list[str]]
    """By subgraph that has it."""
    fields: dict[str, Member] = field(default_factory=dict)


@dataclass
class Held:
    """A value on its way through a schema: the row, and how it came here."""

    row: dict[str, Any]
    sent: dict[str, Any] = field(default_factory=dict)
    provided: str = ""
    typename: str = ""


class World:
    """A random world."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.subgraphs = [f"s{n}" for n in range(random.randint(2, 4))]
        self.types = {f"E{n}": self._entity() for n in range(random.randint(2, 4))}
        self.members = random.sample(sorted(self.types), 2)
        self.object_at = ""
        self.interface_at = ""
        if random.random() < 0.5:
            self._add_interface_object()
        for one in list(self.types.values()):
            self._add_references(one)
        for name in self.types:
            if name != MEDIA:
                self._add_requirements(name)
        self.roots = self._roots()
        self.rows = {
            name: [{"__typename": name, "id": f"{name}-{n}", "code": f"c-{name}-{n}"}
                   for n in range(ROWS)]
            for name in self.types if name != MEDIA
        }  # fmt: skip
        for name, rows in self.rows.items():
            for row in rows:
                self._fill(name, row)
        self.root_values = {name: self._pick(one) for name, one in self.roots.items()}

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _entity(self) -> Type:
        random = self.random
        here = [one for one in self.subgraphs if self._chance(0.75)]
        here = here or [random.choice(self.subgraphs)]
        choices = [["id"], ["code"], ["id", "code"]]
        made = Type({one: random.choice(choices) for one in here})
        if len({key for keys in made.keys.values() for key in keys}) == 2:
            made.keys[random.choice(here)] = ["id", "code"]  # joins the others
        for n in range(random.randint(1, 4)):
            owners = random.sample(here, min(len(here), random.choice([1, 1, 2])))
            made.fields[f"f{n}"] = Member(
                "String",
                owners,
                argument=self._chance(0.25),
                non_null=self._chance(0.3),
                shared=len(owners) > 1,
            )
        return made

    def _add_interface_object(self) -> None:
        random = self.random
        self.object_at, self.interface_at = random.sample(self.subgraphs, 2)
        for name in self.members:
            one = self.types[name]
            one.keys.pop(self.object_at, None)
            one.keys[self.interface_at] = ["id", "code"]
            for key, member in list(one.fields.items()):
                member.owners = [x for x in member.owners if x != self.object_at]
                if not member.owners:
                    del one.fields[key]
            one.fields["title"] = Member("String", [self.interface_at])
        media = Type({self.object_at: ["id"], self.interface_at: ["id"]})
        media.fields["title"] = Member("String", [self.interface_at])
        media.fields["score"] = Member(
            "String", [self.object_at], argument=self._chance(0.3)
        )
        if self._chance(0.5):
            media.fields["rank"] = Member(
                "String", [self.object_at], requires=("title",)
            )
        self.types[MEDIA] = media

    def _knows(self, subgraph: str, target: str) -> bool:
        if target == UNION:
            return all(subgraph in self.types[one].keys for one in self.members)
        return subgraph in self.types[target].keys

    def _add_references(self, one: Type) -> None:
        random = self.random
        owners = [self.object_at] if one is self.types.get(MEDIA) else list(one.keys)
        for n in range(random.randint(0, 2)):
            owner = random.choice(owners)
            targets = [t for t in [*self.types, UNION] if self._knows(owner, t)]
            if not targets:
                continue
            target = random.choice(targets)
            member = Member(target, [owner], list=self._chance(0.4))
            one.fields[f"r{n}"] = member
            if target in {UNION, MEDIA} or not self._chance(0.4):
                continue
            name = self._elsewhere(owner, target)
            if name:
                member.provides = name
                self.types[target].fields[name].shared = True

    def _elsewhere(self, subgraph: str, target: str) -> str:
        """Return a plain field that a subgraph does not resolve, if there is one."""
        found = [
            name
            for name, one in self.types[target].fields.items()
            if one.type == "String"
            and subgraph not in one.owners
            and not (one.argument or one.requires)
        ]
        return self.random.choice(found) if found else ""

    def _add_requirements(self, name: str) -> None:
        one = self.types[name]
        asker = self.random.choice(sorted(one.keys))
        required = self._elsewhere(asker, name)
        if required:
            one.fields["q"] = Member("String", [asker], requires=(required,))
        for key, member in list(one.fields.items()):
            if (
                member.type in {UNION, MEDIA, "String"}
                or member.list
                or member.provides
                or asker in member.owners
                or asker not in self.types[member.type].keys
            ):
                continue
            inner = self._elsewhere(asker, member.type)
            if inner:
                one.fields["n"] = Member("String", [asker], requires=(key, inner))

    def _roots(self) -> dict[str, Member]:
        roots: dict[str, Member] = {}
        for n in range(4):
            owner = self.random.choice(self.subgraphs)
            targets = [t for t in [*self.types, UNION] if self._knows(owner, t)]
            if targets:
                target = self.random.choice(targets)
                roots[f"q{n}"] = Member(target, [owner], list=self._chance(0.5))
        return roots

    def _fill(self, name: str, row: dict[str, Any]) -> None:
        fields = dict(self.types[name].fields)
        if self.object_at and name in self.members:
            fields = self.types[MEDIA].fields | fields
        for key, member in fields.items():
            if member.type != "String":
                row[key] = self._pick(member)
            elif member.non_null or self._chance(0.9):
                row[key] = f"{row['id']}.{key}"
            else:
                row[key] = None

    def _pick(self, member: Member) -> Any:
        many = member.type in {UNION, MEDIA}
        names = self.members if many else [member.type]

        def one() -> Any:
            if self._chance(0.1):
                return None
            return self.random.choice(names), self.random.randrange(ROWS)

        return (
            [one() for _ in range(self.random.randint(0, 3))] if member.list else one()
        )

    def fields_of(self, name: str) -> dict[str, Member]:
        """Return the fields of a type, those of its interface object too."""
        own = self.types[name].fields if name in self.types else {}
        if self.object_at and name in self.members:
            return self.types[MEDIA].fields | own
        return own

    # --- subgraphs as SDL ---

    def sdl(self, subgraph: str) -> str:
        """Return the SDL of a subgraph, without its @link."""
        external = self._external(subgraph)
        text = ""
        for name, one in self.types.items():
            if subgraph in one.keys:
                text += self._type_sdl(name, subgraph, external.get(name, set()))
        roots = "".join(
            f"  {name}: {one}\n"
            for name, one in self.roots.items()
            if subgraph in one.owners
        )
        text += f"type Query {{\n{roots}}}\n" if roots else ""
        if f"{UNION}\n" in text or f"{UNION}]" in text or f"{UNION} " in text:
            text += f"union {UNION} = {' | '.join(self.members)}\n"
        return text

    def _external(self, subgraph: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, one in self.types.items():
            for member in one.fields.values():
                if subgraph not in member.owners:
                    continue
                if member.provides:
                    found.setdefault(member.type, set()).add(member.provides)
                if member.requires:
                    found.setdefault(name, set()).add(member.requires[0])
                if len(member.requires) == 2:
                    target = one.fields[member.requires[0]].type
                    found.setdefault(target, set()).add(member.requires[1])
        return found

    def _type_sdl(self, name: str, subgraph: str, external: set[str]) -> str:
        one = self.types[name]
        keys = "".join(f' @key(fields: "{key}")' for key in one.keys[subgraph])
        kind, more = "type", ""
        if name == MEDIA and subgraph == self.interface_at:
            kind = "interface"
        elif name == MEDIA:
            keys += " @interfaceObject"
        elif self.object_at and subgraph == self.interface_at and name in self.members:
            more = f" implements {MEDIA}"
        text = f"{kind} {name}{more}{keys} {{\n"
        text += "".join(f"  {key}: ID!\n" for key in one.keys[subgraph])
        for key, member in one.fields.items():
            if subgraph in member.owners:
                text += f"  {key}{'(x: Int)' if member.argument else ''}: {member}"
                text += _directives(member) + "\n"
            elif key in external:
                text += f"  {key}: {member} @external\n"
        return text + "}\n"

    def executable(self, subgraph: str) -> GraphQLSchema:
        """Return the schema of a subgraph with `_entities`."""
        body = self.sdl(subgraph)
        names = [name for name, one in self.types.items() if subgraph in one.keys]
        if subgraph == self.interface_at:
            names.remove(MEDIA)
        text = DIRECTIVES + body
        if "type Query" not in body:
            text += "type Query { nothing: Int }\n"
        if names:
            text += f"union _Entity = {' | '.join(names)}\n"
            text += "extend type Query {"
            text += " _entities(representations: [_Any!]!): [_Entity]! }\n"
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
            type_resolver=lambda held, *_: held.typename or held.row["__typename"],
        )

    def _resolve(
        self,
        subgraph: str,
        held: Held | None,
        info: GraphQLResolveInfo,
        given: dict[str, Any],
    ) -> Any:
        name = info.field_name
        if held is None and name == "_entities":
            return [self._entity_of(subgraph, one) for one in given["representations"]]
        if held is None:
            return self._hold(self.root_values[name], "")
        member = self.fields_of(info.parent_type.name).get(name)
        if member is None:
            return held.row[name]
        if subgraph:
            self._check(subgraph, name, member, held)
        return self._value(held.row[name], member, given)

    def _value(self, value: Any, member: Member, given: dict[str, Any]) -> Any:
        if member.type != "String":
            return self._hold(value, member.provides)
        if member.argument and value is not None:
            return f"{value}({given.get('x')})"
        return value

    @staticmethod
    def _check(subgraph: str, name: str, member: Member, held: Held) -> None:
        if subgraph not in member.owners and name != held.provided:
            raise GraphQLError(f"{name} is external in {subgraph}")
        if not member.requires or member.requires == (held.provided,):
            return
        first, *rest = member.requires
        if first not in held.sent:
            raise GraphQLError(f"{name} was asked for without {first}")
        if not rest and held.sent[first] != held.row[first]:
            raise GraphQLError(f"{name} was asked for with a wrong {first}")

    def _entity_of(self, subgraph: str, sent: dict[str, Any]) -> Held:
        name = sent["__typename"]
        keys = [key for key in self.types[name].keys[subgraph] if key in sent]
        names = self.members if name == MEDIA else [name]
        rows = [row for one in names for row in self.rows[one]]
        row = next(row for row in rows if row[keys[0]] == sent[keys[0]])
        as_object = name == MEDIA and subgraph == self.object_at
        return Held(row, sent, typename=MEDIA if as_object else "")

    def _hold(self, value: Any, provided: str) -> Any:
        if isinstance(value, list):
            return [self._hold(one, provided) for one in value]
        if value is None:
            return None
        name, number = value
        return Held(self.rows[name][number], provided=provided)


def _directives(member: Member) -> str:
    text = " @shareable" if member.shared else ""
    if member.requires:
        first, *rest = member.requires
        below = f" {{ {rest[0]} }}" if rest else ""
        text += f' @requires(fields: "{first}{below}")'
    if member.provides:
        text += f' @provides(fields: "{member.provides}")'
    return text


class InMemory:
    """A transport to the subgraphs of a world; invalid documents are errors."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._schemas = {one: world.executable(one) for one in world.subgraphs}

    async def post(self, outgoing: Outgoing) -> Incoming:
        """Answer one request."""
        message = orjson.loads(outgoing.body)
        schema = self._schemas[outgoing.agency]
        source = message["query"]
        assert not validate(schema, parse(source)), source
        variables = message.get("variables", {})
        result = self._world.answer(schema, source, variables, outgoing.agency)
        assert not result.errors, (result.errors, source)
        return Incoming(200, {}, orjson.dumps({"data": result.data}))

    async def close(self) -> None:
        """Close nothing."""
