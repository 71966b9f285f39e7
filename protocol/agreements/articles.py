"""The registry of articles that agreements cite, with their validity."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pydantic import Field

from protocol.agreements.terms import Citation
from protocol.records import Record, parse_record, read_yaml
from protocol.vocabularies import Title


class Article(Record):
    """An article, or a paragraph of one, as agreements cite it."""

    subject: Title
    until: date | None = Field(default=None)
    """Last day in force, where it was repealed."""


class Law(Record):
    """One law or regulation: one file of `schema/legal`."""

    law: str
    title: Title
    since: date
    """The first day on which the registry vouches that it was in force."""
    checked: bool
    """Whether the subjects were compared with the published text."""
    articles: dict[str, Article] = Field(min_length=1)
    """By article; `*` is the law as a whole, until its article is named."""


Articles = Mapping[tuple[str, str], tuple[Law, Article]]


def load_articles(directory: Path) -> Articles:
    """Read every law of a directory.

    Raises:
        RecordError: a file is not as it should be, or a law stands twice.
        OSError: a file can't be read.
    """
    found: dict[tuple[str, str], tuple[Law, Article]] = {}
    seen: set[str] = set()
    for path in sorted(directory.glob("*.yaml")):
        document = read_yaml(path.read_text(encoding="utf-8"), path.name)
        law = parse_record(Law, document)
        if law.law in seen:
            raise document.error(("law",), f"{law.law} stands in another file too")
        seen.add(law.law)
        found.update({(law.law, art): (law, a) for art, a in law.articles.items()})
    return found


def in_force(since: date, until: date | None, on: date) -> bool:
    """Whether what holds from one day to another, both included, holds on a day."""
    return since <= on and (until is None or on <= until)


def uncovered(
    citations: Iterable[Citation], articles: Articles, on: date
) -> tuple[Citation, ...]:
    """Citations of articles that the registry lacks or that weren't in force."""
    return tuple(cited for cited in citations if not _holds(cited, articles, on))


def _holds(cited: Citation, articles: Articles, on: date) -> bool:
    known = articles.get((cited.law, cited.art))
    if known is None:
        return False
    law, article = known
    return in_force(law.since, article.until, on)
