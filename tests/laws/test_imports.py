"""Law 1: who can load what, checked on running interpreters.

The import contracts in pyproject.toml check the sources; this looks at
`sys.modules`, since a package's `__init__` could load what a contract forbids.
"""

import json
import subprocess
import sys

import pytest

SHOW = "import json, sys, importlib, pkgutil\n"
LOAD_ALL = (
    "def load(name):\n"
    "    module = importlib.import_module(name)\n"
    "    for found in pkgutil.walk_packages(getattr(module, '__path__', []), name + '.'):\n"
    "        if not found.name.endswith('__main__'):\n"
    "            importlib.import_module(found.name)\n"
)


def loaded_by(*packages: str) -> set[str]:
    """Every module that importing all of the packages' modules brings in."""
    loads = "".join(f"load({package!r})\n" for package in packages)
    code = SHOW + LOAD_ALL + loads + "print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def below(modules: set[str], *names: str) -> set[str]:
    return {
        module
        for module in modules
        if any(module == name or module.startswith(f"{name}.") for name in names)
    }


@pytest.mark.trust
@pytest.mark.parametrize("package", ["gateway", "client"])
def test_gateway_and_client_load_neither_linkage_nor_nodes(package):
    modules = loaded_by(package)
    assert below(modules, package)
    assert not below(modules, "linkage", "subgraphs", "strawberry")


@pytest.mark.trust
@pytest.mark.parametrize(
    "package", ["subgraphs.persons", "linkage.match", "linkage.cluster"]
)
def test_the_unit_cannot_load_what_reads_the_secret(package):
    modules = loaded_by(package)
    assert below(modules, package)
    assert not below(modules, "linkage.hazmat", "linkage.encode", "subgraphs.encoder")


@pytest.mark.trust
def test_the_check_sees_a_forbidden_import():
    """The control: a package that may load hazmat does, and is seen."""
    assert below(loaded_by("linkage.encode"), "linkage.hazmat")
