"""Errors of reading a supergraph.

GatewayError
└── SupergraphError     SUPERGRAPH_INVALID
"""

from gateway.errors import GatewayError


class SupergraphError(GatewayError):
    """The text is not a supergraph that this gateway can serve."""

    code = "SUPERGRAPH_INVALID"
