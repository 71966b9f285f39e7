"""The canary search: does anything personal stand where nothing personal may?

Law 2 of the architecture. The needles are every name, NIK and passport number
that the demonstration seeded in any agency's database. The haystack is what the
gateway and the unit leave behind: files, databases, logs, captured traffic.

How a needle is recognised, so that a finding means something:

- a NIK or passport number anywhere, digits and letters around it aside;
- a name as whole words: runs of base64 text are words of their own, so that four
  letters inside an encrypted value are no finding; and a name of fewer than eight
  letters only within text (24 printable characters), since among random bytes
  such letters stand by chance; quotation marks, full stops and commas around a
  name, and what is joined to a name of several words by = / _ + or a hyphen, do
  not hide it;
- inside the payload of any token or signature (base64url of JSON), decoded first;
- inside Parquet files, column by column, since their pages are compressed;
- inside SQLite databases cell by cell, since numbers stand between their texts; in the
  bytes of their files only names of eight letters or more are looked for.
"""

import base64
import binascii
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

CHUNK = 1 << 24
OVERLAP = 1 << 12
MOST_WORDS = 8
SQLITE = ".sqlite"
CHANCE_LETTERS = 8
TEXT_RUN = 24
_DIGITS = re.compile(rb"[0-9]{16,}")
_PASSPORT = re.compile(
    rb"(?<![A-Za-z0-9+/=_-])[A-Z]{1,2}[0-9]{6,8}(?![A-Za-z0-9+/=_-])"
)
_PHRASE = re.compile(rb"[A-Za-z0-9+/=_.',-]+(?: [A-Za-z0-9+/=_.',-]+)*")
_LETTERS = re.compile(rb"[A-Z]+")
_MARKS = b"'.,"
_BEFORE = re.compile(rb".*[+/=_-]")
_BEHIND = re.compile(rb"[+/=_].*")
_PRINTABLE = re.compile(rb"[\t\r\n\x20-\x7e]{%d,}" % TEXT_RUN)
_TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]{8,}")


@dataclass(frozen=True, slots=True)
class Finding:
    """A needle that was found: where, and of which kind. Never the value."""

    path: Path
    kind: str
    offset: int


@dataclass(slots=True)
class Needles:
    """What is looked for, as upper-case bytes."""

    niks: set[bytes] = field(default_factory=set)
    passports: set[bytes] = field(default_factory=set)
    names: set[bytes] = field(default_factory=set)

    def add(self, kind: str, value: str) -> None:
        """Adds one value of the kind nik, passport or name; empty ones are left out."""
        needle = value.strip().upper().encode()
        if needle:
            {"nik": self.niks, "passport": self.passports, "name": self.names}[
                kind
            ].add(needle)

    def leave_out(self, public: Iterable[str]) -> int:
        """Leaves out names that are words of public texts, such as the schema.

        Returns:
            How many: a search can't tell them from the words.
        """
        words = {
            name
            for text in public
            for phrase in _PHRASE.findall(text.upper().encode())
            for name in _names_in(phrase, self.names)
        }
        self.names -= words
        return len(words)

    def beyond_chance(self) -> "Needles":
        """The same without the names that stand among random bytes by chance."""
        names = {name for name in self.names if len(name) >= CHANCE_LETTERS}
        return Needles(self.niks, self.passports, names)

    def sample(self) -> tuple[bytes, bytes, bytes]:
        """One needle of each kind, to plant as a control."""
        return min(self.niks), min(self.passports), max(self.names, key=len)

    def __len__(self) -> int:
        return len(self.niks) + len(self.passports) + len(self.names)


def search(paths: Iterable[Path], needles: Needles) -> Iterator[Finding]:
    """Every place in the files, and in the files of the folders, where a needle stands."""
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                yield from _search_file(file, needles)


def _search_file(path: Path, needles: Needles) -> Iterator[Finding]:
    if path.suffix == ".parquet":
        content = b"\0".join(_parquet_values(path))
        yield from _search_bytes(path, content, 0, needles)
    if path.suffix == SQLITE:
        yield from _search_cells(path, needles)
    if path.suffix.startswith(SQLITE):
        needles = needles.beyond_chance()
    with path.open("rb") as source:
        offset, tail = 0, b""
        while block := source.read(CHUNK):
            yield from _search_bytes(path, tail + block, offset - len(tail), needles)
            tail = block[-OVERLAP:]
            offset += len(block)


