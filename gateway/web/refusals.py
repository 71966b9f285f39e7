"""The wording of errors: from what went wrong to entries of `errors`.

In development mode a subgraph's own words pass through; behind agreements a
node's refusal is said again from our catalogue, so that a node that puts a
value into an error can't leak it here; and what is wrong with an operation stands
in `extensions.detail`, in English and without the values that it quotes, beside a
message in the asker's language.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.errors import GarbledError, GatewayError
from gateway.executor.answer import UpstreamError
from gateway.executor.problems import Problem
from gateway.operation.errors import LimitExceededError, OperationError
from gateway.operation.errors import Problem as Finding
from gateway.policy.access import Denial
from gateway.policy.codes import code_of
from protocol.errors import TautanError, read_refusal
from protocol.messages import Language

UNKNOWN_FIELD: Final = "Cannot query field"
_LITERAL: Final = re.compile(
    r'"(?!\$\w+")(?:[^"\\]|\\.)*"'
    r"|(?<=String )'(?:[^'\\]|\\.)*'"
    r"|(?<=value: ).+"
)
"""What a finding quotes, the names of variables aside: it may belong to a person."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How errors of one request are said."""

    language: Language
    request_id: str | None
    open_mode: bool
    """Whether a subgraph's own words pass through."""

    def whole(self, error: TautanError | GatewayError) -> list[dict[str, Any]]:
        """Word a refusal of the whole request."""
        match error:
            case TautanError():
                return [error.refusal(self.request_id, self.language)]
            case OperationError():
                return [self._finding(error, one) for one in error.problems]
            case _:
                return [self._coded(code_of(error))]

    def part(self, problem: Problem) -> dict[str, Any]:
        """Word a failure of a part of the answer."""
        entry = self._cause(problem.cause)
        extensions = entry["extensions"]
        if problem.agency is not None:
            extensions["agency"] = problem.agency
        return _placed(entry, problem.dotted, problem.path)

    def _cause(self, cause: TautanError | UpstreamError) -> dict[str, Any]:
        if isinstance(cause, TautanError):
            return cause.refusal(self.request_id, self.language)
        if self.open_mode:
            return {"message": cause.message, "extensions": self._theirs(cause)}
        known = read_refusal({"extensions": cause.extensions})
        refusal = known or GarbledError(None, why="an error without a known code")
        return refusal.refusal(self.request_id, self.language)

    def _theirs(self, cause: UpstreamError) -> dict[str, Any]:
        """A subgraph's own extensions; an error without a code gets ours."""
        if "code" in cause.extensions:
            return dict(cause.extensions)
        return {**self._coded("AGENCY_ERROR")["extensions"], **cause.extensions}

    def denial(self, denial: Denial, purpose: str | None) -> dict[str, Any]:
        """Word a selection that was not granted."""
        refused = denial.refused
        error = TautanError(
            refused.code,
            agency=refused.provider,
            purpose=purpose,
            agreement=refused.agreement,
            clause=refused.clause,
            path=denial.pattern,
        )
        entry = error.refusal(self.request_id, self.language)
        path = None if denial.below_list else denial.pattern
        return _placed(entry, ".".join(denial.pattern), path)

    def _finding(self, error: OperationError, found: Finding) -> dict[str, Any]:
        code = code_of(error)
        if code == "VALIDATION_FAILED" and found.message.startswith(UNKNOWN_FIELD):
            code = "UNKNOWN_FIELD"
        entry = self._coded(code)
        if self.open_mode:
            entry["message"] = found.message
        else:
            entry["extensions"]["detail"] = _LITERAL.sub("…", found.message)
        if isinstance(error, LimitExceededError) and error.limit:
            entry["extensions"]["limit"] = error.limit
        if found.locations:
            entry["locations"] = [
                {"line": line, "column": column} for line, column in found.locations
            ]
        return entry

    def _coded(self, code: str) -> dict[str, Any]:
        return TautanError(code).refusal(self.request_id, self.language)


def _placed(
    entry: dict[str, Any], dotted: str, path: Iterable[str | int] | None
) -> dict[str, Any]:
    extensions: Mapping[str, Any] = entry["extensions"]
    placed: dict[str, Any] = {"message": entry["message"]}
    if path is not None:
        placed["path"] = list(path)
    placed["extensions"] = {**extensions, **({"path": dotted} if dotted else {})}
    return placed
