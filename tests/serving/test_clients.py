"""What strangers do to a running server: whoever comes after them is answered. Each is done to real sockets."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest

from search_service.release import Attachment, Release
from search_service.serving.server import MAX_BODY, Server
from tests.web.site import Site
from tests.web.words_of_languages import foreign_words

pytestmark = pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning")  # by waitress 4, of which we are below

Address = tuple[str, int]
Served = Callable[..., Address]
LIST = Attachment(title="Abschnitte", url=f"https://www.example.org/{'a' * 250_000}")
"""Long, and cheap to index."""


def long_releases(count: int) -> list[Release]:
    """Each has 250 kB."""
    published = datetime(2024, 3, 21, 9, tzinfo=UTC)
    return [Release(id=f"ufer-{number}", title=f"Uferstraße {number}", published=published, attachments=(LIST,)) for number in range(count)]


@pytest.fixture(scope="module")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Its export is longer than what the system keeps for a client that does not read."""
    site = Site(tmp_path_factory.mktemp("long"))
    site.publish(*long_releases(120))
    yield site
    site.close()


@pytest.fixture
def served(long_site: Site) -> Iterator[Served]:
    """Serves the site with other settings; its address."""
    with ExitStack() as running:

        def serve(**settings: object) -> Address:
            listener = socket.create_server(("127.0.0.1", 0))
            server = Server(long_site.app, listener, settings=long_site.settings.model_copy(update=settings))
            thread = threading.Thread(target=server.run)
            thread.start()
            running.callback(thread.join)
            running.callback(server.stop)
            address: Address = listener.getsockname()
            return address

        yield serve


@contextmanager
def client(address: Address, sent: str = "", *, receives: int | None = None) -> Iterator[socket.socket]:
    with socket.socket() as opened:
        if receives is not None:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        opened.settimeout(20)
        opened.connect(address)
        opened.sendall(sent.encode())
        yield opened


def request(path: str, *headers: str) -> str:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""])


def answers(address: Address, path: str = "/healthz", *, within: float = 10) -> int:
    """The status that a client gets who comes now."""
    connection = http.client.HTTPConnection(*address, timeout=within)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def is_cut(opened: socket.socket) -> bool:
    """Whether the server ends the connection; what it sends before is read."""
    try:
        while opened.recv(1 << 16):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


def test_clients_that_do_not_take_their_export_stop_nobody(served: Served) -> None:
    address = served(threads=2)
    with ExitStack() as slow:
        for _ in range(6):
            slow.enter_context(client(address, request("/search.jsonl"), receives=4096)).recv(100)
        assert answers(address) == 200
        assert answers(address, "/search?q=Uferstraße".replace("ß", "%C3%9F")) == 200


def test_who_takes_nothing_of_an_answer_is_cut(served: Served, long_site: Site) -> None:
    address = served(write_seconds=0.5)
    with client(address, request("/search.jsonl"), receives=4096) as opened:
        opened.recv(100)
        time.sleep(3)
        assert is_cut(opened)


def test_who_takes_an_export_slowly_gets_all_of_it(served: Served) -> None:
    address = served(write_seconds=3)
    whole = http.client.HTTPConnection(*address)
    whole.request("GET", "/search.jsonl")
    expected = whole.getresponse().read()
    with client(address, request("/search.jsonl", "Connection: close")) as opened:
        received = bytearray()
        while part := opened.recv(1 << 19):
            received += part
            time.sleep(0.05)
    assert received.partition(b"\r\n\r\n")[2] == expected
    whole.close()


def test_idle_connections_leave_when_others_come(served: Served) -> None:
    address = served(connections=20)
    with ExitStack() as idle:
        held = []
        for _ in range(60):
            held.append(idle.enter_context(client(address, request("/healthz"))))
            assert held[-1].recv(4096), "who has no answer yet is not idle"
        assert answers(address) == 200
        assert is_cut(held[0])


def test_who_was_just_let_in_may_send_its_request_while_all_others_are_at_work(served: Served) -> None:
    address = served(connections=1)
    with ExitStack() as busy:
        for _ in range(4):
            busy.enter_context(client(address, request("/search.jsonl"), receives=4096)).recv(100)
        with client(address) as opened:
            time.sleep(0.2)
            opened.sendall(request("/healthz").encode())
            assert opened.recv(4096).startswith(b"HTTP/1.1 200")


