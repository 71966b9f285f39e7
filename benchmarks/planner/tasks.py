"""What is planned: the saved questions, and the cases that TAUTAN_CASES names."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from protocol.questions import load_questions

SCHEMA: Final = Path(__file__).parents[2] / "schema"


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
