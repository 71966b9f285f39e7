"""Editions are verified, confirmed, replaced, and at last refused."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from protocol.errors import RecordError, RegistryError
from protocol.keys import KeySet, SigningKey
from protocol.publication.manifest import publish, read_manifest
from protocol.publication.settings import MANIFEST, RegistrySetting
from protocol.publication.shelf import Shelf
from protocol.rules.circumstances import Miss, OnDay
from protocol.rules.signatures import signatures_hold
from tests.support.signing import sign_all, write_officers

SCHEMA = Path(__file__).parents[3] / "schema"
PUBLISHER = SigningKey.generate("registry")
HOUR = timedelta(hours=1)


class Clock:
    now = datetime(2026, 6, 15, 5, tzinfo=UTC)

    def __call__(self):
        return self.now

    def pass_by(self, span):
        self.now += span


class Registry:
    """A published schema directory with three agreements."""

    def __init__(self, home):
        self.home, self.clock, self.edition = home, Clock(), 0
        self.root = home / "schema"
        for part in ("vocabularies", "legal"):
            shutil.copytree(SCHEMA / part, self.root / part)
        (self.root / "agreements").mkdir()
        self.add("PKS-DEMO-001", "LNK-DEMO-001")
        keys = json.dumps(KeySet.of([PUBLISHER]).jwks())
        (home / "publishers.jwks").write_text(keys)

    @property
    def agreements(self):
        return self.root / "agreements"

    def add(self, *names):
        for name in names:
            shutil.copy(SCHEMA / "agreements" / f"{name}.yaml", self.agreements)
        sign_all(self.agreements)

    def publish(self, edition=None, **terms):
        self.edition = edition or self.edition + 1
        publish(self.root, PUBLISHER, self.edition, self.clock.now, **terms)

    def open(self, **setting):
        block = {**write_officers(self.home), **setting}
        setting = RegistrySetting.model_validate(block)
        return Shelf.opened(self.agreements, setting, self.home, self.clock)

    def open_published(self, **setting):
        return self.open(publishers="publishers.jwks", seen="seen.json", **setting)


@pytest.fixture
def registry(tmp_path):
    return Registry(tmp_path)


def ids(edition):
    return [one.id for one in edition.book.all]


def test_a_signed_edition_is_taken(registry):
    registry.publish()
    edition = registry.open_published().edition
    assert ids(edition) == ["PKS-DEMO-001", "LNK-DEMO-001"]
    assert edition.number == 1
    on = OnDay(day=registry.clock.now.date(), grounds=edition.book.grounds)
    assert all(signatures_hold(on, one) is None for one in edition.book.all)


def test_without_publishers_no_manifest_is_asked_for(registry):
    assert registry.open().edition.number is None


def test_an_unsigned_agreement_is_in_the_edition_and_grants_nothing(registry):
    (registry.agreements / "PKS-DEMO-001.signed.json").unlink()
    book = registry.open().edition.book
    on = OnDay(day=registry.clock.now.date(), grounds=book.grounds)
    assert signatures_hold(on, book.find("PKS-DEMO-001")) == Miss(
        "AGREEMENT_UNSIGNED", "signatures.kemenimipas.imigrasi"
    )


def test_what_changed_is_taken_at_the_next_look(registry):
    registry.publish()
    shelf = registry.open_published()
    registry.add("PKS-DEMO-015")
    registry.publish()
    assert len(ids(shelf.refresh())) == 2
    registry.clock.pass_by(timedelta(seconds=2))
    assert ids(shelf.refresh())[1] == "PKS-DEMO-015"
    assert shelf.edition.number == 2
    assert shelf.why is None


FORGERIES = {
    "no manifest": lambda one: (one.root / MANIFEST).unlink(),
    "no text": lambda one: (one.root / MANIFEST).write_bytes(b"\xff"),
    "another signer": lambda one: publish(
        one.root, SigningKey.generate("registry"), 9, one.clock.now
    ),
    "a changed agreement": lambda one: (
        one.agreements / "PKS-DEMO-001.yaml"
    ).write_text((one.agreements / "PKS-DEMO-001.yaml").read_text() + "# more\n"),
    "a further file": lambda one: (one.root / "legal" / "x.yaml").write_text(""),
    "a file less": lambda one: (one.agreements / "LNK-DEMO-001.yaml").unlink(),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_does_not_verify_is_not_taken(registry, forgery):
    registry.publish()
    shelf = registry.open_published()
    FORGERIES[forgery](registry)
    registry.clock.pass_by(HOUR)
    assert ids(shelf.refresh()) == ["PKS-DEMO-001", "LNK-DEMO-001"]
    assert shelf.why
    with pytest.raises(RegistryError) as caught:
        registry.open_published()
    assert caught.value.code == "REGISTRY_UNVERIFIED"


def test_an_older_edition_is_never_taken_again(registry):
    registry.publish()
    old = (registry.root / MANIFEST).read_text()
    registry.open_published()
    registry.publish()
    registry.open_published()
    (registry.root / MANIFEST).write_text(old)
    with pytest.raises(RegistryError, match="edition 1 is older than 2"):
        registry.open_published()


def test_one_number_is_of_one_edition(registry):
    registry.publish()
    registry.open_published()
    registry.add("PKS-DEMO-015")
    registry.publish(edition=1)
    with pytest.raises(RegistryError, match="edition 1 is not the one met before"):
        registry.open_published()


def test_a_spoilt_record_of_the_newest_edition_is_refused(registry):
    registry.publish()
    (registry.home / "seen.json").write_text("{}")
    with pytest.raises(RegistryError, match="not a record of the newest edition"):
        registry.open_published()


def test_without_a_record_an_older_edition_may_come_back(registry):
    registry.publish(edition=2)
    registry.open(publishers="publishers.jwks")
    registry.publish(edition=1)
    assert registry.open(publishers="publishers.jwks").edition.number == 1


def test_a_registry_that_is_down_costs_nothing_for_an_hour(registry):
    registry.publish()
    shelf = registry.open_published()
    registry.root.rename(registry.home / "away")
    registry.clock.pass_by(HOUR)
    shelf.refresh()
    assert ids(shelf.require_fresh()) == ["PKS-DEMO-001", "LNK-DEMO-001"]
    registry.clock.pass_by(timedelta(seconds=1))
    shelf.refresh()
    with pytest.raises(RegistryError) as caught:
        shelf.require_fresh()
    assert caught.value.code == "REGISTRY_STALE"
    assert caught.value.diagnostics == "FileNotFoundError"
    (registry.home / "away").rename(registry.root)
    registry.clock.pass_by(timedelta(seconds=2))
    shelf.refresh()
    assert shelf.require_fresh()


def test_a_look_that_confirms_makes_it_fresh(registry):
    registry.publish()
    shelf = registry.open_published(max_stale_seconds=60)
    for _ in range(3):
        registry.clock.pass_by(timedelta(seconds=60))
        shelf.confirm()
        shelf.require_fresh()


def test_what_is_new_and_not_taken_confirms_nothing(registry):
    shelf = registry.open(max_stale_seconds=60)
    registry.add("PKS-DEMO-015")
    registry.clock.pass_by(timedelta(seconds=61))
    shelf.confirm()
    with pytest.raises(RegistryError, match="was not taken"):
        shelf.require_fresh()
    shelf.take()
    assert shelf.require_fresh()


def test_an_agreement_that_is_wrong_leaves_the_edition_as_it_is(registry):
    shelf = registry.open()
    path = registry.agreements / "PKS-DEMO-001.yaml"
    path.write_text(path.read_text().replace("version: 1", "version: 0"))
    registry.clock.pass_by(HOUR)
    assert shelf.refresh().book.find("PKS-DEMO-001").version == 1
    assert "PKS-DEMO-001.yaml:4: version" in shelf.why
    with pytest.raises(RecordError):
        shelf.take()


def test_an_edition_with_an_end_must_be_followed_by_another(registry):
    registry.publish(lifetime=HOUR)
    shelf = registry.open_published(max_stale_seconds=60)
    registry.clock.pass_by(HOUR - timedelta(seconds=1))
    shelf.confirm()
    registry.clock.pass_by(timedelta(seconds=62))
    shelf.confirm()
    with pytest.raises(RegistryError, match="edition 1 is over"):
        shelf.require_fresh()
    registry.publish(lifetime=HOUR)
    registry.clock.pass_by(timedelta(seconds=2))
    shelf.refresh()
    assert shelf.require_fresh().number == 2


def test_files_that_change_while_they_are_read_are_not_taken(registry, monkeypatch):
    from protocol.agreements.book import AgreementBook  # noqa: PLC0415 -- patched here

    load = AgreementBook.load_signed

    def slowly(directory, officers):
        book = load(directory, officers)
        (directory / "late.txt").write_text("more")
        return book

    monkeypatch.setattr(AgreementBook, "load_signed", slowly)
    with pytest.raises(RegistryError, match="changed while they were read"):
        registry.open()


def test_a_shelf_without_an_edition_decides_nothing(registry):
    shelf = registry.open()
    empty = Shelf(shelf.source, shelf.max_stale, shelf.look_every, registry.clock)
    with pytest.raises(RegistryError, match="no edition was taken"):
        empty.require_fresh()
    assert empty.refresh().book


def test_two_look_at_once_and_one_goes_on(registry):
    shelf = registry.open()
    registry.clock.pass_by(HOUR)
    with shelf._lock:
        assert shelf.refresh().confirmed_at == registry.clock.now - HOUR


def test_the_manifest_says_its_edition_and_end(registry):
    registry.publish(lifetime=HOUR)
    manifest = read_manifest(registry.root, KeySet.of([PUBLISHER]))
    assert manifest.edition == 1
    assert manifest.expires_at == int((registry.clock.now + HOUR).timestamp())
