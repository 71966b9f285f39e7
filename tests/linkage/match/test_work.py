"""A run that was killed goes on from its last tile, and links the same."""

import subprocess
import sys
from datetime import date
from pathlib import Path
from signal import SIGKILL

import numpy as np
import pytest

from linkage.cli.options import SHIPPED_PROFILE
from linkage.match.engine import Embedded
from linkage.match.evidence import Ground
from linkage.match.pair import link_pair
from linkage.match.tiles import Wanted
from linkage.match.work import WorkFolder
from linkage.pipeline.link import link_files
from linkage.pipeline.outcome import write_links

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 6, 1)
PLAIN = SHIPPED_PROFILE.with_name("plain.yaml")
KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from linkage.match.engine import Embedded
from linkage.match.work import WorkFolder
from linkage.pipeline.link import link_files
from linkage.pipeline.outcome import write_links
from linkage.profile import Profile

keep, kept = WorkFolder.keep, []

def keep_two(self, tile, pairs):
    keep(self, tile, pairs)
    kept.append(tile)
    if len(kept) == 2:
        os.kill(os.getpid(), signal.SIGKILL)

WorkFolder.keep = keep_two
left, right, profile, work, out = map(Path, sys.argv[1:])
linked = link_files([left, right], Profile.load(profile), engine=Embedded(work))
write_links(out, linked.links.values(), date(2026, 6, 1))
"""


@pytest.fixture
def files(encode_to_file, population_register, passport_office):
    return (
        encode_to_file("a", population_register),
        encode_to_file("b", passport_office),
    )


@pytest.fixture
def work(files, tmp_path, profile):
    ground = Ground.of(profile, 4)
    return WorkFolder.of(tmp_path / "work", *files, Wanted(ground, 1))


@pytest.mark.usefixtures("files")
def test_a_killed_run_goes_on_and_links_the_same(tmp_path, profile):
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    folder, out = tmp_path / "work", tmp_path / "links.csv"
    arguments = [*paths, PLAIN, folder, out]
    command = [sys.executable, "-c", KILLED, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 -- our words
    assert done.returncode == -SIGKILL
    assert not out.exists()
    kept = {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet")}
    assert len(kept) >= 2
    resumed = link_files(paths, profile, engine=Embedded(folder))
    assert len(list(folder.rglob("*.parquet"))) > len(kept)
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in kept.items())
    write_links(out, resumed.links.values(), TODAY)
    fresh = tmp_path / "fresh.csv"
    write_links(fresh, link_files(paths, profile).links.values(), TODAY)
    assert out.read_text("utf-8") == fresh.read_text("utf-8")
    assert len(out.read_text("utf-8").splitlines()) == 3


def test_what_was_kept_is_not_searched_again(files, tmp_path, profile):
    folder = tmp_path / "work"
    assert len(link_pair(*files, profile, engine=Embedded(folder)))
    for path in folder.rglob("*.parquet"):
        WorkFolder(path.parent).keep(int(path.stem), np.empty((0, 2), np.int64))
    found = link_pair(*files, profile, engine=Embedded(folder))
    assert {str(one.reason) for one in found} <= {"IDENTIFIER", "BOTH"}
    assert len(found) < len(link_pair(*files, profile))


def test_a_tile_is_read_as_it_was_kept(work):
    pairs = np.array([[3, 1], [2**40, 0]])
    work.keep(7, pairs)
    assert work.found(7).tolist() == pairs.tolist()
    assert work.found(8) is None
    assert [path.suffix for path in work.folder.iterdir()] == [".parquet"]


@pytest.mark.parametrize("damage", [b"", b"PAR1", None])
def test_a_damaged_tile_counts_as_none(work, damage):
    work.keep(0, np.array([[1, 2]]))
    (path,) = work.folder.iterdir()
    content = bytearray(path.read_bytes())
    content[len(content) // 8] ^= 1
    path.write_bytes(content if damage is None else damage)
    assert work.found(0) is None


def test_another_comparison_has_another_folder(files, tmp_path, work, profile):
    ground = Ground.of(profile, 4)
    others = [
        WorkFolder.of(tmp_path / "work", *files, Wanted(ground, 2)),
        WorkFolder.of(tmp_path / "work", *files[::-1], Wanted(ground, 1)),
        WorkFolder.of(tmp_path / "work", *files, Wanted(Ground.of(profile, 10**6), 1)),
    ]
    assert len({work.folder, *(other.folder for other in others)}) == 4
    again = WorkFolder.of(tmp_path / "work", *files, Wanted(ground, 1))
    assert again.folder == work.folder
