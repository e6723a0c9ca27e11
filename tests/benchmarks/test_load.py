"""The load generator against a server of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.load import HOST, Posted, UnexpectedAnswerError, drive


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.path.encode() * 5000
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer((HOST, 0), Echo) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_every_path_is_asked_once_over_several_connections(port: int) -> None:
    load = drive([port], ["/a", "/bb", "/ccc"], connections=2)
    assert len(load.latencies) == 3
    assert load.bytes == 5000 * (2 + 3 + 4)


def test_rounds_end_when_the_time_is_over(port: int) -> None:
    load = drive([port], ["/a"], connections=1, seconds=0.2)
    assert len(load.latencies) > 1
    assert load.seconds < 2.0


def test_anything_but_200_is_an_error(port: int) -> None:
    with pytest.raises(UnexpectedAnswerError, match="/missing"):
        drive([port], ["/a", "/missing"], connections=1)


def test_what_is_posted_arrives_whole(port: int) -> None:
    load = drive([port], [Posted("/a", b'{"size": 10}'), "/a"], connections=1)
    assert load.bytes == len(b'{"size": 10}') + 5000 * 2
