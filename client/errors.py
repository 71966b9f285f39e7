"""What can go wrong at the asker's side.

TautanError (protocol.errors)
└── ClientError
    ├── QuestionInvalid     the operation does not parse or does not fit the schema
    ├── NotSignedIn         no identity, or its token has run out
    ├── GatewayUnreachable  no answer in time
    ├── AnswerInvalid       an answer that is misshapen
    └── FormatUnknown       no writer for that file ending

A sealed value that does not open raises `protocol.errors.SealedError`.
"""

from protocol.errors import TautanError


class ClientError(TautanError):
    """A fault that the asker's program met itself."""

    CODE = "INTERNAL_ERROR"

    def __init__(self, diagnostics: str = "") -> None:
        super().__init__(self.CODE, diagnostics=diagnostics)


class QuestionInvalid(ClientError):
    """The operation does not parse or does not fit the public schema."""

    CODE = "QUESTION_INVALID"


class NotSignedIn(ClientError):
    """There is no identity here, or its token has run out."""

    CODE = "NOT_SIGNED_IN"


class GatewayUnreachable(ClientError):
    """No answer from gateway, node or issuer."""

    CODE = "GATEWAY_UNREACHABLE"


class AnswerInvalid(ClientError):
    """An answer that is no GraphQL answer."""

    CODE = "ANSWER_INVALID"


class FormatUnknown(ClientError):
    """A table can't be written in that format."""

    CODE = "FORMAT_UNKNOWN"
