"""The server that listens: its limits, who must leave when it is full, and how it ends."""

from __future__ import annotations

import logging
import socket
import sys
import time
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from search_service.config import Settings
from search_service.serving.connection import Connection, Patience
from search_service.serving.supervisor import ALIVE, ENDING, SERVING, Supervisor
from search_service.serving.workers import STUCK_SECONDS, Workers

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SEND_BYTES = 18_000
"""What waitress collects before it sends: headers and body of most answers in one packet, which takes a quarter off the CPU time."""
MAX_BODY = (2 << 20) + 1024
"""Bytes of a body, refused by its announced length before anything of it is kept; an operation may allow less."""
MAX_HEADERS = 32_768
"""Bytes of a request without its body. The longest search that pages can make has 8 kB or so."""
STOP_SECONDS = 20.0
"""How long answers under way may take when the server is to end."""
LOOK_SECONDS = 1
"""How often clients are looked at that let the server wait."""
SPARE = 8
"""Connections that are kept free, so that there is always room for who comes next."""
FEWEST_SECONDS = 0.5
"""How long a client may wait with its request even when all connections are in use: one just accepted has not been read yet."""
FILES_OF_A_CONNECTION = 3
"""Its socket, a body and an answer that are too long for memory."""
OTHER_FILES = 200
"""Store, index, templates, log."""

_NOBODY = Supervisor()

_log = logging.getLogger(__name__)


class Server(TcpWSGIServer):
    """Waitress for one application on one socket; ``run`` serves until ``stop``."""

    channel_class = Connection

    def __init__(
        self,
        application: WSGIApplication,
        listener: socket.socket,
        *,
        settings: Settings,
        supervisor: Supervisor = _NOBODY,
        patience: float = STUCK_SECONDS,
    ) -> None:
        adjustments = Adjustments(sockets=[listener], **server_options(settings))
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(settings.threads)
        self._patience = Patience(idle=settings.idle_seconds, request=settings.request_seconds, write=settings.write_seconds)
        self.workers = Workers(settings.threads, patience=patience)
        self._refused: list[Connection] = []
        self._told_stuck = False
        self._ends_at: float | None = None
        self._left = 0
        self._supervisor = supervisor
        self._listener = listener
        self._sockets: dict[int, Any] = {}
        super().__init__(
            application,
            map=self._sockets,
            _sock=listener,
            dispatcher=dispatcher,
            adj=adjustments,
            bind_socket=False,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        )

    @property
    def connections(self) -> list[Connection]:
        """Those that are open now."""
        return list(self.active_channels.values())  # type: ignore[attr-defined]  # the stubs have one in place of a table

    def run(self) -> None:
        """Serve until ``stop``: then no connection is taken any more, and what was asked is answered, for ``STOP_SECONDS`` at most."""
        self._supervisor.tell(SERVING)
        while self._ends_at is None:
            self._turn()
        self._supervisor.tell(ENDING)
        self.accepting = False
        self.del_channel()
        self._listener.close()
        while self.connections and time.monotonic() < self._ends_at:
            self.maintenance(0)
            for connection in self.connections:
                if connection.is_waiting:
                    connection.cut()
            self._turn()
        self.task_dispatcher.shutdown(timeout=LOOK_SECONDS)
        self.trigger.close()  # type: ignore[attr-defined]  # the stubs have a number in its place
        wasyncore.close_all(self._sockets)

    @property
    def hangs(self) -> bool:
        """Whether threads go on after ``run``: they may keep the process from ending."""
        return bool(self.task_dispatcher.threads)

    def stop(self) -> None:
        """Let ``run`` end; may be called by another thread or when a signal comes."""
        self._ends_at = time.monotonic() + STOP_SECONDS
        self.pull_trigger()

    def readable(self) -> bool:
        if self.accepting and len(self._sockets) >= self.adj.connection_limit - SPARE:
            self._make_room()
        return super().readable()

    def maintenance(self, now: float) -> None:
        """Cut who is overdue, and say that we live. Waitress calls it in every ``LOOK_SECONDS``."""
        self._tell_how_workers_are()
        moment = time.monotonic()
        overdue = [connection for connection in self.connections if connection.is_overdue(moment, self._patience)]
        for connection in overdue:
            connection.cut()
        if self._left:
            _log.warning("all connections are in use: %d that had waited longest for a request were ended", self._left)
            self._left = 0

    def add_task(self, task: Any) -> None:  # a Connection; the stubs have another type
        """While all threads are stuck, whoever asks is told so at once, probes among them."""
        if self.workers.are_stuck:
            self._refused.append(task)
        else:
            super().add_task(task)

    def _tell_how_workers_are(self) -> None:
        """The supervisor hears nothing of a server that is stuck, and starts another in its place."""
        stuck = self.workers.are_stuck
        if stuck and not self._told_stuck:
            _log.error("all threads have been busy for long, each with one request: everybody is answered 503, the supervisor nothing")
        self._told_stuck = stuck
        if not stuck:
            self._supervisor.tell(ALIVE)

    def _make_room(self) -> None:
        """Whoever has waited longest leaves, so that idle or slow clients keep nobody out; while all have come just now, the next waits."""
        latest = time.monotonic() - FEWEST_SECONDS
        waiting = [connection for connection in self.connections if connection.is_waiting and connection.waiting_since <= latest]
        if waiting:
            min(waiting, key=lambda connection: connection.waiting_since).cut()
            self._left += 1

    def _turn(self) -> None:
        wasyncore.loop(timeout=LOOK_SECONDS, use_poll=True, map=self._sockets, count=1)
        refused, self._refused = self._refused, []
        for connection in refused:
            connection.refuse()


def server_options(settings: Settings) -> dict[str, Any]:  # options of waitress, each of a type of its own
    """Options of waitress. The headers of a reverse proxy count if it is the trusted one; anybody else's are dropped."""
    options: dict[str, Any] = {"threads": settings.threads, "send_bytes": SEND_BYTES, "ident": None}
    options |= {"url_prefix": settings.mounted_at, "clear_untrusted_proxy_headers": True}
    options |= {"max_request_body_size": MAX_BODY, "max_request_header_size": MAX_HEADERS}
    options |= {"connection_limit": affordable_connections(settings.connections) + SPARE, "cleanup_interval": LOOK_SECONDS}
    if settings.trusted_proxy:
        options |= {
            "trusted_proxy": settings.trusted_proxy,
            "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        }
    return options


def affordable_connections(asked: int) -> int:
    """``asked``, or as many as this process may open files for, which a warning tells; the soft limit of files is raised for them."""
    if sys.platform == "win32":
        return asked
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OTHER_FILES + FILES_OF_A_CONNECTION * asked
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    affordable = asked if soft == resource.RLIM_INFINITY else min(asked, (soft - OTHER_FILES) // FILES_OF_A_CONNECTION)
    if affordable < asked:
        _log.warning("%d open files are allowed: %d connections at once instead of %d; raise the limit of files", soft, affordable, asked)
    return max(affordable, 1)
