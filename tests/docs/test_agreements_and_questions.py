"""The pages on agreements and questions say what the code does."""

import contextlib
import io
import re
import shutil
from pathlib import Path

import pytest
from pydantic import BaseModel

from protocol.agreements.book import AgreementBook
from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.question_records import FrontMatter, Keep
from protocol.questions import load_questions

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
AGREEMENTS = (DOCS / "reference" / "agreements.md").read_text(encoding="utf-8")
QUESTIONS = (DOCS / "reference" / "questions.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to" / "write-an-agreement.md").read_text(encoding="utf-8")


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def keys(model):
    """Every key that a record may hold, nested ones too."""
    for name, info in model.model_fields.items():
        yield info.alias or name
        kinds = [info.annotation, *getattr(info.annotation, "__args__", ())]
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from keys(kind)


@pytest.mark.parametrize("model", [DataAgreement, LinkageAgreement])
def test_every_key_of_an_agreement_has_its_line(model):
    words = set(re.findall(r"[a-z_]+", AGREEMENTS))
    assert set(keys(model)) - words == set()


@pytest.mark.parametrize("model", [FrontMatter, Keep])
def test_every_key_of_a_question_has_its_line(model):
    words = set(re.findall(r"[a-z_]+", QUESTIONS))
    assert set(keys(model)) - words == set()


def test_every_saved_question_is_listed():
    listed = set(re.findall(r"^\| `([a-z0-9-]+)` \| [A-Z]", QUESTIONS, re.MULTILINE))
    assert listed == set(load_questions(ROOT / "schema" / "questions"))


def test_every_clause_that_a_rule_names_is_listed():
    sources = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "protocol" / "rules").glob("*.py")
    ]
    named = {
        found
        for source in sources
        for found in re.findall(r'Miss\(\s*"[A-Z_]+",\s*"([a-z_.]+)"', source)
    }
    assert named
    assert {name for name in named if f"`{name}`" not in AGREEMENTS} == set()


def test_the_agreements_of_the_how_to_load(tmp_path):
    for name in ("vocabularies", "legal"):
        shutil.copytree(ROOT / "schema" / name, tmp_path / name)
    (tmp_path / "agreements").mkdir()
    for text in blocks(HOW_TO, "yaml"):
        name = re.search(r"^id: (.+)$", text, re.MULTILINE).group(1)
        (tmp_path / "agreements" / f"{name}.yaml").write_text(text, encoding="utf-8")
    book = AgreementBook.load(tmp_path / "agreements")
    assert (len(book.data), len(book.linkage)) == (1, 1)


def test_the_snippet_prints_what_the_page_says(monkeypatch):
    monkeypatch.chdir(ROOT)
    (code,), (shown,) = blocks(QUESTIONS, "python"), blocks(QUESTIONS, "text")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "questions.md", "exec"), {})  # noqa: S102 -- the page's own snippet
    assert printed.getvalue() == shown
