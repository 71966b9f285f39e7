"""Law 2 without memory: what passes stays in no file, database, log or capture.

Every question of the demonstration is asked, and every kind of bad request sent;
then every name, NIK and passport number of every agency's database is looked for
in what gateway and unit leave behind, and in all their traffic. In one place of
each kind a value is planted, and is found.
"""

import shutil
import sqlite3
from contextlib import closing

import pytest

from client.asking import Client
from tautan.demo.canary import search
from tautan.demo.steps import GATEWAY, traces
from tests.trust.kit.asks import (
    ANALYST,
    EXAMINER,
    LOSS_ASK,
    NAMES,
    case_request,
    known_case,
    overview,
)
from tests.trust.kit.bad_input import ASK, BAD, NAMED, PERSONA, RAW, good
from tests.trust.kit.capturing import capturing
from tests.trust.kit.officers import Ask
from tests.trust.kit.scene import a_name, a_nik, a_passport, needles
from tests.trust.kit.wire import send

pytestmark = pytest.mark.trust

LINKS = "links.sqlite"


@pytest.fixture(scope="module")
def refused(scene, tmp_path_factory):
    """Every bad request sent; the capture of what passed."""
    home = tmp_path_factory.mktemp("refused")
    with capturing(scene.ports.gateway.own, home) as capture:
        for bad in BAD:
            assert send(capture.url, bad.make(scene, "id")).codes[0] == bad.code
    for bad in (*RAW, *NAMED):
        send(scene.gateway_itself, bad.make(scene, "en"))
    return capture.file


@pytest.mark.usefixtures("refused")
def test_nothing_personal_stands_at_gateway_or_unit(scene, asked):
    assert asked > 0
    places = traces(scene.layout)
    assert all(path.exists() for path in places)
    assert list(search(places, needles(scene.world))) == []


@pytest.mark.usefixtures("asked")
def test_the_world_was_really_searched(scene):
    """The places hold what they should: captures, databases, encodings, logs."""
    files = {
        path.relative_to(scene.layout.root).as_posix()
        for place in traces(scene.layout)
        for path in (place.rglob("*") if place.is_dir() else [place])
        if path.is_file() and path.stat().st_size
    }
    assert files >= {
        "captures/gateway.bin",
        "captures/persons.bin",
        "captures/dukcapil.bin",
        "gateway/audit.jsonl",
        "gateway/replays.sqlite",
        "persons/audit.jsonl",
        "persons/encodings/dukcapil.parquet",
        f"persons/{LINKS}",
        "persons/replay.sqlite",
        "logs/unit-run.log",
    }
    assert len(needles(scene.world)) > 2_000


def test_nothing_personal_is_said_to_who_is_refused(scene, refused):
    assert refused.stat().st_size > 50_000
    assert list(search([refused], needles(scene.world))) == []


def test_nothing_personal_passes_between_a_gateway_and_the_nodes(
    scene, second_gateway, tmp_path
):
    """Message by message, and in all that the second gateway leaves behind."""
    loss = scene.officer(ANALYST).request(Ask(NAMES, LOSS_ASK.purpose))
    replies = [
        send(second_gateway.url, sent)
        for sent in (loss, case_request(scene, overview(scene)))
    ]
    assert [reply.errors for reply in replies] == [[], []]
    passed = tmp_path / "passed"
    passed.write_bytes(
        b"\n".join(
            part
            for relay in second_gateway.relays.values()
            for each in relay.seen
            for message in (each.sent, each.reply)
            for part in (message.body, repr(dict(message.headers)).encode())
        )
    )
    assert passed.read_bytes().count(b"tautan-hop-answer") >= 8
    places = [passed, second_gateway.log.parent]
    assert list(search(places, needles(scene.world))) == []


def test_what_an_officer_opens_is_what_is_looked_for(scene):
    """The other control: the answers that passed sealed hold such values."""
    client = Client.open(scene.layout.client, EXAMINER)
    result = client.ask("case-overview", {"caseNumber": known_case(scene.world)})
    name = result.table.rows[0]["applicant_name"]
    assert str(name).upper().encode() in needles(scene.world).names


def kinds(scene, path):
    return {finding.kind for finding in search([path], needles(scene.world))}


def test_a_leak_into_a_file_is_found(scene, tmp_path):
    (tmp_path / "dump.json").write_text(f'{{"who": "{a_nik(scene.world)}"}}')
    assert "nik" in kinds(scene, tmp_path)


def test_a_leak_into_a_database_is_found(scene, tmp_path):
    copy = tmp_path / LINKS
    shutil.copy(scene.layout.unit / LINKS, copy)
    assert kinds(scene, copy) == set()
    with closing(sqlite3.connect(copy)) as database, database:
        database.execute("CREATE TABLE note (text TEXT)")
        database.execute("INSERT INTO note VALUES (?)", (a_passport(scene.world, 8),))
    assert kinds(scene, copy) == {"passport"}


LOG_FORMS = (
    "error: no row for %s",
    "KeyError: '%s'",
    'event="refused" name="%s" code=1',
    "name=%s code=1",
    "asked about %s, refused",
    "asked about %s.",
    "{'name': '%s', 'code': 1}",
    "GET /people/%s HTTP/1.1",
)


@pytest.mark.parametrize("form", LOG_FORMS)
def test_a_leak_into_a_log_is_found(scene, tmp_path, form):
    """As logs, tracebacks and printed Python values show it."""
    copy = tmp_path / "gateway.log"
    shutil.copy(scene.layout.logs / f"{GATEWAY}.log", copy)
    assert kinds(scene, copy) == set()
    with copy.open("a") as log:
        log.write(form % a_name(scene.world).title() + "\n")
    assert kinds(scene, copy) == {"name"}


def test_a_leak_into_traffic_is_found(scene, tmp_path):
    """A name really sent to the running gateway, past a capture of its own."""
    leak = '{ citizenshipCases(first: "%s") { nodes { stage } } }'
    ask = Ask(leak % a_name(scene.world), ASK.purpose)
    with capturing(scene.ports.gateway.own, tmp_path) as capture:
        assert send(capture.url, good(scene)).status == 200
        assert kinds(scene, capture.file) == set()
        send(capture.url, scene.officer(PERSONA).request(ask))
    assert kinds(scene, capture.file) == {"name"}


def test_a_leak_into_a_token_is_found(scene, tmp_path):
    """A claim is base64 in the traffic, and is decoded before it is looked at."""
    officer = scene.officer(PERSONA)
    token = officer.token(post=a_name(scene.world))
    (tmp_path / "capture.bin").write_text(f"Authorization: Bearer {token}\r\n")
    assert kinds(scene, tmp_path) == {"name inside a token"}