def _search_cells(path: Path, needles: Needles) -> Iterator[Finding]:
    """A database cell by cell; what its log still holds is read with it."""
    with closing(sqlite3.connect(path)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            quoted = table.replace('"', '""')
            rows = database.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 -- a table's own name
            cells = [
                one for row in rows for cell in filter(None, row) for one in _flat(cell)
            ]
            if not needles.names.isdisjoint(cell.upper() for cell in cells):
                yield Finding(path, "name", 0)
            yield from _search_bytes(path, b"\0".join(cells), 0, needles)


def _parquet_values(path: Path) -> Iterator[bytes]:
    file = pq.ParquetFile(path)
    for name, value in (file.schema_arrow.metadata or {}).items():
        yield name + b" " + value
    for batch in file.iter_batches():
        for column in batch.columns:
            for value in column.to_pylist():
                yield from _flat(value)


def _flat(value: object) -> Iterator[bytes]:
    """A value, or each of a list's: bytes stay bytes, since their text is another."""
    if isinstance(value, list):
        for each in value:
            yield from _flat(each)
    else:
        yield value if isinstance(value, bytes) else str(value).encode()


def _search_bytes(
    path: Path, content: bytes, offset: int, needles: Needles
) -> Iterator[Finding]:
    for kind, place in _places(content, needles):
        yield Finding(path, kind, offset + place)
    for token in _TOKEN.finditer(content):
        for kind, _ in _places(_decoded(token.group()), needles):
            yield Finding(path, f"{kind} inside a token", offset + token.start())


def _places(content: bytes, needles: Needles) -> Iterator[tuple[str, int]]:
    for match in _DIGITS.finditer(content):
        run = match.group()
        for start in range(len(run) - 15):
            if run[start : start + 16] in needles.niks:
                yield "nik", match.start() + start
    for match in _PASSPORT.finditer(content):
        if match.group() in needles.passports:
            yield "passport", match.start()
    names = _possible(content, needles.names)
    for match in _phrases_with_first_word(content, names):
        letters = _longest_name(match.group().upper(), names)
        if letters >= CHANCE_LETTERS or (letters and _in_text(content, match.span())):
            yield "name", match.start()


def _possible(content: bytes, names: set[bytes]) -> set[bytes]:
    """The names whose words all stand somewhere in the content: mostly very few."""
    words = set(_LETTERS.findall(content.upper()))
    return {name for name in names if words.issuperset(_LETTERS.findall(name))}


def _phrases_with_first_word(
    content: bytes, names: set[bytes]
) -> Iterator[re.Match[bytes]]:
    """The phrases in which a name could begin."""
    first = {word for name in names for word in _LETTERS.findall(name)[:1]}
    begin = re.compile(rb"(?<![A-Z])(?:%s)(?![A-Z])" % b"|".join(sorted(first)))
    places = (found.start() for found in begin.finditer(content.upper()))
    place = next(places, len(content)) if first else len(content)
    for phrase in _PHRASE.finditer(content):
        while place < phrase.start():
            place = next(places, len(content))
        if place < phrase.end():
            yield phrase


def _longest_name(phrase: bytes, names: set[bytes]) -> int:
    """The length of the longest name in a phrase; 0 if it holds none."""
    return max((len(name) for name in _names_in(phrase, names)), default=0)


def _names_in(phrase: bytes, names: set[bytes]) -> Iterator[bytes]:
    words = phrase.split(b" ")
    for start in range(len(words)):
        for end in range(start + 1, min(start + MOST_WORDS, len(words)) + 1):
            name = b" ".join(words[start:end])
            yield from {name, *_without_marks(name)} & names


def _without_marks(name: bytes) -> tuple[bytes, bytes]:
    """A name without the marks around it: 'BUDI', and of several words NAME=SITI AMINAH.

    A single word keeps what base64 is spelled with.
    """
    bare = name.strip(_MARKS)
    first, space, rest = bare.partition(b" ")
    if not space:
        return bare, bare
    inner = _BEFORE.sub(b"", first) + space + _BEHIND.sub(b"", rest)
    return bare, inner.strip(_MARKS)


def _in_text(content: bytes, span: tuple[int, int]) -> bool:
    """Whether a place is part of a run of printable characters."""
    start, end = span
    around = content[max(0, start - TEXT_RUN) : end + TEXT_RUN]
    return any(
        run.start() <= min(start, TEXT_RUN) < run.end()
        for run in _PRINTABLE.finditer(around)
    )


def _decoded(text: bytes) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
