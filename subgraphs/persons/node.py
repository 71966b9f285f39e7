"""The unit as a node: what it answers, takes in and looks up."""

from pathlib import Path

from linkage.profile import Profile
from protocol.dates import Clock
from protocol.keys import KeySet, SealingKey
from protocol.replay import SqliteReplayGuard
from subgraphs.persons.intake import Intake, intake_endpoint
from subgraphs.persons.lookup import LookupDesk, Uploads
from subgraphs.persons.people import AGENCY_OF, record_rows
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
from subgraphs.persons.tables import metadata
from subgraphs.sdk.node import Assembled, NodeSpec, assemble

UNIT = "persons"


def assemble_unit(settings: UnitSettings, home: Path, clock: Clock) -> Assembled:
    """The unit, ready to answer; raises as `subgraphs.sdk.node.assemble`."""
    profile = Profile.load(home / settings.profile)
    desk = LookupDesk(
        key=SealingKey.load(home / settings.sealing),
        peers=KeySet.load(home / settings.peers),
        profile=profile,
        epochs=settings.epochs,
        uploads=Uploads(home / settings.uploads),
        replay=SqliteReplayGuard(home / settings.replay, clock),
    )
    intake = Intake(home / settings.uploads, profile, settings.epochs)
    spec = NodeSpec(
        agency=UNIT,
        query=query_with(desk),
        metadata=metadata,
        types=(Resident, Applicant, ImmigrationPerson, CitizenAbroad, Inmate, Person),
        readers=dict.fromkeys(AGENCY_OF, record_rows),
        endpoints=(lambda assembled: intake_endpoint(intake, assembled),),
    )
    return assemble(spec, settings, home, clock)
