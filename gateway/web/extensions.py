"""What stands beside an answer: its id, sources, agreements, plan and cost."""

from functools import lru_cache
from typing import Any, Final

from gateway.operation.cost import Budget
from gateway.planner.text import print_plan
from gateway.service import Answer

PLAN: Final = "plan"
COST: Final = "cost"


@lru_cache(maxsize=64)
def wishes(header: str) -> frozenset[str]:
    """Read what the header Tautan-Explain asks for: `plan`, `cost` or both."""
    return frozenset(one.strip().lower() for one in header.split(","))


def answer_extensions(
    answer: Answer, explain: frozenset[str], budget: Budget | None
) -> dict[str, Any]:
    """Return the `extensions` of an answer.

    Args:
        answer: as the service gave it.
        explain: what the caller asked to be told.
        budget: what costs were measured by.
    """
    extensions: dict[str, Any] = {
        "requestId": answer.visit.request_id,
        "sources": list(answer.execution.sources.values()),
        "agreements": list(answer.narrowed.agreements),
    }
    if PLAN in explain:
        extensions["plan"] = print_plan(answer.plan)
    if COST in explain and budget is not None and answer.cost is not None:
        extensions["cost"] = {
            "estimated": answer.cost.estimated,
            "maximum": answer.cost.maximum,
            "actual": budget.actual(answer.narrowed.operation, answer.data),
        }
    return extensions
