"""Who asks while generations are published gets the total of one of them. The long run is `python -m benchmarks.endurance`."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.endurance import Client, Findings, Publishes, published
from search_service.serving.server import Server
from tests.web.site import Site

pytestmark = pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning")  # by waitress 4, of which we are below


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.close()


@contextmanager
def served(site: Site) -> Iterator[int]:
    """The site on a port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(site.app, listener, settings=site.settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.stop()
        thread.join()


def test_no_total_is_of_no_generation(site: Site) -> None:
    site.publish()
    progress, findings = Publishes(), Findings()
    with served(site) as port:
        threads = [threading.Thread(target=Client(port, progress, findings, 40).run) for _ in range(4)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads) and progress.done < 8:
            progress.begun += 1
            site.publish(published(progress.begun))
            progress.done += 1
        for thread in threads:
            thread.join()
        findings.highest = progress.done
        Client(port, progress, findings, 1).run()  # whoever asks alone finds the last one
    assert (findings.answers, findings.wrong) == (161, [])
    assert progress.done


def test_a_wrong_total_is_noticed(site: Site) -> None:
    """Else the other test would show nothing."""
    site.publish(published(1), published(2))
    findings = Findings()
    with served(site) as port:
        Client(port, Publishes(begun=1, done=1), findings, 1).run()
    assert findings.wrong == ["200: 2 hits, not 0 to 1"]
