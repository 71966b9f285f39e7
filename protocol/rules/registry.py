"""The rules in force, in the order in which a refusal explains itself.

An agreement grants an element when no rule of `CONDITIONS` misses. Where none
grants it, the refusal is told by the agreement that came closest: the one whose
first miss stands latest here. So the order runs from "another agreement" to
"almost": an agreement for another purpose explains nothing; one that names the
element but has expired explains more than one in force that never named it.

Adding a rule to any of the tuples can only take grants away.
"""

from typing import Final

from protocol.rules.basis import basis_in_force
from protocol.rules.circumstances import ElementRule, ForceRule, StandingRule
from protocol.rules.denial import element_denied
from protocol.rules.dpia import dpia_current
from protocol.rules.element import element_named
from protocol.rules.factors import factors_suffice
from protocol.rules.hours import hours_open
from protocol.rules.mode import mode_fits
from protocol.rules.purpose import purpose_agreed
from protocol.rules.role import role_allowed
from protocol.rules.signatures import signatures_hold
from protocol.rules.stage import stage_allowed
from protocol.rules.state import state_active
from protocol.rules.validity import validity_covers
from protocol.rules.way import way_allowed

IN_FORCE: Final[tuple[ForceRule, ...]] = (
    state_active,
    validity_covers,
    signatures_hold,
    basis_in_force,
    dpia_current,
)
"""What any agreement must hold, whoever asks; a linkage agreement needs no more."""

_ASKED_SO: Final[tuple[StandingRule, ...]] = (
    way_allowed,
    role_allowed,
    factors_suffice,
    hours_open,
    stage_allowed,
)

CONDITIONS: Final[tuple[ElementRule, ...]] = (
    purpose_agreed,
    element_named,
    *IN_FORCE,
    *_ASKED_SO,
    mode_fits,
)
"""One agreement must hold all of them."""

PROHIBITIONS: Final[tuple[ElementRule, ...]] = (element_denied,)
"""Any agreement between the parties that meets one of them forbids."""

STANDING: Final[tuple[StandingRule, ...]] = (
    purpose_agreed,
    *IN_FORCE,
    *_ASKED_SO,
)
"""What makes an agreement usable for an ask at all, whichever the element."""
