"""A node answers from MariaDB as from any other database: only its DSN differs."""

import shutil
import socket
import subprocess
import time
from pathlib import Path
from tempfile import mkdtemp

import pytest

from protocol.statements import Way

pytestmark = [pytest.mark.external]

CASES = """query ($first: Int!) { citizenshipCases(first: $first) {
  nodes { caseNumber stage applicant { sex } }
  pageInfo { hasNextPage } } }"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def mariadb():
    """A server of its own, in a folder of its own, on a free port."""
    for program in ("mariadbd", "mariadb-install-db", "mariadb"):
        missing = f"{program} is missing: deploy/ci/install-externals"
        assert shutil.which(program), missing
    folder = Path(mkdtemp(prefix="tautan-mariadb-"))
    data, place, port = folder / "data", folder / "socket", free_port()
    subprocess.run(  # noqa: S603 -- a fixed program, no shell
        ["mariadb-install-db", f"--datadir={data}", "--user=root", "--skip-test-db"],  # noqa: S607 -- wherever it is installed
        check=True,
        capture_output=True,
    )
    server = subprocess.Popen(  # noqa: S603 -- as above
        [  # noqa: S607 -- as above
            "mariadbd",
            "--no-defaults",
            f"--datadir={data}",
            f"--socket={place}",
            f"--port={port}",
            "--bind-address=127.0.0.1",
            "--user=root",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        setup = (
            "CREATE DATABASE ahu; CREATE USER node@'127.0.0.1' IDENTIFIED BY 'node';"
            "GRANT ALL ON ahu.* TO node@'127.0.0.1';"
        )
        command = ["mariadb", "--no-defaults", f"--socket={place}", "-e", setup]
        for _ in range(100):
            done = subprocess.run(  # noqa: S603 -- as above
                command, check=False, capture_output=True
            )
            if done.returncode == 0:
                break
            time.sleep(0.2)
        else:
            pytest.fail("MariaDB did not start")
        yield f"mysql+asyncmy://node:node@127.0.0.1:{port}/ahu"
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


async def test_a_node_answers_from_mariadb(federation, mariadb, agency_rows, officer):
    analyst = officer("kemenkum.ahu", ("ahu.analyst",), ("LOSS_FOLLOW_UP",))
    rows = agency_rows["ahu"]
    federation.agree()
    async with federation.node("ahu", rows, database=mariadb) as node:
        ask = (CASES, {"first": 20})
        from_mariadb = await federation.ask(node, analyst, *ask, way=Way.WORKLIST)
    async with federation.node("ahu", rows) as node:
        from_sqlite = await federation.ask(node, analyst, *ask, way=Way.WORKLIST)
    assert from_mariadb.codes == []
    assert len(from_mariadb.data["citizenshipCases"]["nodes"]) == 20
    assert from_mariadb.data == from_sqlite.data
