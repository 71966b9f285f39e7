"""Rule: a request reaches no more people than the agreement allows.

How many people a request reaches is known only while it runs, so this rule
stands apart from the others: whoever resolves people asks it as they come.
"""

from protocol.verdicts import Granted, Refused


def within_subject_cap(
    granted: Granted, provider: str, subjects: int
) -> Granted | Refused:
    """Weigh the number of people reached under a grant."""
    if granted.max_subjects is None or subjects <= granted.max_subjects:
        return granted
    return Refused(
        "TOO_MANY_SUBJECTS",
        provider=provider,
        agreement=granted.agreement,
        clause="subjects.max_per_request",
    )
