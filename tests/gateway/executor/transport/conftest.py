"""Servers run on uvloop, tests and tools on asyncio's own loop: both are tried."""

import asyncio

import uvloop


def pytest_asyncio_loop_factories():
    return {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
