"""The peers' virtual environment, made at the first run."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.node_packages import NoPeer

HERE: Final = Path(__file__).parent
PEERS: Final = HERE / "peers"
FOLDER: Final = HERE / ".venv"
INSTALL_SECONDS: Final = 300


def peer_python() -> str:
    """The interpreter that has anonlink and clkhash.

    Raises:
        NoPeer: They can't be installed here.
    """
    python = FOLDER / "bin" / "python"
    uv = Path(sys.executable).with_name("uv")
    if not python.exists():
        try:
            _run(str(uv), "venv", "--quiet", "--python", sys.executable, str(FOLDER))
            _run(
                *(str(uv), "pip", "install", "--quiet", "--python", str(python)),
                *("-r", str(PEERS / "requirements.txt")),
            )
        except (OSError, subprocess.SubprocessError) as error:
            shutil.rmtree(FOLDER, ignore_errors=True)
            raise NoPeer("uv could not install them; is the registry in reach?") from (
                error
            )
    return str(python)


def _run(*command: str) -> None:
    subprocess.run(  # noqa: S603 -- fixed words and our own paths
        command, check=True, capture_output=True, timeout=INSTALL_SECONDS
    )
