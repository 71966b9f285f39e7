"""Whatever stands in a file, reading it ends with a file or a refusal, never the reader."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from linkage.errors import EncodingsCorrupt
from linkage.exchange import quarantine
from linkage.exchange.quarantine import inspect, read_foreign
from linkage.exchange.reader import read_encodings
from linkage.exchange.writer import write_encodings


@pytest.fixture
def written(tmp_path, encoder, population_register):
    path = tmp_path / "a.parquet"
    write_encodings(path, encoder.header("a"), encoder.encode(population_register))
    return path


def test_a_good_file_is_read(written):
    inspect(written)
    assert read_foreign(written).handles == read_encodings(written).handles


def test_a_refusal_says_what_the_reader_says(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 is all that it is")
    for read in (read_encodings, read_foreign):
        with pytest.raises(EncodingsCorrupt) as refusal:
            read(path)
        assert refusal.value.message == "The file is not a whole encodings file."
        assert refusal.value.diagnostics == "ArrowInvalid"


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(EncodingsCorrupt):
        read_foreign(tmp_path / "nowhere")


def dies(path, says):
    del path, says
    os.kill(os.getpid(), signal.SIGABRT)


def sleeps(path, says):
    del path, says
    time.sleep(60)


def talks(path, says):
    del path
    says.send_bytes(b"x" * 10_000)


@pytest.mark.trust
@pytest.mark.parametrize("child", [dies, sleeps, talks])
def test_a_child_that_does_not_live_through_it_takes_nobody_along(
    written, monkeypatch, child
):
    monkeypatch.setattr(quarantine, "_read", child)
    with pytest.raises(EncodingsCorrupt, match="whole encodings file"):
        inspect(written, seconds=1.0)


@pytest.mark.trust
def test_flipped_bits_of_the_footer_end_in_a_file_or_a_refusal(written, tmp_path):
    """The footer is what aborts a reader: its sizes and offsets are believed."""
    content = written.read_bytes()
    footer = int.from_bytes(content[-8:-4], "little") + 8
    refusals = []

    def flipped(number):
        at = len(content) - 1 - (number * 37) % footer
        path = tmp_path / f"{number}.parquet"
        bit = bytes([content[at] ^ (1 << number % 8)])
        path.write_bytes(content[:at] + bit + content[at + 1 :])
        try:
            assert read_foreign(path).handles == read_encodings(written).handles
        except EncodingsCorrupt as refusal:
            refusals.append(refusal)

    with ThreadPoolExecutor(4) as several:
        list(several.map(flipped, range(40)))
    assert len(refusals) > 10
