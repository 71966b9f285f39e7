"""Our rules over contracts; none depends on another."""

from collections.abc import Callable, Iterable
from typing import Final

from gateway.composition.contract_rules.classified_non_null import (
    classified_fields_are_nullable,
)
from gateway.composition.contract_rules.contract_definitions_agree import (
    contract_definitions_agree,
)
from gateway.composition.contract_rules.contract_directives_composed import (
    contract_directives_are_composed,
)
from gateway.composition.contract_rules.field_not_classified import (
    fields_are_classified,
)
from gateway.composition.contract_rules.personal_input import inputs_are_impersonal
from gateway.composition.contract_rules.personal_not_sealed import (
    personal_fields_are_sealed,
)
from gateway.composition.diagnostics import Diagnostic
from gateway.composition.merge.context import MergeContext

CONTRACT_RULES: Final[tuple[Callable[[MergeContext], Iterable[Diagnostic]], ...]] = (
    contract_definitions_agree,
    contract_directives_are_composed,
    fields_are_classified,
    personal_fields_are_sealed,
    classified_fields_are_nullable,
    inputs_are_impersonal,
)
