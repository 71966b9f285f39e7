"""What the gate reads of a report on a profile (`report.json`).

The report holds far more, for people. Here is what limits are judged by: per attack
the people named of 1,000, for the profile and for both controls, and the recall.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from linkage.errors import ReportInvalid
from protocol.canonical import canonical_json, digest, read_json_object


class _Part(BaseModel):
    """Reads what it knows, and lets the rest be."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class _Estimate(_Part):
    low: float = Field(ge=0)
    value: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.value <= self.high:
            raise ValueError("low <= value <= high does not hold")
        return self


class OfThousand(_Estimate):
    """People of 1,000, with the ends of the interval."""

    high: float = Field(le=1000)


class Share(_Estimate):
    """A share in [0, 1], with the ends of the interval."""

    high: float = Field(le=1)


class Named(_Part):
    """People that an attack names of 1,000."""

    profile: OfThousand
    unhardened: OfThousand
    """Control: encodings without hardening, where an attack must succeed."""
    random: OfThousand
    """Control: random encodings, where it must fail."""


class Attack(_Part):
    """One attack's outcome."""

    named_per_1000: Named
    controls_hold: bool
    """Else the attack shows nothing."""


class About(_Part):
    """Which profile was attacked."""

    id: str
    version: int
    fingerprint: str


class Report(_Part):
    """A report on a profile."""

    v: Literal[1]
    profile: About
    attacks: Annotated[dict[str, Attack], Field(min_length=1)]
    recall: Share


class ReportFile(_Part):
    """A report with the digest of all that stands in it."""

    report: Report
    digest: str
    """SHA-256 of the whole as canonical JSON (RFC 8785), base64url."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a report.

        Raises:
            ReportInvalid: It is missing, no JSON, or lacks what limits are judged by.
        """
        try:
            return cls.parse(path.read_bytes())
        except OSError as error:
            raise ReportInvalid(
                f"The report {path.name} can't be read.",
                diagnostics=type(error).__name__,
            ) from None

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """Read a report from JSON.

        Raises:
            ReportInvalid: It is no JSON, or lacks what limits are judged by.
        """
        try:
            whole = read_json_object(content)
            return cls(
                report=Report.model_validate(whole),
                digest=digest(canonical_json(whole)),
            )
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise ReportInvalid(f"The report's {place}: {first['msg']}.") from None
        except ValueError as error:
            raise ReportInvalid(
                "The report is no JSON object.", diagnostics=str(error)
            ) from None
