"""Who keeps each clause of an agreement: the software, or the parties alone.

`ENFORCED` names, per clause, what in the software makes it hold: remove that and a
test fails. `DECLARED_ONLY` are clauses that bind the parties and that no program
can keep for them; `tautan agreements check` lists them, so that nobody takes a
promise for a lock. A clause stands in exactly one of the two.

Clauses are named by their keys, `access.roles`; of a list of records, by the keys
inside it, `elements.path`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, get_args

from protocol.agreements.model import Agreement
from protocol.agreements.undertakings import Ground, Measure
from protocol.records import Record

_PARSED: Final = "protocol.agreements.loader.parse_agreement"
_KNOWN: Final = "protocol.agreements.loader.misfits"
_SIGNED: Final = "protocol.agreements.signatures.record_of"
_BASIS: Final = "protocol.rules.basis.basis_in_force"
_DPIA: Final = "protocol.rules.dpia.dpia_current"
_VALID: Final = "protocol.rules.validity.validity_covers"
_MATCHED: Final = "protocol.agreements.book.AgreementBook.between"

ENFORCED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kind": _PARSED,
        "id": "protocol.agreements.loader.load_agreements",
        "version": _SIGNED,
        "state": "protocol.rules.state.state_active",
        "parties.provider.org": _MATCHED,
        "parties.provider.predecessor": _KNOWN,
        "parties.recipient.org": _MATCHED,
        "parties.recipient.predecessor": _KNOWN,
        "parties.coordinator.org": _KNOWN,
        "parties.org": "protocol.rules.links.open_pairs",
        "parties.predecessor": _KNOWN,
        **{
            f"legal_basis.{part}.{key}": _BASIS
            for part in ("processing", "task", "transfer")
            for key in ("law", "art")
        },
        "purpose.code": "protocol.rules.purpose.purpose_agreed",
        "purpose.ways": "protocol.rules.way.way_allowed",
        "purpose.allowed_stages": "protocol.rules.stage.stage_allowed",
        "subjects.max_per_request": "protocol.rules.subjects.within_subject_cap",
        "subjects.budget.requests": "subgraphs.sdk.spending.Spending.meet",
        "subjects.budget.within": "subgraphs.sdk.spending.Spending.meet",
        "elements.path": "protocol.rules.element.element_named",
        "elements.class": "protocol.agreements.contracts.contract_misfits",
        "elements.mode": "protocol.rules.mode.mode_fits",
        "on_denial": "protocol.rules.whole.refusing_whole",
        "linkage.min_band": "protocol.verdicts.stricter",
        "output.aggregate_min_cell": "subgraphs.sdk.counts.shown",
        "access.roles": "protocol.rules.role.role_allowed",
        "access.mfa": "protocol.rules.factors.factors_suffice",
        "access.hours": "protocol.rules.hours.hours_open",
        "access.hours.from": "protocol.rules.hours.hours_open",
        "access.hours.to": "protocol.rules.hours.hours_open",
        "access.hours.days": "protocol.rules.hours.hours_open",
        "access.rate_per_day": "subgraphs.sdk.spending.Spending.ask",
        "profile": "subgraphs.persons.linking.link_uploads",
        "min_band": "protocol.verdicts.stricter",
        "audit.per_request_log": "protocol.audit.AuditLog.append",
        "dpia.approved": _DPIA,
        "dpia.review_by": _DPIA,
        "validity.from": _VALID,
        "validity.to": _VALID,
        "validity.renewal": _VALID,
    }
)
"""By clause, the function that makes it hold."""

DECLARED_ONLY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "umbrella_mou": "the ministers signed it",
        "parties.provider.role": "it settles who answers to data subjects",
        "parties.provider.signatory": "the officers' keys stand for them",
        "parties.provider.dpo": "people write to this address",
        "parties.recipient.role": "it settles who answers to data subjects",
        "parties.recipient.signatory": "the officers' keys stand for them",
        "parties.recipient.dpo": "people write to this address",
        "parties.coordinator.sees": "the coordinator's own agreements decide",
        "parties.role": "it settles who answers to data subjects",
        "parties.signatory": "the officers' keys stand for them",
        "parties.dpo": "people write to this address",
        **{
            f"legal_basis.{part}.note": "for readers"
            for part in ("processing", "task", "transfer")
        },
        "purpose.process": "tokens do not name a procedure",
        "purpose.excluded": "what is done with an answer happens at the recipient",
        "subjects.who": "the provider's rows are scoped by its own rules",
        "subjects.children": "the provider's rows are scoped by its own rules",
        "elements.predicate": "the provider computes it",
        "elements.note": "for readers",
        "linkage.method": "no other exists here",
        "linkage.fields": "the linkage profile decides",
        "linkage.key_epoch": "the agencies rotate their keys",
        "linkage.clerical_review": "people look",
        "output.differencing_guard": "the recipient promises it",
        "retention.result": "the recipient deletes",
        "retention.linkage_material": "the unit and the agencies delete",
        "retention.log": "each keeper of a log ages it out",
        "feedback_data.obliged": "the recipient reports",
        "feedback_data.what": "the recipient reports",
        "feedback_data.within": "the recipient reports",
        "rights.correction_and_access_within": "people answer",
        "rights.contact": "people answer",
        "security": "operators configure and test it",
        "security.penetration_test": "operators configure and test it",
        "incident.notify_within": "people are told by people",
        "incident.to": "people are told by people",
        "audit.sample_review": "people look",
        "audit.auditor": "people look",
        "suspension": "the parties set the state to SUSPENDED",
        "termination.notice": "the parties set the state to TERMINATED",
        "termination.on_end": "the parties destroy what is theirs",
        "dpia.id": "the assessment itself is kept elsewhere",
        "dpia.required_because": "the assessment says so",
    }
)
"""By clause, why no program keeps it."""

_KEPT_VALUES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "security": frozenset({Measure.SIGNED_REQUESTS, Measure.HASH_CHAINED_LOG}),
        "suspension": frozenset({Ground.DPIA_LAPSED}),
    }
)
"""Members of declared lists that the software does keep."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A clause of an agreement that binds the parties alone."""

    clause: str
    why: str


