"""A process's memory, written to a file so that the canary search can read it.

What a program holds stands in its writable private mappings: heap, stacks, and what
it allocated beside them. Linux shows them in `/proc/<pid>/maps` and `/proc/<pid>/mem`
(proc(5)) to whoever may trace the process, which a parent may do to its child.
A crash dump (core(5)) holds the same pages.
"""

import re
from collections.abc import Iterator
from pathlib import Path

BLOCK = 1 << 16
_MAPPING = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw.p .*")


def dump(pid: int, file: Path) -> Path:
    """Writes all that the process holds, pages of zeros left out."""
    with file.open("wb") as out:
        for block in _blocks(pid):
            out.write(block)
    return file


def _blocks(pid: int) -> Iterator[bytes]:
    maps = Path(f"/proc/{pid}/maps").read_text("utf-8")
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _MAPPING.findall(maps):
            for at in range(int(start, 16), int(end, 16), BLOCK):
                memory.seek(at)
                block = memory.read(min(BLOCK, int(end, 16) - at))
                if block.count(0) < len(block):
                    yield block
            yield b"\0"
