"""A linkage profile: every parameter of encoding and matching, named and cited.

Two sides that hold profiles with one fingerprint encode and decide alike. The
fingerprint is SHA-256 over the profile's parameters as canonical JSON (RFC 8785);
comments, line breaks and key order of the YAML file don't change it. The limits
that officers sign are no parameter: a profile whose validity is prolonged makes the
same encodings. What officers sign is the whole (`Profile.whole`).
"""

import datetime as dt
import hashlib
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from linkage.errors import ProfileInvalid
from protocol.canonical import canonical_json
from protocol.errors import RecordError
from protocol.records import parse_record, read_yaml

Permille = Annotated[int, Field(ge=0, le=1000)]


class AttributeName(StrEnum):
    """The attributes of a record that can enter a filter."""

    NAME = "name"
    BIRTH_YEAR = "birth_year"
    BIRTH_DAY = "birth_day"
    BIRTH_PLACE = "birth_place"
    SEX = "sex"
    MOTHER_NAME = "mother_name"
    NIK = "nik"
    PASSPORT = "passport"
    ADDRESS = "address"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Attribute(_Part):
    """How many filter positions one attribute sets."""

    name: Annotated[AttributeName, Field(strict=False)]
    bits: int = Field(gt=0, le=1024)
    """All positions of the attribute, spread over its features."""
    bits_per_feature: int | None = Field(default=None, gt=0, le=64)
    """A cap per feature, so that a short value sets fewer than `bits`."""


class Hardening(_Part):
    """What is done to a filter before it leaves the agency."""

    diffusion: int = Field(ge=0, le=16)
    """Taps: bits whose XOR each bit becomes (`hazmat.hardening.diffusion`); 0: none."""


class Filter(_Part):
    """The record-level filter."""

    bits: Literal[1024]
    hash: Literal["blake2b-keyed"]
    hardening: Hardening
    attributes: tuple[Attribute, ...] = Field(min_length=1, max_length=16, strict=False)
    """Their order gives the bits of the presence mask."""

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        names = [attribute.name for attribute in self.attributes]
        if len(set(names)) != len(names):
            raise ValueError("an attribute is named twice")
        return self


class Identifiers(_Part):
    """Exact tokens beside the filter."""

    mode: Literal["keyed", "oprf", "none"]
    """`keyed`: HMAC under a subkey. `oprf`: by custodians who share a key, so that no
    holder of one key can try out numbers (`hazmat.oprf`)."""


class Dates(_Part):
    """Which birth dates are an office's convention rather than a fact."""

    default_days: tuple[Annotated[str, Field(pattern=r"^\d\d-\d\d$")], ...] = Field(
        strict=False
    )


class Evidence(_Part):
    """The weight of evidence that a band asks of a pair, see `match.evidence`."""

    certain: int
    probable: int
    possible: int

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.certain >= self.probable >= self.possible:
            raise ValueError("certain >= probable >= possible does not hold")
        return self


class Agreement(_Part):
    """How alike the rest of two records must be for a matching identifier to count."""

    certain: Permille
    probable: Permille

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.certain < self.probable:
            raise ValueError("certain >= probable does not hold")
        return self


class Match(_Part):
    """How two encodings are compared and a pair is judged."""

    penalty: Permille
    """What a position that one side alone has costs, against one shared."""
    per_doubling: int = Field(ge=0)
    """Evidence taken off for each doubling of the larger file beyond 10,000."""
    usual_overlap: int = Field(gt=0, le=1000)
    """Permille of NIKs found again, below which a halving counts as a doubling."""
    without_birth_day: int = Field(ge=0)
    """Evidence taken off a pair whose birth days can't be compared."""
    lowest_similarity: Permille
    """Below it no pair is a candidate, whatever its evidence."""
    similarity_links: Evidence
    identifier_links: Agreement
    """Similarity beside the identifier; less of it makes a pair POSSIBLE."""
    identifier_alone: Literal["CERTAIN", "PROBABLE", "POSSIBLE"]
    """The band of a matching identifier where there is nothing else to compare."""
    identifier_weight: int = Field(ge=0)
    """Evidence that each kind of matching identifier adds, where rivals compare."""
    rival_margin: int = Field(ge=0)
    """Evidence by which a pair may fall behind another of the same record."""
    beyond_rivals: int
    """Evidence from which a pair stands whatever its rivals."""


class Cluster(_Part):
    """How links between agencies become clusters."""

    most_records_per_agency: int = Field(ge=1)
    support: Permille
    """The share of compared pairs between two clusters that must be links."""


class Days(_Part):
    """Legal days (Asia/Jakarta), both ends included."""

    first: dt.date
    last: dt.date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.first > self.last:
            raise ValueError("first <= last does not hold")
        return self


class Limits(_Part):
    """What the report on a profile may show at most, and until when it holds."""

    named_per_1000: dict[
        Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")], Permille
    ] = Field(min_length=1)
    """Per attack: of 1,000 people, so many may be named at the upper end of the
    interval. An attack of the report that is not named here is refused."""
    recall: Permille
    """True pairs found, at the lower end of the interval; fewer are refused."""
    dpia: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9./-]{0,63}$")
    """The data protection impact assessment (UU 27/2022 art. 34)."""
    valid: Days


class Profile(_Part):
    """A linkage profile.

    `Profile.load` reads one; `fingerprint` names its content.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    version: int = Field(ge=1)
    title: dict[Literal["en", "id"], str]
    filter: Filter
    identifiers: Identifiers
    dates: Dates
    match: Match
    cluster: Cluster
    sources: tuple[str, ...] = Field(min_length=1, strict=False)
    """Where the parameters come from."""
    limits: Limits | None = None
    """Without them a profile can't be signed, and so is in force nowhere."""

    @classmethod
    def load(cls, path: Path) -> "Profile":
        """Read a profile from a YAML file.

        Raises:
            ProfileInvalid: The file is missing, not YAML, or a value is wrong.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ProfileInvalid(
                "The profile can't be read.", diagnostics=type(error).__name__
            ) from error
        return cls.parse(text, path.name)

    @classmethod
    def parse(cls, text: str, source: str = "profile") -> "Profile":
        """Read a profile from YAML text.

        Args:
            text: Of the profile.
            source: Name of its file, for what is said of errors.

        Raises:
            ProfileInvalid: The text is not YAML, or a value is wrong; with file,
                line and key.
        """
        try:
            return parse_record(cls, read_yaml(text, source))
        except RecordError as error:
            said = error.diagnostics
            raise ProfileInvalid(f"{said}.", diagnostics=said) from error

    @cached_property
    def whole(self) -> dict[str, Any]:
        """Everything in the profile as JSON values, limits included."""
        return self.model_dump(mode="json")

    @cached_property
    def canonical(self) -> bytes:
        """The parameters as canonical JSON: everything but the limits."""
        return canonical_json(self.model_dump(mode="json", exclude={"limits"}))

    @cached_property
    def fingerprint(self) -> str:
        """Hex SHA-256 of the canonical JSON of the parameters."""
        return hashlib.sha256(self.canonical).hexdigest()
