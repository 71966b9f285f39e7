"""What is being served, and its exchange for something newer.

A request takes the gateway of its moment and keeps it to its end; an exchange only
changes what the next one takes. So no request is dropped, and none sees two
supergraphs. Whatever is cached hangs on the gateway and goes with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.service import Gateway


@dataclass(slots=True)
class Serving:
    """The gateway that the next request takes."""

    gateway: Gateway
    edition: int = 1
    """Counts what was served since the process began."""
    refused: str | None = None
    """Why the newest material is not served; None where it is."""
    _listeners: list[Callable[[], None]] = field(default_factory=list)

    def exchange(self, gateway: Gateway) -> None:
        """Serve another gateway from the next request on."""
        self.gateway = gateway
        self.edition += 1
        self.refused = None
        for one in tuple(self._listeners):
            one()

    def refuse(self, why: str) -> None:
        """Go on as before, and say why."""
        self.refused = why

    def on_exchange(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each exchange; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