def test_slow_headers_shut_nobody_out(served: Served) -> None:
    address = served(connections=20)
    with ExitStack() as slow:
        for _ in range(60):
            slow.enter_context(client(address, "GET /healthz HTTP/1.1\r\nHost: local"))
        assert answers(address) == 200


def test_a_request_that_comes_by_the_letter_ends(served: Served) -> None:
    address = served(request_seconds=1)
    with client(address, "GET /healthz HTTP/1.1\r\n") as opened:
        opened.settimeout(0.1)
        began = time.monotonic()
        while time.monotonic() < began + 20:
            try:
                opened.sendall(b"X-Slow: 1\r\n")
                assert opened.recv(10) == b""
                break
            except TimeoutError:
                continue
            except (BrokenPipeError, ConnectionResetError):
                break
        assert time.monotonic() < began + 15


def test_an_idle_connection_ends(served: Served) -> None:
    address = served(idle_seconds=1)
    with client(address, request("/healthz")) as opened:
        assert is_cut(opened)


def test_a_body_too_long_is_refused_before_it_is_sent(served: Served) -> None:
    address = served()
    connection = http.client.HTTPConnection(*address, timeout=10)
    connection.putrequest("POST", "/api/v1/similar")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(300_000_000))
    connection.endheaders()
    response = connection.getresponse()
    assert (response.status, response.headers["Content-Type"]) == (413, "application/problem+json")
    assert json.load(response)["title"] == "Inhalt zu lang / Request Entity Too Large"  # the request names no language
    connection.close()


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_refusal_is_told_in_the_language_that_was_accepted(served: Served, language: str) -> None:
    connection = http.client.HTTPConnection(*served(), timeout=10)
    for headers in ({"Content-Length": "300000000"}, {"Transfer-Encoding": "gzip"}):
        connection.request("POST", "/api/v1/similar", headers={"Accept-Language": language, **headers})
        problem = json.load(connection.getresponse())
        assert foreign_words(f"{problem['title']}\n{problem['detail']}", language) == set()
        connection.close()


def test_a_body_without_a_length_is_refused_when_it_gets_too_long(served: Served) -> None:
    address = served()
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    head = "POST /api/v1/similar HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    with client(address, head) as opened:
        sent = 0
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            while sent < 20 * MAX_BODY:
                opened.sendall(chunk)
                sent += len(chunk)


def test_an_address_too_long_is_refused(served: Served) -> None:
    address = served()
    assert answers(address, f"/search?q={'a' * 100_000}") == 431


def test_answers_under_way_are_finished_before_the_end(long_site: Site) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(long_site.app, listener, settings=long_site.settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    address: Address = listener.getsockname()
    with client(address) as idle, client(address, request("/search.jsonl", "Connection: close"), receives=4096) as opened:
        received = bytearray(opened.recv(100))
        server.stop()
        assert is_cut(idle)
        while part := opened.recv(1 << 16):
            received += part
    thread.join(timeout=10)
    head, _, body = received.partition(b"\r\n\r\n")
    assert (thread.is_alive(), f"Content-Length: {len(body)}".encode() in head) == (False, True)


def test_an_answer_without_a_body_leaves_the_connection_open(served: Served) -> None:
    connection = http.client.HTTPConnection(*served(), timeout=60)
    connection.request("GET", "/search?q=Ufer")
    first = connection.getresponse()
    tag = first.headers["ETag"]
    first.read()
    socket_before = connection.sock
    for _ in range(3):
        connection.request("GET", "/search?q=Ufer", headers={"If-None-Match": tag})
        answer = connection.getresponse()
        assert (answer.status, answer.read(), answer.headers["Connection"]) == (304, b"", None)
    assert connection.sock is socket_before
    connection.request("GET", "/search?q=Ufer", headers={"If-None-Match": tag, "Connection": "close"})
    assert connection.getresponse().headers["Connection"] == "close"
    connection.close()


def test_of_an_export_asked_by_head_no_wrong_length_is_told(served: Served) -> None:
    connection = http.client.HTTPConnection(*served(), timeout=60)
    connection.request("HEAD", "/search.csv?q=Ufer")
    answer = connection.getresponse()
    answer.read()
    assert (answer.status, answer.headers["Content-Length"], answer.headers["Transfer-Encoding"]) == (200, None, None)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()
