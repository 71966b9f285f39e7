"""Writes answers that come bit by bit as chunks of a response.

What goes wrong once the response has begun can't change its status any more: it is
said in a last payload, and the stream ends as streams do.
"""

import asyncio
import traceback
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from gateway.errors import GatewayError, RequestError
from gateway.executor.deferred import Later, Opening
from gateway.executor.execution import Timing
from gateway.service import Answer
from gateway.streams import BROKEN_OFF, Events, Parts
from gateway.web import log
from gateway.web.accepting import PartsFormat
from gateway.web.framing import Framing
from gateway.web.incremental import PartsWriter
from gateway.web.refusals import Wording
from gateway.web.subscriptions import BEAT, paced
from protocol.errors import InternalError, TautanError

Payload = dict[str, Any]
MULTIPART_EVENTS: Final = "multipart/"


@dataclass(frozen=True, slots=True)
class Writing:
    """What it takes to write one stream."""

    framing: Framing
    content: Callable[[Answer], Payload]
    """Words a whole answer, or an event."""
    fetched: Callable[[Sequence[Timing]], None]
    """Told what was fetched."""
    refused: Callable[[TautanError | GatewayError], list[Payload]]
    """Words what ends a stream."""
    finished: Callable[[str], None]
    """Told how it ended: OK, PARTIAL or a code."""
    max_bytes: int
    """The largest answer: all parts of one, or one event."""

    def check(self, size: int) -> None:
        """Refuse what is too large.

        Raises:
            RequestError: ANSWER_TOO_LARGE.
        """
        if size > self.max_bytes:
            raise RequestError("ANSWER_TOO_LARGE")


async def part_chunks(
    parts: Parts, writing: Writing, wording: Wording, form: PartsFormat
) -> AsyncGenerator[bytes]:
    """Write an answer in parts."""
    framing, outcome = writing.framing, BROKEN_OFF
    ready = parts.ready
    identity = ready.visit.identity
    writer = PartsWriter(
        form=form,
        wording=wording,
        purpose=identity.ask.purpose if identity else None,
        denials=[one for one in ready.narrowed.denials if one.shown],
        shapes=ready.prepared.plan.shapes(),
    )
    size = 0
    try:
        async with aclosing(parts.deliveries()) as deliveries:
            async for one in deliveries:
                body = _part(parts, writer, writing, one)
                size += len(body)
                writing.check(size)
                yield framing.payload(body)
        outcome = parts.outcome
    except Exception as unexpected:  # noqa: BLE001 - the response has begun
        failure = as_refusal(unexpected)
        outcome = failure.code
        payload = writer.failure(writing.refused(failure))
        yield framing.payload(orjson.dumps(payload))
    finally:
        writing.fetched(parts.run.done.timings)
        writing.finished(outcome)
    yield framing.end()


def _part(
    parts: Parts, writer: PartsWriter, writing: Writing, one: Opening | Later
) -> bytes:
    payload = writer.write(one)
    if isinstance(one, Opening) or not one.more:
        answer = parts.so_far()
        payload["extensions"] = writing.content(answer)["extensions"]
    return orjson.dumps(payload)


async def event_chunks(
    events: Events, writing: Writing, every: float, ended: asyncio.Event
) -> AsyncGenerator[bytes]:
    """Write the events of a subscription."""
    framing, outcome = writing.framing, BROKEN_OFF
    wrapped = framing.media_type.startswith(MULTIPART_EVENTS)
    try:
        async with aclosing(paced(events.answers(), every, ended)) as answers:
            async for one in answers:
                if one is BEAT:
                    yield framing.beat()
                    continue
                writing.fetched(one.execution.timings)
                content = writing.content(one)
                whole = {"payload": content} if wrapped else content
                body = orjson.dumps(whole)
                writing.check(len(body))
                yield framing.payload(body)
        outcome = "OK"
    except Exception as unexpected:  # noqa: BLE001 - the response has begun
        failure = as_refusal(unexpected)
        outcome = failure.code
        errors = {"errors": writing.refused(failure)}
        last = {"payload": None, **errors} if wrapped else errors
        yield framing.payload(orjson.dumps(last))
    finally:
        writing.finished(outcome)
    yield framing.end()


async def single_chunks(framing: Framing, content: Payload) -> AsyncGenerator[bytes]:
    """Write a whole answer, or a refusal, to a caller that reads streams alone."""
    yield framing.payload(orjson.dumps(content))
    yield framing.end()


def as_refusal(unexpected: Exception) -> TautanError | GatewayError:
    """Return what can be said of an exception; what we did not foresee is logged."""
    if isinstance(unexpected, TautanError | GatewayError):
        return unexpected
    frames = traceback.extract_tb(unexpected.__traceback__)
    at = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
    log.error("internal error", kind=type(unexpected).__name__, at=at)
    return InternalError("unexpected exception")
