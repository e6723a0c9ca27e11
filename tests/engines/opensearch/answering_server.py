"""A server that answers what a test says, one answer after another; the last one is given again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answering:
    """``bodies`` are what was sent to it."""

    url: str = ""
    bodies: list[str] = field(default_factory=list)


@contextmanager
def answering(*answers: tuple[int, Any], hanging: bool = False) -> Iterator[Answering]:
    """A server that gives ``answers`` (status, and JSON or text); one that is ``hanging`` keeps them until nobody waits any longer."""
    left, known, over = list(answers), Answering(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            known.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            status, body = left.pop(0) if len(left) > 1 else left[0]
            if hanging:
                over.wait()
            with suppress(ConnectionError):  # who did not want to wait has gone
                self._send(status, body.encode() if isinstance(body, str) else json.dumps(body).encode())

        def _send(self, status: int, data: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = _answer  # noqa: N815  # the base class calls them so
        do_POST = _answer  # noqa: N815
        do_PUT = _answer  # noqa: N815
        do_HEAD = _answer  # noqa: N815
        do_DELETE = _answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # the base class calls it so
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        over.set()
        server.shutdown()
        server.server_close()
