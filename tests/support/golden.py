"""Text in, text out: expectations that a reviewer reads as a diff."""

from pathlib import Path


def agree(expected: Path, actual: str, *, update: bool) -> None:
    """Compare a text with its expectation, or rewrite it.

    A missing expectation fails: a new case is written with `--update-golden`.
    """
    if update:
        expected.write_text(actual, encoding="utf-8")
        return
    assert expected.exists(), f"{expected} is missing; run with --update-golden"
    assert actual == expected.read_text(encoding="utf-8")