def declared_only(agreement: Agreement) -> tuple[Declared, ...]:
    """The clauses that an agreement states and no program keeps, by name."""
    stated = {
        clause for clause, value in _stated(agreement, "") if _binds(clause, value)
    }
    return tuple(
        Declared(clause, DECLARED_ONLY[clause])
        for clause in sorted(stated & DECLARED_ONLY.keys())
    )


def clauses_of(model: type[Record], prefix: str = "") -> Iterator[str]:
    """Every clause that a record may state."""
    for name, info in model.model_fields.items():
        clause = f"{prefix}{info.alias or name}"
        inner = list(records_in(info.annotation))
        if not inner or clause in {"security", "access.hours"}:
            yield clause
        for record in inner:
            yield from clauses_of(record, f"{clause}.")


def records_in(annotation: Any) -> Iterator[type[Record]]:
    """The records that a field of a record may hold."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in get_args(annotation):
        yield from records_in(part)


def _stated(record: Record, prefix: str) -> Iterator[tuple[str, Any]]:
    fields = type(record).model_fields
    for name in record.model_fields_set:
        clause = f"{prefix}{fields[name].alias or name}"
        value = getattr(record, name)
        items = value if isinstance(value, tuple) else (value,)
        inner = [item for item in items if isinstance(item, Record)]
        for item in inner:
            yield from _stated(item, f"{clause}.")
        if len(inner) < len(items):
            yield clause, value


def _binds(clause: str, value: Any) -> bool:
    """Whether a stated value says anything that the software does not keep."""
    if value is None:
        return False
    kept = _KEPT_VALUES.get(clause)
    return kept is None or any(item not in kept for item in value)
