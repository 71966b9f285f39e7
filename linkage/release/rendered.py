"""A profile in words, and how it differs from another, for those who sign it.

The same profile always gives the same text. Nothing is left out: a value that the text
does not name would be signed unseen.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from linkage.release.words import MEANING, Words

Value = str | int | None


def rendered(profile: Mapping[str, Any]) -> str:
    """A whole profile, a value a line, each key explained once in both languages.

    Args:
        profile: `Profile.whole`.
    """
    lines: list[str] = []
    said: set[str] = set()
    for path, value in values(profile):
        key, words = meaning(path)
        if key not in said:
            said.add(key)
            lines += ["", f"# {words.indonesian}", f"# {words.english}"]
        lines.append(f"{path} = {_shown(value)}")
    return "\n".join(lines[1:]) + "\n"


def difference(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> str:
    """What changed, a value a line: `-` as it was, `+` as it is.

    Args:
        before: The whole profile that was released last; None where there was none.
        after: The whole profile.
    """
    if before is None:
        return "Rilis pertama. First release.\n"
    old, new = dict(values(before)), dict(values(after))
    lines: list[str] = []
    for path in changed(before, after):
        _, words = meaning(path)
        lines.append(f"# {words.indonesian} / {words.english}")
        lines += [f"- {path} = {_shown(old[path])}"] if path in old else []
        lines += [f"+ {path} = {_shown(new[path])}"] if path in new else []
    return "\n".join(lines or ["Tidak ada perubahan. No change."]) + "\n"


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The paths at which two whole profiles differ."""
    old, new = dict(values(before)), dict(values(after))
    paths = dict.fromkeys((*old, *new))
    gone = object()
    return tuple(path for path in paths if old.get(path, gone) != new.get(path, gone))


def values(profile: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """Every value of a whole profile by its path, as `filter.attributes[0].bits`."""
    yield from _values(profile, "")


def _values(value: Any, path: str) -> Iterator[tuple[str, Value]]:
    match value:
        case Mapping():
            for name, inner in value.items():
                yield from _values(inner, f"{path}.{name}" if path else name)
        case []:
            yield path, "[]"
        case list():
            for at, inner in enumerate(value):
                yield from _values(inner, f"{path}[{at}]")
        case _:
            yield path, value


def meaning(path: str) -> tuple[str, Words]:
    """The key that explains a path, and its words.

    Raises:
        KeyError: Nobody explains it.
    """
    key = ".".join(part.partition("[")[0] for part in path.split("."))
    while key not in MEANING:
        key, dot, _ = key.rpartition(".")
        if not dot:
            raise KeyError(path)
    return key, MEANING[key]


def _shown(value: Value) -> str:
    return "-" if value is None else str(value)
