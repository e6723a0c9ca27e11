"""What a supervisor hears of a server, on a real socket."""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path

import pytest

from search_service.serving.server import Server
from search_service.serving.supervisor import ALIVE, ENDING, SERVING, Supervisor
from tests.web.site import Site

pytestmark = [
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),  # by waitress 4, of which we are below
    pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no supervisor of this kind without local sockets"),
]


def test_it_is_told_when_the_server_serves_that_it_lives_and_when_it_ends(tmp_path: Path) -> None:
    site = Site(tmp_path / "data")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.settimeout(20)
        supervisor.bind(str(tmp_path / "notify"))
        server = Server(
            site.app, socket.create_server(("127.0.0.1", 0)), settings=site.settings, supervisor=Supervisor(str(tmp_path / "notify"))
        )
        thread = threading.Thread(target=server.run)
        thread.start()
        told = [supervisor.recv(100).decode() for _ in range(3)]
        server.stop()
        thread.join(timeout=20)
        while told[-1] != ENDING:
            told.append(supervisor.recv(100).decode())
    assert (told[0], set(told[1:-1]), thread.is_alive()) == (SERVING, {ALIVE}, False)
    site.close()


@pytest.mark.parametrize("address", ["", "/nowhere/at/all", "@nobody-listens-here"])
def test_a_server_goes_on_without_its_supervisor(address: str) -> None:
    Supervisor(address).tell(ALIVE)


def test_only_changes_are_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    address = str(tmp_path / "notify")
    supervisor = Supervisor(address)
    caplog.set_level(logging.INFO)
    for _ in range(3):
        supervisor.tell(ALIVE)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        for _ in range(3):
            supervisor.tell(ALIVE)
    for _ in range(3):
        supervisor.tell(ALIVE)
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO", "WARNING"]
