"""The endpoint `/graphql`: GraphQL over HTTP around `Gateway.answer`.

A whole refusal has no `data`; an answer with holes has both. Statuses are in
`gateway.web.statuses`.
"""

import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response

from gateway.errors import GatewayError, RequestError
from gateway.operation.cost import Budget
from gateway.policy.codes import code_of
from gateway.policy.question import Question
from gateway.service import Answer, RefusedError
from gateway.web.extensions import COST, answer_extensions, wishes
from gateway.web.forwarding import forwarded
from gateway.web.messages import Message, read_message
from gateway.web.metrics import Metrics
from gateway.web.negotiation import answer_type
from gateway.web.options import AppOptions
from gateway.web.refusals import Wording
from gateway.web.serving import Serving
from gateway.web.statuses import refusal_status
from protocol.errors import InternalError, TautanError
from protocol.messages import language_of

NOT_ACCEPTABLE: Final = 406
BEARER: Final = "bearer "
EXPLAIN: Final = "tautan-explain"

log = structlog.get_logger("gateway")


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers GraphQL requests."""

    serving: Serving
    metrics: Metrics
    options: AppOptions

    async def __call__(self, request: Request) -> Response:
        """Answer one request; whatever happens, in the one shape of errors."""
        media_type = answer_type(request.headers.get("accept"))
        if media_type is None:
            return Response(status_code=NOT_ACCEPTABLE)
        began = time.perf_counter()
        exchange = _Exchange(request, media_type)
        status, content, outcome = await self._answer(exchange)
        headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language"}
        if status == 405:  # noqa: PLR2004 - RFC 9110 wants Allow with it
            headers["Allow"] = "POST"
        body = orjson.dumps(content)
        if len(body) > self.options.max_answer_bytes:
            refusal = RequestError("ANSWER_TOO_LARGE")
            status, content, outcome = self._refused(exchange, refusal)
            body = orjson.dumps(content)
        self.metrics.request(outcome, time.perf_counter() - began)
        return Response(
            body,
            status_code=status,
            media_type=f"{media_type}; charset=utf-8",
            headers=headers,
        )

    async def _answer(self, exchange: "_Exchange") -> tuple[int, dict[str, Any], str]:
        request = exchange.request
        try:
            message = exchange.message = await read_message(request, self.options)
            documents = self.options.documents
            text = documents.resolve(message.document, message.document_id)
            question = self._question(request, message, text)
            gateway = self.serving.gateway
            answer = await gateway.answer(question)
            documents.answered(text, message.document_id)
        except RefusedError as refused:
            return self._refused(exchange, refused.cause, refused.request_id)
        except (TautanError, GatewayError) as refusal:
            return self._refused(exchange, refusal)
        except Exception as unexpected:  # noqa: BLE001 - the one place that may
            log.error(  # noqa: TRY400 - the exception's own words stay out
                "internal error", kind=type(unexpected).__name__, at=_at(unexpected)
            )
            return self._refused(exchange, InternalError("unexpected exception"))
        self.metrics.fetches(answer.execution.timings)
        return 200, self._content(request, answer, gateway.budget), answer.outcome

    def _content(
        self, request: Request, answer: Answer, budget: Budget | None
    ) -> dict[str, Any]:
        wording = self._wording(request, answer.visit.request_id)
        identity = answer.visit.identity
        purpose = identity.ask.purpose if identity else None
        denials = [one for one in answer.narrowed.denials if one.shown]
        errors = [wording.denial(one, purpose) for one in denials]
        errors += [wording.part(one) for one in answer.problems]
        content: dict[str, Any] = {"data": answer.executed.content}
        if errors:
            content["errors"] = errors
        explain = wishes(request.headers.get(EXPLAIN, ""))
        content["extensions"] = answer_extensions(answer, explain, budget)
        return content

    def _question(self, request: Request, message: Message, document: str) -> Question:
        headers = request.headers
        authorization = headers.get("authorization", "")
        bearer = authorization[: len(BEARER)].lower() == BEARER
        return Question(
            document=document,
            variables=message.variables,
            operation_name=message.operation_name,
            token=authorization[len(BEARER) :].strip() if bearer else "",
            statement=headers.get("tautan-statement", "").strip(),
            accept_language=headers.get("accept-language", ""),
            queries_only=message.by_get,
            wants_cost=COST in wishes(headers.get(EXPLAIN, "")),
            forwarded=forwarded(headers, self.options.forward),
        )

    def _refused(
        self,
        exchange: "_Exchange",
        refusal: TautanError | GatewayError,
        request_id: str | None = None,
    ) -> tuple[int, dict[str, Any], str]:
        code = code_of(refusal)
        errors = self._wording(exchange.request, request_id).whole(refusal)
        status = refusal_status(
            code, exchange.media_type, well_formed=exchange.message is not None
        )
        return status, {"errors": errors}, code

    def _wording(self, request: Request, request_id: str | None) -> Wording:
        language = language_of(request.headers.get("accept-language"))
        return Wording(language, request_id, self.options.open_mode)


@dataclass(slots=True)
class _Exchange:
    """One request while it is answered."""

    request: Request
    media_type: str
    message: Message | None = None
    """None until it was read as a GraphQL request."""


def _at(error: BaseException) -> list[str]:
    """Where an exception came from, without its words, which could hold a value."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
