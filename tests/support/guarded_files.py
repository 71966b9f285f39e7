"""The files that a guarded gateway starts from."""

import json
import os

import yaml

from tests.support.federations import composed
from tests.support.guarded import ISSUER, contract
from tests.support.signing import signed_schema, write_officers


def write_guarded(folder, keys, **changes):
    """Write everything that a guarded gateway needs; returns its settings file."""
    sdl = composed(contract(one) for one in ("ahu", "persons", "dukcapil"))
    (folder / "supergraph.graphql").write_text(sdl)
    keys.gateway.save(folder / "gateway.jwk")
    (folder / "peers.jwks").write_text(json.dumps(keys.peers.jwks()))
    trusted = {"keys": [{**keys.issuer.public_jwk, "kid": keys.issuer.kid}]}
    (folder / "issuer.jwks").write_text(json.dumps(trusted))
    guarded = {
        "agreements": os.path.relpath(signed_schema(folder) / "agreements", folder),
        "registry": write_officers(folder),
        "issuer": {"name": ISSUER, "jwks_file": "issuer.jwks"},
        "audience": "tautan:demo",
        "key": "gateway.jwk",
        "peers": "peers.jwks",
        "audit": "audit.jsonl",
        "replays": "replays.sqlite",
    }
    settings = {
        "supergraph": "supergraph.graphql",
        "port": 0,
        "guarded": {**guarded, **changes},
    }
    path = folder / "gateway.yaml"
    path.write_text(yaml.safe_dump(settings))
    return path
