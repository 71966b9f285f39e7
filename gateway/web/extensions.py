"""What stands beside an answer: its id, its sources, its agreements, its plan."""

from typing import Any

from gateway.planner.text import print_plan
from gateway.service import Answer


def answer_extensions(answer: Answer, *, explain: bool) -> dict[str, Any]:
    """Return the `extensions` of an answer.

    Args:
        answer: as the service gave it.
        explain: whether the caller asked for the plan.
    """
    extensions: dict[str, Any] = {
        "requestId": answer.visit.request_id,
        "sources": list(answer.execution.sources.values()),
        "agreements": list(answer.narrowed.agreements),
    }
    if explain:
        extensions["plan"] = print_plan(answer.plan)
    return extensions
