"""What is planned.

The saved questions, the public benchmark's query, supergraphs and operations that
grow, and the cases that TAUTAN_CASES names.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.planner.large import media, network, supergraph_of, wander
from protocol.questions import load_questions

SCHEMA: Final = Path(__file__).parents[2] / "schema"
BENCHMARK: Final = Path(__file__).parents[1] / "gateway" / "data"
SUBGRAPHS: Final = 10
TYPES: Final = (30, 300)
FIELDS: Final = (10, 100, 1_000)
IMPLEMENTERS: Final = (10, 70)


@dataclass(frozen=True, slots=True)
class Task:
    """Operations on one supergraph."""

    name: str
    supergraph: str
    """SDL."""
    operations: dict[str, str]
    """Text by name."""


def questions() -> Task:
    """The saved questions of the federation."""
    saved = load_questions(SCHEMA / "questions")
    return Task(
        "questions",
        (SCHEMA / "supergraph.graphql").read_text("utf-8"),
        {name: question.document for name, question in saved.items()},
    )


def benchmark() -> Task:
    """The query of the public federation benchmark."""
    return Task(
        "benchmark",
        (BENCHMARK / "supergraph.graphql").read_text("utf-8"),
        {"query": (BENCHMARK / "query.graphql").read_text("utf-8")},
    )


def growth() -> list[Task]:
    """Operations of 10 to 1,000 fields on 30 and 300 types; wide interfaces."""
    fields = " ".join(f"f{own}" for own in range(SUBGRAPHS))
    return [
        *(
            Task(
                f"{types} types",
                supergraph_of(network(types, SUBGRAPHS)),
                {f"{many} fields": wander(types, SUBGRAPHS, many) for many in FIELDS},
            )
            for types in TYPES
        ),
        *(
            Task(
                f"{many} implementers",
                supergraph_of(media(many, SUBGRAPHS)),
                {
                    "one field elsewhere": "{ media0 { f1 } }",
                    "every field": f"{{ media0 {{ {fields} }} }}",
                },
            )
            for many in IMPLEMENTERS
        ),
    ]


def cases(folder: Path) -> list[Task]:
    """The operations of `plans.jsonl`, by supergraph."""
    operations: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for line in (folder / "plans.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        operations[case["supergraph"]][case["id"]] = case["operation"]
    return [
        Task(name, _supergraph(folder, name), each) for name, each in operations.items()
    ]


def _supergraph(folder: Path, name: str) -> str:
    return (folder / "supergraphs" / f"{name}.graphql").read_text("utf-8")
