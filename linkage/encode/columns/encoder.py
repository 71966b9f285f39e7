"""Batches of records to batches of encodings: the fast way through the same steps.

normalise each distinct value → number its features → fill filters from a memo of
positions → harden; beside it, identifier tokens. The plain encoder
(`encode.encoder`) stays the oracle, byte for byte.
"""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage.encode.columns.normalised import Normalised, Normaliser
from linkage.encode.columns.numbers import Numbers
from linkage.encode.columns.positions import Positions
from linkage.encode.tokens import MakeTokens
from linkage.exchange.encoding import FILTER_BITS, FILTER_BYTES, FILTER_WORDS, Words
from linkage.exchange.layout import SCHEMA
from linkage.hazmat.filters import TOKEN_BYTES
from linkage.hazmat.hardening.diffusion import draw_taps
from linkage.hazmat.hardening.diffusion_table import diffuse_words, diffusion_table
from linkage.hazmat.keys import LinkageSecret, Purpose
from linkage.profile import AttributeName, Profile

_TOKEN = pa.binary(TOKEN_BYTES)


class ColumnEncoder:
    """Encodes batches under one profile, secret and epoch; see `encoder.Encoder`."""

    def __init__(
        self,
        profile: Profile,
        secret: LinkageSecret,
        epoch: str,
        make_tokens: MakeTokens,
    ) -> None:
        def subkey(purpose: Purpose, attribute: str) -> bytes:
            return secret.derive(purpose, epoch=epoch, attribute=attribute)

        self._normaliser = Normaliser(profile)
        self._positions = {
            attribute.name: Positions(
                attribute, place, subkey(Purpose.FEATURE, attribute.name)
            )
            for place, attribute in enumerate(profile.filter.attributes)
        }
        self._make_tokens = make_tokens
        self._diffusion = None
        if count := profile.filter.hardening.diffusion:
            key = subkey(Purpose.DIFFUSION, "filter")
            self._diffusion = diffusion_table(draw_taps(key, FILTER_BITS, count))

    def encode(self, batch: Any) -> Any:
        """A batch of `RECORDS` to a `pyarrow.RecordBatch` of `exchange.layout.SCHEMA`."""
        return self.encode_normalised(batch.column("handle"), self.normalise(batch))

    def normalise(self, batch: Any) -> Normalised:
        """The half that needs no secret."""
        return self._normaliser.normalise(batch)

    def encode_normalised(self, handles: Any, normalised: Normalised) -> Any:
        """The half that needs it.

        Args:
            handles: A `pyarrow.Array` of strings.
            normalised: As many records.
        """
        filters, present = self.filters(normalised)
        arrays = [
            handles,
            _fixed(filters.astype("<u8").tobytes(), FILTER_BYTES),
            pa.array(present),
            self._token_lists(AttributeName.NIK, normalised.niks),
            self._token_lists(AttributeName.PASSPORT, normalised.passports),
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)

    def filters(self, normalised: Normalised) -> tuple[Words, NDArray[np.uint16]]:
        """Hardened filters, and presence masks."""
        filters = np.zeros((normalised.rows, FILTER_WORDS), np.uint64)
        present = np.zeros(normalised.rows, np.uint16)
        for name, positions in self._positions.items():
            positions.fill(filters, present, normalised.attributes[name])
        if self._diffusion is not None:
            filters = diffuse_words(filters, self._diffusion)
        return filters, present

    def _token_lists(self, kind: AttributeName, numbers: Numbers) -> Any:
        made = b"".join(self._make_tokens(kind, numbers.values))
        counts = numbers.counts if made else np.zeros_like(numbers.counts)
        offsets = np.zeros(len(counts) + 1, np.int32)
        np.cumsum(counts, out=offsets[1:])
        return pa.ListArray.from_arrays(
            pa.array(offsets), _fixed(made, TOKEN_BYTES), type=SCHEMA.field(3).type
        )


def _fixed(content: bytes, width: int) -> Any:
    """Joined values of one width as an Arrow array."""
    kind = pa.binary(width)
    buffers = [None, pa.py_buffer(content)]
    return pa.FixedSizeBinaryArray.from_buffers(kind, len(content) // width, buffers)
