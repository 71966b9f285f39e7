"""The unit as a node: what it answers, takes in and looks up."""

from collections.abc import Mapping
from pathlib import Path

from linkage.profile import Profile
from protocol.classification import UNIT
from protocol.dates import Clock
from protocol.erasures import MOST_ERASURE_BYTES
from protocol.keys import KeySet, SealingKey
from protocol.refs import RefKey
from protocol.shared_replay import replay_guard
from subgraphs.persons.encoder_calls import EncoderCalls
from subgraphs.persons.erasing import CORRECTED, ERASED, ChangeDesk
from subgraphs.persons.intake import KIND, Intake
from subgraphs.persons.lookup import LookupDesk
from subgraphs.persons.people import (
    AGENCY_OF,
    new_person_id,
    no_persons,
    record_rows,
)
from subgraphs.persons.revocations import (
    guard_of,
    register_of,
    revocations_endpoint,
)
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


async def link_source(node: Node) -> Mapping[str, str]:
    """What the unit's answers say of its links: the day of the last linkage."""
    day = await linked_on(node.surroundings.database)
    return {"agency": UNIT, **({"linkedOn": day.isoformat()} if day else {})}


def unit_spec(settings: UnitSettings, home: Path, clock: Clock) -> NodeSpec:
    """The unit's declaration, over its profile, keys and uploads.

    Raises:
        LinkageError: The profile, or the officers' keys, can't be used.
        KeyFileError: A key can't be used.
    """
    profile = Profile.load(home / settings.profile)
    guard = guard_of(settings, home, clock)
    uploads = Uploads(home / settings.uploads)
    desk = LookupDesk(
        key=SealingKey.load(home / settings.sealing),
        peers=KeySet.load(home / settings.peers),
        profile=profile,
        epochs=settings.epochs,
        uploads=uploads,
        replay=replay_guard(settings.replay, home, clock),
        guard=guard,
    )
    refs = RefKey.load(home / settings.keys.refs)
    intake = Intake(uploads, profile, settings.epochs, guard, refs)
    changes = ChangeDesk(intake, refs, new_person_id)
    return NodeSpec(
        agency=UNIT,
        query=query_with(desk),
        metadata=metadata,
        types=(Resident, Applicant, ImmigrationPerson, CitizenAbroad, Inmate, Person),
        readers={**dict.fromkeys(AGENCY_OF, record_rows), "Person": no_persons},
        source=link_source,
        endpoints=(
            *(each.route for each in _calls(intake, changes, settings)),
            revocations_endpoint(register_of(settings, home)),
        ),
    )


def _calls(
    intake: Intake, changes: ChangeDesk, settings: UnitSettings
) -> tuple[EncoderCalls, ...]:
    """What agencies' encoders may ask of the unit."""
    most, files = settings.most_upload_bytes, "/encodings/{agency}"
    return (
        EncoderCalls(files, "PUT", KIND, most, intake.take),
        EncoderCalls(files, "PATCH", CORRECTED, most, changes.correct),
        EncoderCalls(
            "/erasures/{agency}", "POST", ERASED, MOST_ERASURE_BYTES, changes.erase
        ),
    )
