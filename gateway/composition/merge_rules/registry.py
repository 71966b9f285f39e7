"""The rules over all subgraphs side by side, in two rounds.

The second runs when the first found nothing: which directives the supergraph keeps
must be clear before one can say what is lost. In a round the order is that in which
findings read best; no rule depends on another.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from gateway.composition.diagnostics import Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.argument_defaults_agree import (
    argument_defaults_agree,
)
from gateway.composition.merge_rules.argument_types_agree import (
    argument_types_agree,
)
from gateway.composition.merge_rules.composed_directives_agree import (
    composed_directives_agree,
)
from gateway.composition.merge_rules.context_arguments_agree import (
    context_arguments_agree,
)
from gateway.composition.merge_rules.enum_values_agree import (
    enum_values_agree,
)
from gateway.composition.merge_rules.enums_have_values import (
    enums_have_values,
)
from gateway.composition.merge_rules.extensions_have_base import (
    extensions_have_base,
)
from gateway.composition.merge_rules.external_arguments_agree import (
    external_arguments_agree,
)
from gateway.composition.merge_rules.external_carries_no_merged_directive import (
    external_carries_no_merged_directive,
)
from gateway.composition.merge_rules.external_fields_have_base import (
    external_fields_have_base,
)
from gateway.composition.merge_rules.external_types_agree import (
    external_types_agree,
)
from gateway.composition.merge_rules.field_types_agree import (
    field_types_agree,
)
from gateway.composition.merge_rules.fields_are_shared_knowingly import (
    fields_are_shared_knowingly,
)
from gateway.composition.merge_rules.imports_are_named_alike import (
    imports_are_named_alike,
)
from gateway.composition.merge_rules.input_defaults_agree import (
    input_defaults_agree,
)
from gateway.composition.merge_rules.input_types_have_fields import (
    input_types_have_fields,
)
from gateway.composition.merge_rules.interface_objects_stand_for_interfaces import (
    interface_objects_stand_for_interfaces,
)
from gateway.composition.merge_rules.keyed_interfaces_know_all_types import (
    keyed_interfaces_know_all_types,
)
from gateway.composition.merge_rules.override_alone import (
    override_alone,
)
from gateway.composition.merge_rules.override_from_another import (
    override_from_another,
)
from gateway.composition.merge_rules.override_labels_are_valid import (
    override_labels_are_valid,
)
from gateway.composition.merge_rules.override_not_on_interface import (
    override_not_on_interface,
)
from gateway.composition.merge_rules.override_source_is_plain import (
    override_source_is_plain,
)
from gateway.composition.merge_rules.queries_exist import (
    queries_exist,
)
from gateway.composition.merge_rules.required_arguments_everywhere import (
    required_arguments_everywhere,
)
from gateway.composition.merge_rules.required_input_fields_everywhere import (
    required_input_fields_everywhere,
)
from gateway.composition.merge_rules.type_kinds_agree import (
    type_kinds_agree,
)

Rule: TypeAlias = Callable[[MergeContext], Iterable[Diagnostic]]

MERGE_ROUNDS: Final[tuple[tuple[Rule, ...], ...]] = (
    (composed_directives_agree,),
    (
        type_kinds_agree,
        extensions_have_base,
        queries_exist,
        imports_are_named_alike,
        interface_objects_stand_for_interfaces,
        keyed_interfaces_know_all_types,
        fields_are_shared_knowingly,
        field_types_agree,
        argument_types_agree,
        argument_defaults_agree,
        required_arguments_everywhere,
        context_arguments_agree,
        input_defaults_agree,
        required_input_fields_everywhere,
        input_types_have_fields,
        enum_values_agree,
        enums_have_values,
        external_fields_have_base,
        external_types_agree,
        external_arguments_agree,
        external_carries_no_merged_directive,
        override_not_on_interface,
        override_from_another,
        override_source_is_plain,
        override_alone,
        override_labels_are_valid,
    ),
)
