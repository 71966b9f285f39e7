import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from protocol.errors import KeyFileError
from protocol.key_cache import CacheTimes, KeyCache
from protocol.keys import KeySet, SigningKey


class Issuer:
    """A JWKS address that counts who asks, and can be down."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 15, tzinfo=UTC)
        self.keys = [SigningKey.generate("one")]
        self.asked = 0
        self.answer: bytes | None = None
        self.down = False

    async def fetch(self) -> bytes:
        self.asked += 1
        await asyncio.sleep(0)
        if self.down:
            raise ConnectionError
        if self.answer is not None:
            return self.answer
        return json.dumps(KeySet.of(self.keys).jwks()).encode()

    def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def cache(self) -> KeyCache:
        times = CacheTimes(ttl=300, least=10, max_stale=3600)
        return KeyCache(self.fetch, lambda: self.now, times)


async def test_keys_are_fetched_once_and_again_after_their_time() -> None:
    issuer = Issuer()
    cache = issuer.cache()
    for _ in range(3):
        assert (await cache.current("one")).find("one") is not None
    assert issuer.asked == 1
    issuer.pass_time(300)
    await cache.current("one")
    assert issuer.asked == 2


async def test_a_new_key_of_the_issuer_is_found_at_once() -> None:
    issuer = Issuer()
    cache = issuer.cache()
    await cache.current()
    issuer.keys.append(SigningKey.generate("two"))
    issuer.pass_time(11)
    assert (await cache.current("two")).find("two") is not None


async def test_invented_key_ids_do_not_drive_traffic() -> None:
    issuer = Issuer()
    cache = issuer.cache()
    for number in range(50):
        await cache.current(f"invented-{number}")
    assert issuer.asked == 1


@pytest.mark.parametrize("answer", [None, b"{", b'{"keys":[]}'])
async def test_old_keys_serve_while_the_issuer_is_down(answer: bytes | None) -> None:
    issuer = Issuer()
    cache = issuer.cache()
    await cache.current()
    issuer.down, issuer.answer = answer is None, answer
    issuer.pass_time(3600)
    assert (await cache.current()).find("one") is not None
    issuer.pass_time(1)
    with pytest.raises(KeyFileError):
        await cache.current()


async def test_no_keys_at_all_is_a_refusal_and_the_next_try_may_succeed() -> None:
    issuer = Issuer()
    issuer.down = True
    cache = issuer.cache()
    with pytest.raises(KeyFileError):
        await cache.current()
    issuer.down = False
    with pytest.raises(KeyFileError):
        await cache.current()
    issuer.pass_time(10)
    assert (await cache.current()).find("one") is not None


async def test_all_who_ask_at_once_get_the_keys_of_one_fetch() -> None:
    issuer = Issuer()
    cache = issuer.cache()
    found = await asyncio.gather(*(cache.current("one") for _ in range(20)))
    assert all(keys.find("one") is not None for keys in found)
    assert issuer.asked == 1
