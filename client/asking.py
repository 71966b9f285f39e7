"""Asking: sign, send, open, follow cursors, make rows.

The story of a question: its variables, then per page a request id and a new key
to seal to, for a case the attestation of the asker's own node, a statement over
exactly what is sent, the answer with every sealed value opened, and its rows.
The key lives as long as the request: traffic that someone recorded can't be opened
with anything that is stored here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

import pandas as pd
from graphql import GraphQLSchema, build_schema

from client.document import Prepared, prepare
from client.errands import Errands, refused
from client.errors import AnswerInvalid, NotSignedIn, QuestionInvalid
from client.identity import Identity, Places, sign_in
from client.opening import Place, errors_asked_for, open_answer
from client.rows import judge, table_rows
from client.tables import Row, Table
from client.transport import get, post
from protocol.asks import Way
from protocol.dates import Clock, legal_day, system_clock
from protocol.keys import SealingKey
from protocol.questions import Question, load_questions
from protocol.sealing import Opener
from protocol.statements import StatementDraft, new_jti, sign_statement
from protocol.vocabularies import Title

Json = Any
MOST_PAGES: Final = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the gateway, opened."""

    data: Json
    errors: tuple[Mapping[str, Json], ...]
    request_id: str
    sources: Mapping[str, Json]
    """Per agency the dates of its data and of the last linkage."""
    agreements: tuple[str, ...]
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of a saved question: its rows, and the answers they come from."""

    table: Table
    answers: tuple[Answer, ...]

    @property
    def errors(self) -> tuple[Mapping[str, Json], ...]:
        """Every refusal and fault, page by page."""
        return tuple(error for answer in self.answers for error in answer.errors)


@dataclass(frozen=True, slots=True)
class Request:
    """An operation and how it is asked."""

    document: str
    variables: Mapping[str, Json]
    purpose: str
    way: Way
    jti: str = ""
    """Its id, where something was made for it before; else a new one."""


@dataclass(slots=True)
class Client:
    """Asks a gateway on behalf of one identity.

    Args:
        places: where gateway and the asker's own node are.
        identity: the asker.
        questions: saved questions by id.
        clock: the present instant.
        language: of messages, "id" or "en".
        explain: whether answers bring their plans.
    """

    places: Places
    identity: Identity
    questions: Mapping[str, Question]
    clock: Clock = system_clock
    language: str = "id"
    explain: bool = False
    _schema: GraphQLSchema | None = field(default=None, repr=False)

    @classmethod
    def open(cls, home: Path | str, name: str, *, clock: Clock = system_clock) -> Self:
        """A client for an identity of a home folder, signing in where needed.

        Raises:
            NotSignedIn: the home has no settings, or the provider does not know
                the name.
            GatewayUnreachable: the identity provider does not answer.
        """
        home = Path(home)
        places = Places.load(home)
        return cls(
            places,
            _current_identity(home, name, places.issuer, clock()),
            load_questions(home / places.questions),
            clock,
        )

    def frame(self, question: str, **variables: Json) -> pd.DataFrame:
        """The rows of a saved question as a pandas frame; raises as `ask`."""
        return self.ask(question, variables).table.frame()

    def ask(self, question_id: str, variables: Mapping[str, Json]) -> Result:
        """Asks a saved question, all its pages.

        Raises:
            QuestionInvalid: there is no such question, or the schema lacks what
                it selects.
            TautanError: VALIDATION_FAILED for a missing or unknown variable; the
                gateway's own code where it refuses the request as a whole.
            SealedError: a value was moved or does not open.
        """
        question = self.questions.get(question_id)
        if question is None:
            known = ", ".join(sorted(self.questions))
            raise QuestionInvalid(f"no question {question_id!r}; there are: {known}")
        today = legal_day(self.clock())
        request = Request(
            question.document,
            question.variables(variables, today),
            question.about.purpose,
            question.about.way,
        )
        answers = tuple(self._pages(request, question.about.page))
        rows = [
            row
            for answer in answers
            for row in table_rows(question.about, answer.data, answer.errors)
        ]
        kept = judge(question.about, rows, today)
        return Result(
            self._table(question, kept.rows, answers, kept.undecided), answers
        )

    def query(self, request: Request) -> Answer:
        """Asks one operation, once.

        Raises:
            QuestionInvalid: it does not parse or does not fit the schema.
            GatewayUnreachable: the gateway, or the own node, does not answer.
            AnswerInvalid: what came is no GraphQL answer.
            SealedError: a value was moved or does not open.
        """
        prepared = prepare(request.document, self.schema)
        jti = request.jti or new_jti()
        sent = Request(prepared.text, request.variables, request.purpose, request.way)
        sealing = SealingKey.generate()
        statement = self._statement(sent, jti, sealing)
        reply = post(
            f"{self.places.gateway}/graphql",
            {"query": sent.document, "variables": dict(sent.variables)},
            self._headers(statement),
        ).json_object()
        opener = Opener(sealing, jti)
        return self._opened(reply, prepared, sent, opener)

    @property
    def schema(self) -> GraphQLSchema:
        """The gateway's public schema, read once."""
        if self._schema is None:
            reply = get(f"{self.places.gateway}/schema.graphql")
            self._schema = build_schema(reply.body.decode(), assume_valid=True)
        return self._schema

    def _pages(self, request: Request, page: str | None) -> Iterator[Answer]:
        for _ in range(MOST_PAGES):
            answer = self.query(request)
            yield answer
            cursor = _next_cursor(answer.data, page) if page else None
            if cursor is None:
                return
            request = Request(
                request.document,
                {**request.variables, "after": cursor},
                request.purpose,
                request.way,
            )
        raise AnswerInvalid(f"more than {MOST_PAGES} pages")

    def _statement(self, request: Request, jti: str, sealing: SealingKey) -> str:
        draft = StatementDraft(
            document=request.document,
            variables=request.variables,
            purpose=request.purpose,
            way=request.way,
            audience=self.places.audience,
            sealing_jwk=sealing.public_jwk,
            attestation=self._attestation(request, jti),
        )
        return sign_statement(self.identity.signing, draft, now=self.clock(), jti=jti)

    def _attestation(self, request: Request, jti: str) -> str | None:
        if request.way is not Way.CASE:
            return None
        case = request.variables.get("caseNumber")
        return self.errands.attestation(case, jti, request.purpose)

    @property
    def errands(self) -> Errands:
        """What the asker's own node does for it."""
        return Errands(self.places, self.identity, self.clock)

    def _headers(self, statement: str) -> dict[str, str]:
        headers = {
            "authorization": f"Bearer {self.identity.token}",
            "tautan-statement": statement,
            "accept": "application/graphql-response+json",
            "accept-language": self.language,
        }
        return {**headers, "tautan-explain": "plan"} if self.explain else headers

    def _opened(
        self,
        reply: Mapping[str, Json],
        prepared: Prepared,
        sent: Request,
        opener: Opener,
    ) -> Answer:
        if "data" not in reply:
            raise refused(reply)
        extensions = reply.get("extensions") or {}
        return Answer(
            data=open_answer(
                reply["data"], prepared, sent.variables, _open_with(opener)
            ),
            errors=tuple(errors_asked_for(reply.get("errors") or ())),
            request_id=opener.jti,
            sources=_by_agency(extensions.get("sources")),
            agreements=tuple(extensions.get("agreements") or ()),
            plan=extensions.get("plan"),
        )

    def _table(
        self,
        question: Question,
        rows: tuple[Row, ...],
        answers: tuple[Answer, ...],
        undecided: int,
    ) -> Table:
        of = question.about
        titles = {
            each.name: _worded(each.title, self.language)
            for group in (of.columns, of.shares, of.asserters)
            for each in group
        }
        names = tuple(rows[0]) if rows else tuple(titles)
        about = {
            "question": question.id,
            "purpose": question.about.purpose,
            "way": question.about.way.value,
            "agreements": sorted({id_ for a in answers for id_ in a.agreements}),
            "requestIds": [answer.request_id for answer in answers],
            "sources": answers[-1].sources,
            "rowsThatCouldNotBeJudged": undecided,
        }
        return Table(names, rows, titles, about)


def _current_identity(home: Path, name: str, issuer: str, now: datetime) -> Identity:
    try:
        identity = Identity.load(home, name)
    except NotSignedIn:
        return sign_in(home, name, issuer)
    return identity if identity.is_current(now) else sign_in(home, name, issuer)


def _open_with(opener: Opener) -> Callable[[str, Place], Json]:
    def open_value(compact: str, place: Place) -> Json:
        return opener.open(
            compact,
            coordinate=place.coordinate,
            arguments=place.arguments,
            ref=place.ref,
        )

    return open_value


def _next_cursor(data: Json, page: str) -> str | None:
    connection = data
    for key in page.split("."):
        connection = connection.get(key) if isinstance(connection, dict) else None
    if not isinstance(connection, dict):
        return None
    info = connection.get("pageInfo") or {}
    return info.get("endCursor") if info.get("hasNextPage") else None


def _by_agency(sources: Json) -> dict[str, Json]:
    listed = sources if isinstance(sources, list) else []
    return {each["agency"]: each for each in listed if "agency" in each}


def _worded(title: Title, language: str) -> str:
    return title.en if language == "en" else title.id
