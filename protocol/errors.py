"""Everything that a message between processes can be refused for, as one tree.

TautanError                 any code of the catalogue
├── TokenError              access token
├── StatementError          request statement
├── AttestationError        case attestation
├── HopError                signed message between processes
│   └── SessionForgotten    its session is not known any more: send again
├── TicketError             ticket of a record
├── CursorError             cursor of a connection
├── SealedError             sealed value, at the client
├── LookupTokenError        lookup token
├── KeyFileError            key or key list of an operator
├── RecordError             record that people write by hand
├── RegistryError           published agreements can't be verified, or are stale
├── AuditError              audit log can't be written
│   └── AuditBroken         audit log was changed (line and reason)
└── InternalError           this is a bug in Tautan

The classes say what was being checked, so that a caller can catch one kind.
The *code* says what happened, and the catalogue holds per code whose fault it
is and the words in both languages: there is no second place for either.
Neither message nor diagnostics ever holds personal data or a secret.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from protocol.catalogue import CATALOGUE, Fault
from protocol.messages import Language, message_of, next_step_of

__all__ = [
    "AttestationError",
    "AuditBroken",
    "AuditError",
    "CursorError",
    "Fault",
    "HopError",
    "InternalError",
    "KeyFileError",
    "LookupTokenError",
    "RecordError",
    "RegistryError",
    "SealedError",
    "SessionForgotten",
    "StatementError",
    "TautanError",
    "TicketError",
    "TokenError",
    "read_refusal",
]

REFUSAL_VERSION: Final = 1

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/@ ()-]{0,119}")
"""What a name of an agency, purpose, agreement or clause looks like. A name
from another process that does not match is dropped: it could be a value."""


class TautanError(Exception):
    """A refusal or fault that a caller may meet.

    Args:
        code: A code of the catalogue.
        agency: Short name of the agency that the answer lacks.
        path: Response path, as GraphQL counts it.
        purpose: Purpose code of the request.
        agreement: Id of the agreement that refuses.
        clause: The clause that is missing or refuses.
        diagnostics: Detail for whoever runs the process; never sent.

    Raises:
        KeyError: The code is not in the catalogue.
    """

    def __init__(  # noqa: PLR0913 -- the fields of one wire shape, all named
        self,
        code: str,
        *,
        agency: str | None = None,
        path: Sequence[str | int] | None = None,
        purpose: str | None = None,
        agreement: str | None = None,
        clause: str | None = None,
        diagnostics: str = "",
    ) -> None:
        self.code = code
        self.fault: Fault = CATALOGUE[code].fault
        self.agency = agency
        self.path = None if path is None else tuple(path)
        self.purpose = purpose
        self.agreement = agreement
        self.clause = clause
        self.diagnostics = diagnostics
        super().__init__(code)

    def __str__(self) -> str:
        detail = f" ({self.diagnostics})" if self.diagnostics else ""
        english = Language.ENGLISH
        return f"{self.code}: {self.message(english)} {self.next_step(english)}{detail}"

    def message(self, language: Language) -> str:
        """What happened, for people."""
        return message_of(self.code, language, self._names())

    def next_step(self, language: Language) -> str:
        """What to do next, for people."""
        return next_step_of(self.code, language, self._names())

    def refusal(
        self, request_id: str | None, language: Language = Language.INDONESIAN
    ) -> dict[str, Any]:
        """The one shape of a refusal: an entry of a GraphQL answer's `errors`.

        Args:
            request_id: The statement's jti, where there is one.
            language: The language of message and next step.

        Returns:
            `{message, path?, extensions: {v, code, fault, agency?, path?,
            purpose?, agreement?, clause?, nextStep, requestId?}}`.
        """
        extensions = {
            "v": REFUSAL_VERSION,
            "code": self.code,
            "fault": self.fault.value,
            **self._names(),
            "nextStep": self.next_step(language),
            "requestId": request_id,
        }
        error: dict[str, Any] = {"message": self.message(language)}
        if self.path is not None:
            error["path"] = list(self.path)
        error["extensions"] = {k: v for k, v in extensions.items() if v is not None}
        return error

    def _names(self) -> dict[str, str]:
        path = None if self.path is None else ".".join(map(str, self.path))
        named = {
            "agency": self.agency,
            "path": path,
            "purpose": self.purpose,
            "agreement": self.agreement,
            "clause": self.clause,
        }
        return {name: value for name, value in named.items() if value is not None}


class TokenError(TautanError):
    """The access token is missing, unreadable, foreign or not valid now."""


class StatementError(TautanError):
    """The request statement does not allow this request."""


class AttestationError(TautanError):
    """The case attestation is missing or not valid for this request."""


class HopError(TautanError):
    """A message between processes is unsigned, changed, old or repeated."""


class SessionForgotten(HopError):
    """The other side does not know the session: send again, it will be signed."""

    def __init__(self) -> None:
        super().__init__("HOP_SESSION_UNKNOWN")


class TicketError(TautanError):
    """A ticket is not of this request."""


class CursorError(TautanError):
    """A cursor is not of this list, organisation and purpose."""


class SealedError(TautanError):
    """A sealed value was moved, or can't be read with this key."""


