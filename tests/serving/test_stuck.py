"""A server whose threads do not come back: it says so, and it ends all the same. Real sockets, a real process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from search_service.serving.server import Server
from search_service.serving.supervisor import ALIVE, SERVING, Supervisor
from tests.web.site import Site

pytestmark = [
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),  # by waitress 4, of which we are below
    pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no supervisor of this kind without local sockets"),
]
THREADS = 2
PROGRAM = """
import sys, threading
from pathlib import Path
from search_service import cli
from search_service.config import load_settings
from search_service.serving import server

def hang(environ, start_response):
    Path(sys.argv[1], "hangs").touch()
    threading.Thread(target=threading.Event().wait).start()
    threading.Event().wait()

server.STOP_SECONDS = 0.2
cli.application = lambda *given: hang
cli.warm = lambda app: None
cli.run_server(load_settings(data=Path(sys.argv[1]), port=int(sys.argv[2])))
"""


def test_while_all_threads_are_stuck_everybody_is_told_and_the_supervisor_is_not(tmp_path: Path) -> None:
    site, goes_on = Site(tmp_path / "data"), threading.Event()

    def hang(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        goes_on.wait(60)
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.settimeout(5)
        supervisor.bind(str(tmp_path / "notify"))
        listener = socket.create_server(("127.0.0.1", 0))
        server = Server(
            hang,
            listener,
            settings=site.settings.model_copy(update={"threads": THREADS}),
            supervisor=Supervisor(str(tmp_path / "notify")),
            patience=0.1,
        )
        thread = threading.Thread(target=server.run)
        address = listener.getsockname()
        thread.start()
        assert {supervisor.recv(100).decode() for _ in range(2)} == {SERVING, ALIVE}
        asked = [_asked(address) for _ in range(THREADS)]
        while not server.workers.are_stuck:
            time.sleep(0.05)
        asked.append(_asked(address))
        refused = asked[-1].getresponse()
        assert (refused.status, refused.getheader("Content-Type")) == (503, "application/problem+json")
        supervisor.setblocking(False)
        with pytest.raises(BlockingIOError):
            while supervisor.recv(100):
                pass
        supervisor.settimeout(3)
        with pytest.raises(TimeoutError):
            supervisor.recv(100)
        goes_on.set()
        supervisor.settimeout(20)
        assert supervisor.recv(100).decode() == ALIVE
        assert [each.getresponse().status for each in asked[:THREADS]] == [200] * THREADS
        for each in asked:
            each.close()
        server.stop()
        thread.join(timeout=20)
    assert not thread.is_alive()
    site.close()


def _asked(address: tuple[str, int]) -> HTTPConnection:
    connection = HTTPConnection(*address, timeout=20)
    connection.request("GET", "/readyz")
    return connection


def test_a_process_whose_threads_hang_ends_when_it_is_to(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path), str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            while b"Serving on" not in process.stdout.readline():
                assert process.poll() is None
            asked = _asked(("127.0.0.1", port))
            while not (tmp_path / "hangs").exists():
                time.sleep(0.05)
            os.kill(process.pid, signal.SIGTERM)
            _, said = process.communicate(timeout=20)
            asked.close()
        finally:
            process.kill()
    assert process.returncode == 1
    assert b"the process ends without them" in said
