"""An agency's records to its encodings file."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from linkage.encode.encoder import Encoder
from linkage.exchange.encoding import Encoding
from linkage.exchange.writer import write_encodings
from linkage.pipeline.progress import Report, unwatched
from linkage.record import Record


def encode_file(
    path: Path,
    agency: str,
    records: Iterable[Record],
    encoder: Encoder,
    report: Report = unwatched,
) -> int:
    """Encode records as they come and write them; constant memory.

    Args:
        path: The encodings file to make.
        agency: Whose records they are.
        records: A stream is enough.
        encoder: Holds profile, secret and epoch.
        report: Told how many are done; the total is not known and given as 0.

    Returns:
        The number of records.
    """
    batches = _watched(encoder.encode(records), agency, report)
    return write_encodings(path, encoder.header(agency), batches)


def _watched(
    batches: Iterable[Sequence[Encoding]], agency: str, report: Report
) -> Iterator[Sequence[Encoding]]:
    done = 0
    for batch in batches:
        yield batch
        done += len(batch)
        report(f"encode {agency}", done, 0)
