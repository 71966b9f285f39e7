"""What the HTTP side of a gateway is told when it starts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from gateway.web.cross_site import CrossSite
from gateway.web.documents import Documents
from gateway.web.forwarding import TRACING
from gateway.web.subscriptions import SubscriptionOptions
from protocol.messages import Language


@dataclass(frozen=True, slots=True)
class AppOptions:
    """What the application needs beside the gateway."""

    open_mode: bool
    max_body_bytes: int
    """Largest body or query string of a request."""
    body_seconds: float = 30.0
    """Time for a body to arrive."""
    max_answer_bytes: int = 67_108_864
    """Largest whole answer."""
    max_variable_depth: int = 64
    """Nesting of the variables of a request."""
    max_variable_values: int = 100_000
    """Values in the variables of a request, nested ones counted."""
    language: Language = Language.INDONESIAN
    """Of messages, where a request prefers none."""
    documents: Documents = field(default_factory=Documents)
    cross_site: CrossSite = field(default_factory=CrossSite)
    forward: frozenset[str] = TRACING
    """Headers of a request that go on to subgraphs, in lower case."""
    subscriptions: SubscriptionOptions = field(default_factory=SubscriptionOptions)
    background: Callable[[], Awaitable[None]] | None = None
    """Runs as long as the application does, if there is one."""
