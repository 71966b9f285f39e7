"""A directory of agreements, against its vocabularies and the law."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from protocol.agreements.articles import load_articles, uncovered
from protocol.agreements.book import AgreementBook
from protocol.agreements.terms import Citation
from protocol.errors import RecordError

SCHEMA = Path(__file__).parents[3] / "schema"


@pytest.fixture
def schema(tmp_path):
    """A copy of the vocabularies, the law and three agreements."""
    for name in ("vocabularies", "legal"):
        shutil.copytree(SCHEMA / name, tmp_path / name)
    (tmp_path / "agreements").mkdir()
    for name in ("PKS-DEMO-001", "PKS-DEMO-015", "LNK-DEMO-001"):
        shutil.copy(SCHEMA / "agreements" / f"{name}.yaml", tmp_path / "agreements")
    return tmp_path


def edit(schema, name, old, new):
    path = schema / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def refused(schema):
    with pytest.raises(RecordError) as caught:
        AgreementBook.load(schema / "agreements")
    return str(caught.value)


def test_agreements_are_found_by_their_parties(schema):
    book = AgreementBook.load(schema / "agreements")
    found = book.between("imigrasi", "kemenkum.ahu")
    assert [agreement.id for agreement in found] == ["PKS-DEMO-001"]
    assert book.between("imigrasi", "kemenkumham.ahu") == found
    assert book.between("ahu", "kemenkum.ahu") == ()
    assert book.between("imigrasi", "nobody") == ()
    assert book.agencies_of(book.linkage[0]) == {"ahu", "dukcapil"}


def test_an_agreement_that_a_predecessor_signed_is_found(schema):
    edit(
        schema,
        "agreements/PKS-DEMO-001.yaml",
        "recipient: {org: kemenkum.ahu",
        "recipient: {org: kemenkumham.ahu",
    )
    book = AgreementBook.load(schema / "agreements")
    assert len(book.between("imigrasi", "kemenkum.ahu")) == 1


def test_an_empty_directory_is_an_empty_book(schema):
    for path in (schema / "agreements").iterdir():
        path.unlink()
    book = AgreementBook.load(schema / "agreements")
    assert (book.data, book.linkage) == ((), ())


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            "PKS-DEMO-001",
            "recipient: {org: kemenkum.ahu",
            "recipient: {org: kemenkum.nobody",
            "PKS-DEMO-001.yaml:9: parties.recipient.org: unknown organisation kemenkum.nobody",
        ),
        (
            "LNK-DEMO-001",
            "{org: kemendagri.dukcapil",
            "{org: kemenkum.ahu",
            "LNK-DEMO-001.yaml:6: parties: both sides are the same agency",
        ),
        (
            "LNK-DEMO-001",
            "{org: kemendagri.dukcapil",
            "{org: kemendagri",
            "LNK-DEMO-001.yaml:8: parties[1].org: unknown organisation kemendagri",
        ),
        (
            "PKS-DEMO-001",
            "code: NATURALISATION_CHECK",
            "code: CURIOSITY",
            "PKS-DEMO-001.yaml:15: purpose.code: unknown purpose CURIOSITY",
        ),
        (
            "PKS-DEMO-001",
            "ways: [case]",
            "ways: [case, worklist]",
            "PKS-DEMO-001.yaml:16: purpose.ways[1]: NATURALISATION_CHECK is never asked as worklist",
        ),
        (
            "PKS-DEMO-001",
            "kanwil.examiner]",
            "kanwil.driver]",
            "PKS-DEMO-001.yaml:36: access.roles[1]: unknown role kanwil.driver",
        ),
        (
            "PKS-DEMO-001",
            'art: "20(2)e"',
            'art: "20(2)z"',
            "PKS-DEMO-001.yaml:11: legal_basis.processing[0]: UU 27/2022 art. 20(2)z is not in force in schema/legal",
        ),
        (
            "PKS-DEMO-001",
            "org: kemenkum.ahu, signatory",
            "org: kemenkum.ahu, predecessor: bin, signatory",
            "PKS-DEMO-001.yaml:9: parties.recipient.predecessor: bin is not the predecessor of kemenkum.ahu",
        ),
        (
            "PKS-DEMO-001",
            "legal_basis:",
            "  coordinator: {org: nobody, sees: [state]}\nlegal_basis:",
            "PKS-DEMO-001.yaml:10: parties.coordinator.org: unknown organisation nobody",
        ),
        (
            "PKS-DEMO-001",
            "id: PKS-DEMO-001",
            "id: PKS-DEMO-002",
            "PKS-DEMO-001.yaml:3: id: the file of PKS-DEMO-002 has its name",
        ),
    ],
)
def test_what_an_agreement_names_must_exist(schema, name, old, new, expected):
    edit(schema, f"agreements/{name}.yaml", old, new)
    assert refused(schema) == expected


def test_all_findings_of_a_file_are_told_at_once(schema):
    path = "agreements/PKS-DEMO-001.yaml"
    edit(schema, path, "code: NATURALISATION_CHECK", "code: CURIOSITY")
    edit(schema, path, "kanwil.examiner]", "kanwil.driver]")
    assert len(refused(schema).splitlines()) == 2


def test_a_repealed_article_no_longer_carries_an_agreement(schema):
    edit(
        schema,
        "legal/uu-12-2006.yaml",
        '"9": {subject:',
        '"9": {until: 2025-12-31, subject:',
    )
    assert "UU 12/2006 art. 9 is not in force" in refused(schema)


def test_a_law_stands_in_one_file(schema):
    shutil.copy(schema / "legal" / "uu-12-2006.yaml", schema / "legal" / "zz.yaml")
    assert "zz.yaml:3: law: UU 12/2006 stands in another file too" in refused(schema)


def test_an_article_holds_from_the_first_day_of_its_law():
    articles = load_articles(SCHEMA / "legal")
    cited = [Citation(law="UU 27/2022", art="55")]
    assert uncovered(cited, articles, date(2022, 10, 17)) == ()
    assert uncovered(cited, articles, date(2022, 10, 16)) == tuple(cited)


def test_a_role_belongs_to_a_known_organisation(schema):
    edit(schema, "vocabularies/roles.yaml", "organisation: bin", "organisation: cia")
    assert "roles.bin.officer.organisation: unknown organisation cia" in refused(schema)


def test_a_predecessor_of_two_bodies_answers_for_neither(schema):
    edit(
        schema,
        "vocabularies/organisations.yaml",
        "predecessor: kemenkumham.imigrasi",
        "predecessor: kemenkumham.ahu",
    )
    book = AgreementBook.load(schema / "agreements")
    assert book.organisations.agency("kemenkumham.ahu") is None


def test_a_purpose_maps_to_a_term_of_dpv(schema):
    edit(schema, "vocabularies/purposes.yaml", "dpv: dpv:ServiceMonitoring", "dpv: x")
    assert "purposes.SERVICE_EVALUATION.dpv" in refused(schema)


def test_linkage_agreements_name_a_profile_that_exists():
    book = AgreementBook.load(SCHEMA / "agreements")
    profiles = {path.stem for path in (SCHEMA / "linkage").glob("*.yaml")}
    assert {agreement.profile for agreement in book.linkage} <= profiles
