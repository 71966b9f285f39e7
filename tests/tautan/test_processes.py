"""Processes of the demonstration end when told to, and with whoever started them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tautan.demo.processes import PORTS, Processes, ProcessFailed, free_port

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
PARENT = """
import sys, time
from pathlib import Path
from tautan.demo.processes import Processes
processes = Processes(Path(sys.argv[1]))
processes.start("child", [sys.executable, "-c", "import time; time.sleep(60)"])
print(processes.running["child"].pid, flush=True)
time.sleep(60)
"""


def is_running(pid):
    """Whether a process runs; one that ended and was not collected does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and ") Z " in stat.read_text())


def ends(pid, seconds=10):
    deadline = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not is_running(pid)


def test_leaving_stops_what_was_started(tmp_path):
    with Processes(tmp_path) as processes:
        processes.start("child", SLEEP)
        pid = processes.running["child"].pid
        assert is_running(pid)
    assert ends(pid)


def test_one_that_ends_at_its_start_is_named_with_its_log(tmp_path):
    with Processes(tmp_path) as processes:
        processes.start("child", [sys.executable, "-c", "print('why')"])
        url = f"http://127.0.0.1:{free_port()}/"
        with pytest.raises(
            ProcessFailed, match=r"child ended at its start.*child\.log"
        ):
            processes.wait_healthy({"child": url})
    assert "why" in (tmp_path / "child.log").read_text()


def test_a_killed_parent_takes_its_processes_along(tmp_path):
    """Where there is no `setpriv`, a killed demonstration leaves them, as documented."""
    parent = subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    if shutil.which("setpriv"):
        assert ends(child)
    else:
        assert is_running(child)
        os.kill(child, signal.SIGKILL)


def test_no_port_is_given_twice_or_where_connections_take_theirs():
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == 50
    assert all(port in PORTS for port in ports)


def test_the_preferred_port_is_given_where_it_is_free():
    wanted = free_port()
    with socket.create_server(("127.0.0.1", wanted + 12_000)):
        assert free_port(wanted + 12_000) != wanted + 12_000


def test_one_that_ended_is_not_healthy_because_another_answers(tmp_path):
    with Processes(tmp_path) as processes:
        port = free_port()
        server = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
        url = f"http://127.0.0.1:{port}/"
        processes.start("server", server)
        processes.wait_healthy({"server": url})
        processes.start("child", [sys.executable, "-c", ""])
        processes.running["child"].wait()
        with pytest.raises(ProcessFailed, match="child ended"):
            processes.wait_healthy({"child": url})
