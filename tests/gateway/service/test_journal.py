"""Nothing is answered that was not written down first."""

import os

import pytest

from gateway.executor.hop import PlainHop
from gateway.executor.projection import Projector
from gateway.policy.access import Visit
from gateway.policy.audit_journal import AuditJournal
from gateway.policy.journal import NoJournal, Outcome
from gateway.policy.question import Question
from protocol.audit import AuditLog
from protocol.errors import TautanError
from tests.support.guarded import NOW, Asker, Keys, guarded
from tests.support.people import QUERY, ahu, dukcapil, persons


async def test_a_full_disk_stops_the_answer(tmp_path, monkeypatch):
    async with guarded(tmp_path, ahu(), persons(), dukcapil()) as federation:
        log = federation.gateway.journal.log

        def full(_descriptor):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(log, "_sync", full)
        answer = await federation.ask(Asker(federation.keys), QUERY, {"first": 1})
    assert answer["status"] == 503
    assert "data" not in answer
    assert answer["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"
    assert "sealed" not in str(answer)


async def test_and_the_refusal_too(tmp_path, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    async with guarded(tmp_path, ahu(), persons(), dukcapil()) as federation:
        log = federation.gateway.journal.log
        monkeypatch.setattr(log, "_sync", full)
        answer = await federation.ask(Asker(federation.keys), "{ nope }")
    assert answer["errors"][0]["extensions"]["code"] == "AUDIT_UNAVAILABLE"


async def test_a_refused_question_is_written_with_its_code(tmp_path):
    async with guarded(tmp_path, ahu(), persons(), dukcapil()) as federation:
        await federation.ask(Asker(federation.keys), "{ nope }")
        line = federation.lines()[-1]
    assert line["kind"] == "REFUSED"
    assert line["outcome"] == "VALIDATION_FAILED"
    assert line["org"] == "kemenkum.ahu"
    assert "coordinates" not in line


async def test_a_bug_is_written_too_and_names_the_request(tmp_path, monkeypatch):
    def broken(*_):
        raise RuntimeError("Budi Santoso")

    async with guarded(tmp_path, ahu(), persons(), dukcapil()) as federation:
        monkeypatch.setattr(Projector, "project", broken)
        answer = await federation.ask(Asker(federation.keys), QUERY, {"first": 1})
        line = federation.lines()[-1]
    assert answer["status"] == 500
    assert "Budi" not in str(answer)
    assert (line["kind"], line["outcome"]) == ("REFUSED", "INTERNAL_ERROR")


async def test_a_refusal_of_an_admitted_question_carries_its_id(tmp_path):
    async with guarded(tmp_path, ahu(), persons(), dukcapil()) as federation:
        asker = Asker(federation.keys, jti="CCCCCCCCCCCCCCCCCCCCCC")
        answer = await federation.ask(asker, "{ nope }")
    assert answer["errors"][0]["extensions"]["requestId"] == asker.jti


async def test_a_question_about_the_schema_alone_is_not_written(tmp_path):
    async with guarded(tmp_path, ahu(), persons(), dukcapil()) as federation:
        await federation.send("{ __schema { queryType { name } } }", None, {})
        assert len(federation.lines()) == 1


async def test_development_mode_writes_nothing():
    journal = NoJournal()
    await journal.write(Visit("id", None), Outcome("OK"))
    journal.close()
    assert PlainHop().headers("a", "http://a", b"") == {}


async def test_an_outcome_without_an_asker_is_not_written(tmp_path):
    key = Keys().gateway
    log = AuditLog(tmp_path / "log", "gateway-1", key, lambda: NOW, sync=os.fsync)
    journal = AuditJournal(log)
    await journal.write(Visit("id", None), Outcome("OK"))
    journal.close()
    assert len((tmp_path / "log").read_text().splitlines()) == 1


async def test_one_instance_alone_holds_a_log(tmp_path):
    key = Keys().gateway
    with AuditLog(tmp_path / "log", "gateway-1", key, lambda: NOW):  # noqa: SIM117 - the second must fail inside the first
        with pytest.raises(TautanError) as caught:
            AuditLog(tmp_path / "log", "gateway-1", key, lambda: NOW)
    assert caught.value.code == "AUDIT_UNAVAILABLE"
    assert Question("{ a }").variables == {}
