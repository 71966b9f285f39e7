"""The JSON Schema of agreements, for editors: `agreement.schema.json`.

    python -m protocol.agreements.json_schema > schema/agreements/agreement.schema.json

Made from the models, so that an editor shows what the loader accepts: each key
with what it means, and who keeps it (`protocol.agreements.upkeep`). What only the
whole can tell, such as an unknown role, `tautan agreements check` says.
"""

import ast
import inspect
import json
import sys
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter

from protocol.agreements.model import Agreement, DataAgreement, LinkageAgreement
from protocol.agreements.upkeep import DECLARED_ONLY, ENFORCED, clauses_of, records_in
from protocol.records import Record

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
KEPT_BY: Final = "x-kept-by"
DECLARED: Final = "the parties alone"


def agreement_schema() -> dict[str, Any]:
    """The schema of one agreement of either kind."""
    kinds: TypeAdapter[Agreement] = TypeAdapter(
        Annotated[Agreement, Field(discriminator="kind")]
    )
    schema = kinds.json_schema(by_alias=True)
    for model in _models():
        properties = schema["$defs"][model.__name__]["properties"]
        for key, meaning in _meanings(model):
            properties[key].setdefault("description", meaning)
    for kind in (DataAgreement, LinkageAgreement):
        for clause in clauses_of(kind):
            _say_who_keeps(schema, kind, clause)
    return {"$schema": DIALECT, "title": "Tautan agreement", **schema}


def _models() -> Iterator[type[Record]]:
    """Every record inside an agreement."""
    waiting: list[type[Record]] = [DataAgreement, LinkageAgreement]
    seen: set[type[Record]] = set()
    while waiting:
        model = waiting.pop()
        if model not in seen:
            seen.add(model)
            yield model
            for info in model.model_fields.values():
                waiting += records_in(info.annotation)


def _meanings(model: type[Record]) -> Iterator[tuple[str, str]]:
    """Keys of a record with the text that stands below each in its source."""
    for owner in model.__mro__:
        if owner is Record or not issubclass(owner, Record):
            return
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
        body = tree.body if isinstance(tree, ast.ClassDef) else []
        for field, text in pairwise(body):
            match field, text:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(said))),
                ):
                    alias = model.model_fields[name].alias
                    yield alias or name, inspect.cleandoc(said)
                case _:
                    pass


def _say_who_keeps(schema: dict[str, Any], kind: type[Record], clause: str) -> None:
    """Say it where the clause stands; a record of both kinds has it once."""
    *path, last = clause.split(".")
    models: list[type[Record]] = [kind]
    for step in path:
        models = [
            inner
            for model in models
            for name, info in model.model_fields.items()
            if (info.alias or name) == step
            for inner in records_in(info.annotation)
        ]
    keeper = DECLARED if clause in DECLARED_ONLY else ENFORCED[clause]
    for model in models:
        properties = schema["$defs"][model.__name__]["properties"]
        if last in properties:
            properties[last].setdefault(KEPT_BY, keeper)


def main() -> None:
    """Print the schema."""
    text = json.dumps(agreement_schema(), indent=2, ensure_ascii=False, sort_keys=True)
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
