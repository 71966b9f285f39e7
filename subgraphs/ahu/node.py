"""AHU's node: who sees which cases, and what the node vouches for."""

from sqlalchemy import select

from protocol.asks import Asker
from subgraphs.ahu.attest import attest_endpoint
from subgraphs.ahu.schema import Query
from subgraphs.ahu.tables import applicants, cases, metadata
from subgraphs.encoder.lookup import lookup_endpoint
from subgraphs.sdk.filters import Condition
from subgraphs.sdk.node import NodeSpec
from subgraphs.sdk.row_rules import Attests, RowRules, within_region

kanwil = within_region(cases.c.kanwil_code)


def applicants_of_kanwil(asker: Asker) -> Condition | None:
    """A regional office sees the people of its own cases."""
    own = kanwil(asker)
    if own is None:
        return None
    return applicants.c.handle.in_(select(cases.c.applicant_handle).where(own))


NODE = NodeSpec(
    agency="ahu",
    query=Query,
    metadata=metadata,
    rules=RowRules(
        scopes={"CitizenshipCase": kanwil, "Applicant": applicants_of_kanwil},
        attested={
            "CitizenshipCase": Attests.CASE,
            "Applicant": Attests.SUBJECT,
        },
    ),
    endpoints=(attest_endpoint, lookup_endpoint),
)
