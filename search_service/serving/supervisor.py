"""Tells systemd, or who supervises in its way (sd_notify(3)), that the server serves, each second that it lives, and that it ends."""

from __future__ import annotations

import logging
import socket
from dataclasses import dataclass, field

SERVING = "READY=1"
ALIVE = "WATCHDOG=1"
ENDING = "STOPPING=1"

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Supervisor:
    """Who listens at ``address``, a path or "@" and an abstract name; nobody where that is empty."""

    address: str = ""
    _is_heard: bool = field(default=True, init=False)

    def tell(self, state: str) -> None:
        """Raises nothing: a server goes on without its supervisor. Only that this begins, and that it ends, is logged."""
        if not self.address:
            return
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.sendto(state.encode(), socket.MSG_DONTWAIT, address)
        except OSError as error:
            if self._is_heard:
                _log.warning("the supervisor was not told %s: %s; it is tried again, without a further warning", state, error)
            self._is_heard = False
            return
        if not self._is_heard:
            _log.info("the supervisor hears us again")
        self._is_heard = True
