"""Releases the linkage profile: every agency's officer signs it and the report on it.

The report that is shipped beside the profile is signed. Here one program plays all the
officers; in a deployment each signs with `tautan linkage sign` after reading.
"""

import json
import shutil

from linkage.release.files import ReleaseFiles, append
from linkage.release.officers import Officers
from linkage.release.signing import decide
from linkage.release.statement import Verdict
from protocol.dates import Clock
from protocol.keys import KeySet, SigningKey
from protocol.officers import OFFICER
from tautan.demo.layout import LINKING, Layout
from tautan.demo.settings import SCHEMA


def release_profile(layout: Layout, clock: Clock) -> None:
    """Copies the profile and its report, makes the officers' keys, and signs.

    Raises:
        LinkageError: Profile or report can't be signed.
    """
    signed = ReleaseFiles(layout.profile)
    signed.profile.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shipped = ReleaseFiles(SCHEMA / "linkage" / layout.profile.name)
    shutil.copyfile(shipped.profile, signed.profile)
    shutil.copyfile(shipped.report, signed.report)
    keys = [SigningKey.generate(f"{OFFICER}{name}") for name in LINKING]
    for name, key in zip(LINKING, keys, strict=True):
        key.save(layout.agency(name) / "officer.jwk")
    officers = Officers(KeySet.of(keys))
    listed = json.dumps(officers.keys.jwks(), indent=2)
    layout.officers.write_text(f"{listed}\n", encoding="ascii")
    dossier = signed.dossier(officers)
    for key in keys:
        made = decide(key, dossier, Verdict.SIGNED, now=clock())
        append(signed.signatures, made)
