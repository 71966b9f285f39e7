"""The unit as a node: what it answers, takes in and looks up."""

from collections.abc import Mapping
from pathlib import Path

from linkage.profile import Profile
from protocol.dates import Clock
from protocol.keys import KeySet, SealingKey
from protocol.replay import SqliteReplayGuard
from subgraphs.persons.intake import Intake, intake_endpoint
from subgraphs.persons.lookup import LookupDesk
from subgraphs.persons.people import AGENCY_OF, no_persons, record_rows
from subgraphs.persons.schema import (
    Applicant,
    CitizenAbroad,
    ImmigrationPerson,
    Inmate,
    Person,
    Resident,
    query_with,
)
from subgraphs.persons.settings import UnitSettings
from subgraphs.persons.store import linked_on
from subgraphs.persons.tables import metadata
from subgraphs.persons.uploads import Uploads
from subgraphs.sdk.node import NodeSpec
from subgraphs.sdk.service import Node

UNIT = "persons"


async def link_source(node: Node) -> Mapping[str, str]:
    """What the unit's answers say of its links: the day of the last linkage."""
    day = await linked_on(node.surroundings.database)
    return {"agency": UNIT, **({"linkedOn": day.isoformat()} if day else {})}


def unit_spec(settings: UnitSettings, home: Path, clock: Clock) -> NodeSpec:
    """The unit's declaration, over its profile, keys and uploads.

    Raises:
        LinkageError: The profile can't be used.
        KeyFileError: A key can't be used.
    """
    profile = Profile.load(home / settings.profile)
    uploads = Uploads(home / settings.uploads)
    desk = LookupDesk(
        key=SealingKey.load(home / settings.sealing),
        peers=KeySet.load(home / settings.peers),
        profile=profile,
        epochs=settings.epochs,
        uploads=uploads,
        replay=SqliteReplayGuard(home / settings.replay, clock),
    )
    intake = Intake(uploads, profile, settings.epochs, settings.most_upload_bytes)
    return NodeSpec(
        agency=UNIT,
        query=query_with(desk),
        metadata=metadata,
        types=(Resident, Applicant, ImmigrationPerson, CitizenAbroad, Inmate, Person),
        readers={**dict.fromkeys(AGENCY_OF, record_rows), "Person": no_persons},
        source=link_source,
        endpoints=(lambda assembled: intake_endpoint(intake, assembled),),
    )
