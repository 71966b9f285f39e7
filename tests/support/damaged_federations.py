"""Federations with a few things changed at random: mostly nearly right, often wrong.

Random worlds and the golden cases of composition are the stock; a change is one that a hand makes: a
directive more or less, another type, an extension instead of a definition. The same
seed gives the same federations.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from random import Random  # noqa: TID251 - no secret is drawn

from graphql import (
    DocumentNode,
    GraphQLSyntaxError,
    NameNode,
    parse,
    parse_type,
    print_ast,
)
from graphql.language import ast

from gateway.composition.source import SubgraphSource
from tests.support.random_worlds import LINK, World

GOLDEN = Path(__file__).parents[1] / "golden" / "composition"
OURS = "https://tautan.example/contract"
OWN_BOUND = "auth-requirements-too-many"
"""The case of a bound that the reference does not have."""
FIELD_DIRECTIVES = (
    "@shareable",
    "@external",
    "@inaccessible",
    '@tag(name:"x")',
    '@override(from:"other")',
    '@override(from:"a",label:"percent(5)")',
    '@requires(fields:"id")',
    '@requires(fields:"name")',
    '@requires(fields:"no")',
    '@provides(fields:"id")',
    "@deprecated",
    "@authenticated",
    '@requiresScopes(scopes:[["a"]])',
    '@policy(policies:[["p"],["q"]])',
    "@cost(weight:2)",
    "@listSize(assumedSize:3)",
    "@unknown",
)
TYPE_DIRECTIVES = (
    "@shareable",
    "@inaccessible",
    "@external",
    "@extends",
    '@key(fields:"id")',
    '@key(fields:"name")',
    '@key(fields:"id",resolvable:false)',
    '@key(fields:"no")',
    "@interfaceObject",
    "@authenticated",
    '@tag(name:"t")',
    "@cost(weight:3)",
)
TYPES = (
    "Int",
    "Int!",
    "String",
    "[String]",
    "[Int!]!",
    "ID!",
    "Case",
    "Office",
    "State",
    "Nowhere",
)
NAMES = (
    "id",
    "name",
    "number",
    "total",
    "x",
)
KNOWN = frozenset(re.findall(r"@(\w+)", " ".join(FIELD_DIRECTIVES + TYPE_DIRECTIVES)))
EXTENSION = ast.ObjectTypeExtensionNode
FIELDED = (
    ast.ObjectTypeDefinitionNode,
    ast.ObjectTypeExtensionNode,
    ast.InterfaceTypeDefinitionNode,
)


def stock():
    """Yield federations as name to SDL: random worlds, and golden cases by turns.

    Golden cases of our own contracts, and of connectors, are not for others to judge.
    """
    rejected = sorted(GOLDEN.glob("rejected/*/subgraphs"))
    cases = [one for one in rejected if one.parent.name != OWN_BOUND]
    accepted = sorted(GOLDEN.glob("accepted/*/subgraphs"))
    for number, case in enumerate(cases):
        world = World(Random(number))  # noqa: S311 - no secret is drawn
        yield {one: LINK + world.sdl(one) for one in world.subgraphs}
        # two sound ones beside each that is refused, so that many still compose
        turns = (2 * number, 2 * number + 1)
        for folder in (case, *(accepted[one % len(accepted)] for one in turns)):
            found = {p.stem: p.read_text("utf-8") for p in folder.glob("*.graphql")}
            if not any(OURS in sdl or "connect/" in sdl for sdl in found.values()):
                yield found


@dataclass
class Damage:
    """Changes federations, one after the other."""

    random: Random

    def federation(self, sound):
        """Change one to three things of a federation."""
        sdls = dict(sound)
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            name = self.random.choice(sorted(sdls))
            sdls[name] = self.sdl(sdls[name])
        return [SubgraphSource(n, f"http://{n}", s) for n, s in sdls.items()]

    def sdl(self, sdl):
        """Change one thing of a subgraph; text that does not parse stays as it is."""
        if self.random.random() < 0.1:
            version = f"federation/v2.{self.random.randrange(13)}"
            return re.sub(r"federation/v2\.\d+", version, sdl)
        try:
            definitions = list(parse(sdl, no_location=True).definitions)
        except GraphQLSyntaxError:
            return sdl
        places = [
            i
            for i, d in enumerate(definitions)
            if isinstance(d, ast.TypeDefinitionNode)
        ]
        if not places:
            return sdl
        place = self.random.choice(places)
        changed = self.definition(definitions[place])
        definitions[place : place + 1] = [changed] if changed else []
        return imported(print_ast(DocumentNode(definitions=tuple(definitions))))

    def definition(self, node):
        """Change a type, or remove it."""
        part = next(
            (p for p in ("fields", "values", "types") if getattr(node, p, ())), ""
        )
        fields = isinstance(node, FIELDED) and bool(node.fields)
        change = self.random.choice(
            [
                *["remove"],
                *["extend"] * isinstance(node, ast.ObjectTypeDefinitionNode),
                *["implement less"] * bool(getattr(node, "interfaces", ())),
                *["less inside"] * (len(getattr(node, part, ())) > 1),
                *["field"] * 6 * fields,
                *["directive"] * 4,
            ]
        )
        changed = node
        match change:
            case "remove":
                changed = None
            case "extend":
                parts = {k: getattr(node, k) for k in EXTENSION.keys if k != "loc"}
                changed = EXTENSION(**parts)
            case "implement less":
                changed = edited(node, interfaces=())
            case "less inside":
                changed = edited(node, **{part: self.without_one(getattr(node, part))})
            case "field":
                inside = list(node.fields)
                place = self.random.randrange(len(inside))
                inside[place] = self.field(inside[place])
                changed = edited(node, fields=tuple(inside))
            case _:
                directives = self.directives(node, TYPE_DIRECTIVES)
                changed = edited(node, directives=directives)
        return changed

    def field(self, node):
        """Change a field."""
        choice = self.random.random()
        if choice < 0.6:
            return edited(node, directives=self.directives(node, FIELD_DIRECTIVES))
        if choice < 0.75 and isinstance(node.type, ast.NonNullTypeNode):
            return edited(node, type=node.type.type)
        if choice < 0.85:
            return edited(node, type=parse_type(self.random.choice(TYPES)))
        if choice < 0.93 and node.arguments:
            return edited(node, arguments=self.without_one(node.arguments))
        return edited(node, name=NameNode(value=self.random.choice(NAMES)))

    def directives(self, node, more):
        """One directive more, or less."""
        if node.directives and self.random.random() < 0.45:
            return self.without_one(node.directives)
        text = f"type T {self.random.choice(more)} {{ a: Int }}"
        added = parse(text, no_location=True).definitions[0].directives
        return (*(node.directives or ()), *added)

    def without_one(self, nodes):
        """All but one."""
        gone = self.random.randrange(len(nodes))
        return tuple(n for i, n in enumerate(nodes) if i != gone)


def edited(node, **changes):
    """The node with some of its parts changed."""
    parts = {k: getattr(node, k, None) for k in node.keys if k != "loc"}
    return type(node)(**{**parts, **changes})


def imported(sdl):
    """The text with the directives that it uses imported."""
    used = sorted(set(re.findall(r"@(\w+)", sdl)) & KNOWN)

    def more(found):
        names = [f'"@{name}"' for name in used if f'"@{name}"' not in found[2]]
        return found[1] + ", ".join([n for n in (found[2].strip(), *names) if n]) + "]"

    return re.sub(r"(federation/v2\.\d+\", import: \[)([^\]]*)\]", more, sdl)


def damaged_federations(seed, number):
    """Federations by number, from the stock in turn."""
    damage = Damage(Random(seed))  # noqa: S311 - no secret is drawn
    sound = list(stock())
    return [damage.federation(sound[i % len(sound)]) for i in range(number)]
