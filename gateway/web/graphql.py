"""The endpoint `/graphql`: GraphQL over HTTP around `Gateway.answer`.

A whole refusal has no `data`; an answer with holes has both. Statuses are in
`gateway.web.statuses`.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import orjson
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from gateway.errors import GatewayError, RequestError
from gateway.operation.cost import Budget
from gateway.policy.codes import code_of
from gateway.policy.question import Question
from gateway.service import Answer, Gateway, RefusedError, Takes
from gateway.streams import Events, Parts, open_stream
from gateway.web.accepting import NOTHING, Accepted, EventsFormat, accepted_streams
from gateway.web.bits import (
    Writing,
    as_refusal,
    event_chunks,
    part_chunks,
    single_chunks,
)
from gateway.web.extensions import COST, answer_extensions, wishes
from gateway.web.forwarding import forwarded
from gateway.web.framing import Framing, framing_of
from gateway.web.messages import Message, read_message
from gateway.web.metrics import Metrics
from gateway.web.negotiation import JSON, answer_type
from gateway.web.options import AppOptions
from gateway.web.refusals import Wording
from gateway.web.serving import Serving
from gateway.web.statuses import refusal_status
from gateway.web.stream_response import StreamResponse
from gateway.web.subscriptions import Subscriptions
from gateway.web.whole import ALWAYS, WholeAnswer
from protocol.errors import TautanError
from protocol.messages import language_of

NOT_ACCEPTABLE: Final = 406
BEARER: Final = "bearer "
EXPLAIN: Final = "tautan-explain"


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers GraphQL requests."""

    serving: Serving
    metrics: Metrics
    options: AppOptions
    subscriptions: Subscriptions

    async def __call__(self, request: Request) -> Response:
        """Answer one request; whatever happens, in the one shape of errors."""
        accept = request.headers.get("accept")
        media_type = answer_type(accept)
        streams = NOTHING if request.method == "HEAD" else accepted_streams(accept)
        if media_type is None and streams == NOTHING:
            return Response(status_code=NOT_ACCEPTABLE)
        began = time.perf_counter()
        exchange = _Exchange(request, media_type or JSON, streams)
        status, content, outcome = await self._answer(exchange)
        if exchange.opened is not None:
            return self._stream(exchange, exchange.opened, began)
        if media_type is None and streams.events is EventsFormat.SSE:
            self.metrics.request(outcome, time.perf_counter() - began)
            framing = framing_of(EventsFormat.SSE)
            return _streamed(single_chunks(framing, content), framing)
        body = orjson.dumps(content)
        if len(body) > self.options.max_answer_bytes:
            refusal = RequestError("ANSWER_TOO_LARGE")
            asked = exchange.request_id
            status, content, outcome = self._refused(exchange, refusal, asked)
            body = orjson.dumps(content)
        self.metrics.request(outcome, time.perf_counter() - began)
        return WholeAnswer(body, status, exchange.media_type)

    async def _answer(self, exchange: "_Exchange") -> tuple[int, dict[str, Any], str]:
        request = exchange.request
        try:
            message = exchange.message = await read_message(request, self.options)
            documents = self.options.documents
            text = documents.resolve(message.document, message.document_id)
            question = self._question(request, message, text)
            gateway = self.serving.gateway
            answer = await self._open(exchange, gateway, question)
            documents.answered(text, message.document_id)
            if not isinstance(answer, Answer):
                exchange.opened = answer
                return 200, {}, ""
        except RefusedError as refused:
            return self._refused(exchange, refused.cause, refused.request_id)
        except (TautanError, GatewayError) as refusal:
            return self._refused(exchange, refusal)
        except Exception as unexpected:  # noqa: BLE001 - the one place that may
            return self._refused(exchange, as_refusal(unexpected))
        exchange.request_id = answer.visit.request_id
        self.metrics.fetches(answer.execution.timings)
        return 200, self._content(request, answer, gateway.budget), answer.outcome

    async def _open(
        self, exchange: "_Exchange", gateway: Gateway, question: Question
    ) -> Answer | Parts | Events:
        streams = exchange.streams
        if streams == NOTHING:
            return await gateway.answer(question)
        takes = Takes(streams.parts is not None, streams.events is not None)
        limits = self.options.subscriptions.limits
        opened = await open_stream(gateway, question, takes, limits)
        if isinstance(opened, Events):
            exchange.ended = self.subscriptions.enter()
        return opened

    def _stream(
        self, exchange: "_Exchange", opened: Parts | Events, began: float
    ) -> Response:
        """Begin the response of an answer that comes bit by bit."""
        request, streams = exchange.request, exchange.streams
        gateway, visit = opened.gateway, opened.ready.visit
        wording = self._wording(request, visit.request_id)

        def content(answer: Answer) -> dict[str, Any]:
            return self._content(request, answer, gateway.budget)

        def finished(outcome: str) -> None:
            self.metrics.request(outcome, time.perf_counter() - began)

        def writing(framing: Framing) -> Writing:
            fetched = self.metrics.fetches
            largest = self.options.max_answer_bytes
            return Writing(framing, content, fetched, wording.whole, finished, largest)

        if isinstance(opened, Parts):
            assert streams.parts is not None  # noqa: S101 - else it came whole
            framing = framing_of(streams.parts)
            chunks = part_chunks(opened, writing(framing), wording, streams.parts)
            return _streamed(chunks, framing)
        assert streams.events is not None  # noqa: S101 - else it was refused
        framing = framing_of(streams.events)
        every = self.options.subscriptions.beat_seconds
        chunks = event_chunks(opened, writing(framing), every, exchange.ended)
        leave = partial(self.subscriptions.leave, exchange.ended)
        return _streamed(chunks, framing, leave)

    def _content(
        self, request: Request, answer: Answer, budget: Budget | None
    ) -> dict[str, Any]:
        content: dict[str, Any] = {"data": answer.executed.content}
        errors = self._errors(request, answer)
        if errors:
            content["errors"] = errors
        explain = wishes(request.headers.get(EXPLAIN, ""))
        content["extensions"] = answer_extensions(answer, explain, budget)
        return content

    def _errors(self, request: Request, answer: Answer) -> list[dict[str, Any]]:
        denials = [one for one in answer.narrowed.denials if one.shown]
        if not denials and not answer.problems:
            return []
        wording = self._wording(request, answer.visit.request_id)
        identity = answer.visit.identity
        purpose = identity.ask.purpose if identity else None
        return [
            *(wording.denial(one, purpose) for one in denials),
            *(wording.part(one) for one in answer.problems),
        ]

    def _question(self, request: Request, message: Message, document: str) -> Question:
        headers = request.headers
        authorization = _joined(headers, "authorization")
        bearer = authorization[: len(BEARER)].lower() == BEARER
        return Question(
            document=document,
            variables=message.variables,
            operation_name=message.operation_name,
            token=authorization[len(BEARER) :].strip() if bearer else "",
            statement=_joined(headers, "tautan-statement").strip(),
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
        language = language_of(
            request.headers.get("accept-language"), self.options.language
        )
        return Wording(language, request_id, self.options.open_mode)


@dataclass(slots=True)
class _Exchange:
    """One request while it is answered."""

    request: Request
    media_type: str
    streams: Accepted = NOTHING
    """What the caller can read beside that."""
    message: Message | None = None
    """None until it was read as a GraphQL request."""
    request_id: str | None = None
    """None until it was answered."""
    opened: Parts | Events | None = None
    """What is answered bit by bit."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    """Of a subscription: set when it has to end."""


def _nothing() -> None:
    """Do nothing at the end of a stream."""


def _joined(headers: Headers, name: str) -> str:
    """A field that comes several times is one list (RFC 9110 §5.3), and no paper."""
    return ", ".join(headers.getlist(name))


def _streamed(
    chunks: AsyncGenerator[bytes],
    framing: Framing,
    closed: Callable[[], None] = _nothing,
) -> Response:
    # a proxy must not wait for the end
    headers = {**ALWAYS, "X-Accel-Buffering": "no"}
    return StreamResponse(chunks, framing.media_type, headers, closed)
