"""How long work tells how far it is; apart, so that who only encodes loads no matcher."""

from collections.abc import Callable

Report = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def unwatched(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""
