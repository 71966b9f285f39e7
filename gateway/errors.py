"""Errors of the gateway.

    GatewayError
"""


class GatewayError(Exception):
    """Anything that the gateway refuses or fails to do.

    Attributes:
        code: Stable, in capitals; documented, one page per code.
        message: Public: says what is wrong and what to do next; holds no
            personal data.
    """

    code = "GATEWAY_ERROR"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
