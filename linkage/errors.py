"""Everything that linkage can refuse, as one tree.

LinkageError
├── ProfileInvalid      the author of a linkage profile made a mistake
├── RecordInvalid       a record breaks its own shape (the agency's data)
├── SecretInvalid       a secret file is missing, malformed or too open
├── EncodingsCorrupt    an encodings file is damaged, cut off or foreign
├── ProfileMismatch     encodings were made under another profile
├── EpochMismatch       encodings were made in another epoch
├── SecretMismatch      encodings were made with another secret
├── OprfInvalid         a custodian's answer or proof does not hold
├── OprfRateLimited     a client asked a custodian for too much
├── CeremonyInvalid     a key ceremony's transcript or share does not hold
├── OfficersInvalid     the officers' keys are missing, too few, or not theirs
├── ReportInvalid       the report on a profile is missing or malformed
├── ReleaseRefused      a profile is not in force (names the limit)
├── TableInvalid        an input table lacks a column or holds a bad value
├── EngineUnavailable   the engine that was asked for is not there
├── ReportUnwritable    the report of a review can't be written
└── InternalError       this is a bug in linkage

Each class has a stable code and says whose fault it is and what to do next.
Neither message nor diagnostics ever holds a name, a number or a secret.
"""

from typing import ClassVar, Literal

Fault = Literal["CALLER", "AGENCY", "AUTHOR", "US"]


class LinkageError(Exception):
    """Base of all refusals of this package.

    Args:
        message: What happened, for people; never personal data.
        diagnostics: Detail for whoever runs the process; never personal data.
    """

    code: ClassVar[str] = "LINKAGE_ERROR"
    fault: ClassVar[Fault] = "US"
    next_step: ClassVar[str] = "Report this to whoever runs the linkage."

    def __init__(self, message: str, *, diagnostics: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        return f"{self.code}: {self.message} {self.next_step}"


class ProfileInvalid(LinkageError):
    """A linkage profile can't be read, or a value lies outside its range."""

    code = "PROFILE_INVALID"
    fault = "AUTHOR"
    next_step = "Correct the profile file."


class RecordInvalid(LinkageError):
    """A record breaks its own shape."""

    code = "RECORD_INVALID"
    fault = "AGENCY"
    next_step = "Correct the record, or the query that made it."


class SecretInvalid(LinkageError):
    """A file with a linkage secret is missing, malformed or readable by others."""

    code = "SECRET_INVALID"
    fault = "AGENCY"
    next_step = "Make the file readable by its owner alone, or fetch it again."


class EncodingsCorrupt(LinkageError):
    """A file is not an encodings file, or is damaged or cut off."""

    code = "ENCODINGS_CORRUPT"
    fault = "AGENCY"
    next_step = "Encode again and send the file once more."


class ProfileMismatch(LinkageError):
    """Encodings were made under another profile than the one in force."""

    code = "PROFILE_MISMATCH"
    fault = "AGENCY"
    next_step = "Encode again with the profile in force."


class EpochMismatch(LinkageError):
    """Encodings were made in another epoch than the one expected."""

    code = "EPOCH_MISMATCH"
    fault = "AGENCY"
    next_step = "Encode again in the epoch in force."


class SecretMismatch(LinkageError):
    """The public canary records came out differently: another secret."""

    code = "SECRET_MISMATCH"
    fault = "AGENCY"
    next_step = "Encode again with the secret of this linkage project."


class OprfInvalid(LinkageError):
    """A group element, proof or key of the OPRF is not what it should be."""

    code = "OPRF_INVALID"
    fault = "AGENCY"
    next_step = "Ask the custodian named in the diagnostics for its public key."


class OprfRateLimited(LinkageError):
    """A client asked a custodian for more tokens than it may have in a day."""

    code = "OPRF_RATE_LIMITED"
    fault = "CALLER"
    next_step = "Go on tomorrow, or agree on a higher limit with the custodian."


class CeremonyInvalid(LinkageError):
    """A line or a share of a key ceremony is not what it should be."""

    code = "CEREMONY_INVALID"
    fault = "AGENCY"
    next_step = "Check the transcript with `tautan linkage keys verify`."


class OfficersInvalid(LinkageError):
    """The officers' keys can't release a profile."""

    code = "OFFICERS_INVALID"
    fault = "AGENCY"
    next_step = "See docs/how-to/sign-a-profile.md for what the file holds."


class ReportInvalid(LinkageError):
    """The report on a profile is missing, or lacks what limits are judged by."""

    code = "REPORT_INVALID"
    fault = "AUTHOR"
    next_step = "Make it with `tautan linkage review`."


class ReleaseRefused(LinkageError):
    """A profile is not in force: unsigned, changed, expired, revoked, or too risky.

    Args:
        message: What happened.
        limit: What refuses: a key of the profile, `signatures`, `report`,
            `officers` or `revocations`, with a name behind it.
        diagnostics: Detail.
    """

    code = "RELEASE_REFUSED"
    fault = "AUTHOR"
    next_step = "Ask `tautan linkage status` what is missing."

    def __init__(self, message: str, *, limit: str = "", diagnostics: str = "") -> None:
        said = f"{limit}: {message}" if limit else message
        super().__init__(said, diagnostics=diagnostics)
        self.limit = limit


class EngineUnavailable(LinkageError):
    """What should compare is not installed, or can't be reached."""

    code = "ENGINE_UNAVAILABLE"
    fault = "CALLER"
    next_step = "Install it, or run without --engine."


class TableInvalid(LinkageError):
    """A table lacks a column, or a value in it has the wrong shape."""

    code = "TABLE_INVALID"
    fault = "CALLER"
    next_step = "Compare the table with docs/reference/encodings-file.md."


class ReportUnwritable(LinkageError):
    """The folder for the report of a review can't be written."""

    code = "REPORT_UNWRITABLE"
    fault = "CALLER"
    next_step = "Name a folder that you may write to."


class InternalError(LinkageError):
    """A state that the code takes to be impossible."""

    code = "INTERNAL_ERROR"
    fault = "US"
    next_step = "This is a bug: report it."
