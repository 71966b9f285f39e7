"""Makes every party's keys.

On one machine and by one program: that is for showing. In a deployment each party
makes its own, and the linkage secret comes from their ceremony, as it does here
(`tautan.demo.ceremony`).
"""

import json
from pathlib import Path

from protocol.cursors import CursorKey
from protocol.keys import SealingKey, SigningKey
from protocol.refs import RefKey
from protocol.tickets import TicketKey
from tautan.demo.layout import AGENCIES, LINKING, UNIT, Layout


def make_keys(layout: Layout) -> None:
    """Makes all keys of a new data directory, each in its owner's folder."""
    peers = [
        _signing(layout.gateway / "signing.jwk", "gateway"),
        _signing(layout.unit / "signing.jwk", UNIT),
        *(_signing(layout.agency(name) / "signing.jwk", name) for name in AGENCIES),
        *(
            _signing(layout.agency(name) / "encoder.jwk", f"encoder:{name}")
            for name in LINKING
        ),
    ]
    _write_public(layout.peers, {"keys": peers})
    issuer = _signing(layout.issuer / "signing.jwk", "issuer")
    _write_public(layout.issuer_keys, {"keys": [issuer]})
    for name in AGENCIES:
        _node_keys(layout.agency(name))
    _unit_keys(layout)


def _node_keys(folder: Path) -> None:
    TicketKey.generate().save(folder / "tickets.key")
    CursorKey.generate().save(folder / "cursors.key")
    RefKey.generate().save(folder / "refs.key")


def _unit_keys(layout: Layout) -> None:
    CursorKey.generate().save(layout.unit / "cursors.key")
    RefKey.generate().save(layout.unit / "refs.key")
    sealing = SealingKey.generate()
    sealing.save(layout.unit / "sealing.jwk")
    _write_public(layout.unit_sealing, sealing.public_jwk)
    for name in LINKING:
        key = TicketKey.load(layout.agency(name) / "tickets.key")
        key.save(_made(layout.unit / "tickets" / f"{name}.key"))


def _signing(path: Path, kid: str) -> dict[str, str]:
    key = SigningKey.generate(kid)
    key.save(_made(path))
    return {**key.public_jwk, "kid": kid, "use": "sig"}


def _write_public(path: Path, document: object) -> None:
    _made(path).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
