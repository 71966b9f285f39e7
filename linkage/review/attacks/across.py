"""Two projects or two epochs: is a record of one to be found in the other?

Who holds the encodings of one project should learn nothing from those of another, nor
from those of the next epoch. The attacker lays both side by side and takes each record
for the one whose filter is nearest, one to one, among those that have its attributes.
Keys are fresh for each project and epoch (`hazmat.keys`), so the similarity of one
person's two filters must be that of strangers. Where projects share a secret it is 1.

That the same graph of similarities is found in both projects is graph matching, and
measured there.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment

from linkage.hazmat.hardening.bits import unpacked
from linkage.review.attacks.view import Guesses, Seen

_NEVER = -2.0


def match_across(seen: Seen, elsewhere: Seen) -> Guesses:
    """For each encoding the row of the other set that it is taken for.

    Args:
        seen: Of one project or epoch.
        elsewhere: Of another; as many rows at least.
    """
    one, other = (
        1 - 2 * unpacked(each.filters).astype(np.float32) for each in (seen, elsewhere)
    )
    close = one @ other.T / one.shape[1]
    close[seen.present[:, None] != elsewhere.present[None, :]] = _NEVER
    return np.asarray(linear_sum_assignment(-close)[1], np.int64)