class LookupTokenError(TautanError):
    """A lookup token is not valid for this request."""


class KeyFileError(TautanError):
    """A key, or a list of keys, can't be used."""

    def __init__(self, diagnostics: str) -> None:
        super().__init__("KEY_UNUSABLE", diagnostics=diagnostics)


class RecordError(TautanError):
    """A record that people write by hand can't be used: settings, an agreement.

    Its text names file, line and key, a finding a line, and quotes no value
    beyond what the record's own vocabulary allows.

    Args:
        said: What is wrong, and where.
    """

    def __init__(self, said: str) -> None:
        super().__init__("RECORD_FILE_INVALID", diagnostics=said)

    def __str__(self) -> str:
        return self.diagnostics


class RegistryError(TautanError):
    """What is published of agreements can't be taken.

    Args:
        diagnostics: Why; it holds no personal data.
        code: REGISTRY_UNVERIFIED, or REGISTRY_STALE.
    """

    def __init__(self, diagnostics: str, code: str = "REGISTRY_UNVERIFIED") -> None:
        super().__init__(code, diagnostics=diagnostics)


class AuditError(TautanError):
    """The audit log can't be written: nothing is answered."""


class AuditBroken(AuditError):
    """The audit log was changed.

    Args:
        line: Number of the first line that does not fit, from 1.
        why: What does not fit.
    """

    def __init__(self, line: int, why: str) -> None:
        super().__init__("AUDIT_BROKEN", diagnostics=f"line {line}: {why}")
        self.line = line
        self.why = why


class InternalError(TautanError):
    """A state that the code takes to be impossible."""

    def __init__(self, diagnostics: str) -> None:
        super().__init__("INTERNAL_ERROR", diagnostics=diagnostics)


def read_refusal(error: Mapping[str, Any]) -> TautanError | None:
    """A refusal that another process sent, without its words.

    The message is thrown away and said again from our own catalogue, and a name
    that does not look like one is dropped, so that a node which puts a value
    into an error can't leak it through us.

    Returns:
        The error, or None if its shape, version or code is unknown.
    """
    extensions = error.get("extensions")
    if not isinstance(extensions, Mapping) or not _is_ours(extensions.get("v")):
        return None
    code = extensions.get("code")
    if not isinstance(code, str) or code not in CATALOGUE:
        return None
    return TautanError(
        code,
        agency=_name(extensions.get("agency")),
        path=_path(error.get("path")),
        purpose=_name(extensions.get("purpose")),
        agreement=_name(extensions.get("agreement")),
        clause=_name(extensions.get("clause")),
    )


def _is_ours(version: object) -> bool:
    return type(version) is int and version == REFUSAL_VERSION


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None


def _path(value: object) -> tuple[str | int, ...] | None:
    if not isinstance(value, list):
        return None
    if not all(isinstance(key, int) or _name(key) is not None for key in value):
        return None
    return tuple(value)
