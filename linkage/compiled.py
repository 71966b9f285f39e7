"""Numba's compiler with types that mypy can follow."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """Compile to machine code; releases the interpreter's lock while it runs."""
    return cast("Kernel", numba.njit(cache=True, nogil=True)(function))
