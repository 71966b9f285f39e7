"""Makes gateways from settings and sources, as often as the sources change."""

import asyncio
import time
from dataclasses import dataclass
from functools import partial

from graphql import parse

from gateway.cli.doors import Doorkeeper
from gateway.cli.web_options import limits_of
from gateway.errors import SettingsError
from gateway.executor.execution import Ports
from gateway.executor.library import Library
from gateway.executor.transport import Transport
from gateway.operation.cost import Budget
from gateway.operation.cost_rules import read_cost_rules
from gateway.planner.make import make_plan
from gateway.service import Gateway
from gateway.settings import Settings
from gateway.supergraph.model import Supergraph
from gateway.supergraph.read import read_supergraph
from gateway.web.sources import Sources


@dataclass(frozen=True, slots=True)
class Works:
    """Makes gateways: one at the start, and one whenever the sources changed.

    They share connections, log, keys and used statements; supergraph, agreements
    and all that is remembered of them are each gateway's own.
    """

    settings: Settings
    transport: Transport
    sources: Sources
    keeper: Doorkeeper

    async def build(self) -> Gateway:
        """Make a gateway without holding up those who ask meanwhile.

        Raises:
            SettingsError: a file, agreement or supergraph can't be used.
        """
        return await asyncio.to_thread(self.gateway)

    def gateway(self) -> Gateway:
        """Make a gateway; see `build`."""
        settings, sdl = self.settings, self.sources.sdl()
        supergraph = read_supergraph(sdl)
        ports = Ports(
            transport=self.transport,
            urls=_urls(settings, supergraph),
            clock=time.monotonic,
            subgraph_seconds=settings.subgraph_seconds,
        )
        document = parse(sdl, no_location=True)
        doors = self.keeper.doors(document, supergraph)
        planner = partial(make_plan, supergraph)
        return Gateway(
            library=Library(supergraph, planner, limits_of(settings)),
            access=doors.access,
            journal=doors.journal,
            ports=ports,
            hop_for=doors.hop_for,
            deadline_seconds=settings.deadline_seconds,
            budget=Budget(
                supergraph,
                read_cost_rules(document),
                settings.cost.maximum,
                settings.cost.list_size,
            ),
        )


def _urls(settings: Settings, supergraph: Supergraph) -> dict[str, str]:
    """Where each subgraph is; every one must be somewhere.

    Raises:
        SettingsError: a subgraph has no URL.
    """
    urls = {name: one.url for name, one in supergraph.subgraphs.items()}
    urls |= settings.urls
    homeless = sorted(name for name, url in urls.items() if not url)
    if homeless:
        raise SettingsError(f"no URL for {', '.join(homeless)}: add it under urls")
    return urls
