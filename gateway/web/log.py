"""The gateway's log: an event and its values per line, on standard error.

structlog is loaded with the first line. It brings the formatters of a terminal, a
sixth of what starting a gateway costs, and most write nothing for hours.
"""

import sys
from importlib import import_module
from typing import Any


def info(event: str, **values: object) -> None:
    """Say what was done; no value is personal."""
    _lines().info(event, **values)


def warning(event: str, **values: object) -> None:
    """Say what an operator may want to change; no value is personal."""
    _lines().warning(event, **values)


def error(event: str, **values: object) -> None:
    """Say what went wrong; no value is personal."""
    _lines().error(event, **values)


def _lines() -> Any:
    structlog = import_module("structlog")
    return structlog.wrap_logger(structlog.PrintLogger(sys.stderr))
