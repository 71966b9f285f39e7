"""The folder of programs for Node; fixture `node_packages` installs what they need."""

from pathlib import Path
from typing import Final

NODE: Final = Path(__file__).parents[1] / "external" / "node"
