"""A session on an IMAP server, bounded in time and in bytes: what is announced as a gigabyte is not waited for. It knows no source."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from imaplib import IMAP4, IMAP4_SSL
from typing import Literal

from search_service.errors import UnreadableSourceError

TLS_PORT, PLAIN_PORT = 993, 143
MOST_OVERHEAD = 5_000_000
"""Bytes of one answer beside the mail: the UIDs of 600,000 mails."""
_NOT_PRINTABLE = re.compile(r"[^\x20-\x7e]+")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where to log in, how long (seconds) to wait for a byte and in all, and how many bytes a mail may have."""

    host: str
    port: int | None
    encryption: Literal["tls", "starttls", "none"]
    user: str
    password: str
    silence: float
    seconds: float
    size: int


class _Bounded(IMAP4):
    """Counts what one answer brings; the library would read whatever a server announces."""

    left = MOST_OVERHEAD

    def read(self, size: int) -> bytes:
        self._take(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._take(len(line))
        return line

    def _take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise self.abort("the server answers with more than was asked for")


class _BoundedOverTLS(_Bounded, IMAP4_SSL):
    """The same, encrypted from the first byte."""


class Session:
    """One mailbox, opened for reading only. Raises UnreadableSourceError for whatever the server does."""

    def __init__(self, server: _Bounded, account: Account, folder: str) -> None:
        self._server = server
        self._account = account
        self.validity = self._opened(folder)

    def _opened(self, folder: str) -> str:
        """The number that changes when UIDs are given anew (UIDVALIDITY)."""
        self._expect("cannot open the folder", *self._server.select(_quoted(folder), readonly=True))
        found = self._server.response("UIDVALIDITY")[1]
        return found[-1].decode("ascii", "replace") if found and isinstance(found[-1], bytes) else ""

    def uids_after(self, last: int) -> list[int]:
        """The UIDs above ``last``, ascending; the range always has the last mail in it, new or not (RFC 3501, 6.4.8)."""
        found = self._asked("SEARCH", "UID", f"{last + 1}:*")
        numbers = b" ".join(each for each in found if isinstance(each, bytes)).split()
        return sorted({int(each) for each in numbers if each.isdigit() and int(each) > last})

    def head(self, uid: int) -> tuple[int, bytes]:
        """The size of a mail in bytes, and the headers that say who sent it; 0 and nothing where it is gone."""
        found = self._asked("FETCH", str(uid), "(RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM)])")
        said = b" ".join(part for each in found for part in (each if isinstance(each, tuple) else (each,)) if isinstance(part, bytes))
        size = _SIZE.search(said)
        return (int(size[1]) if size else 0), _literal(found)

    def mail(self, uid: int) -> bytes:
        """The whole mail, which stays unread for everybody else."""
        return _literal(self._asked("FETCH", str(uid), "(BODY.PEEK[])"))

    def _asked(self, command: str, *arguments: str) -> Sequence[object]:
        self._server.left = self._account.size + MOST_OVERHEAD
        return self._expect(f"refuses {command}", *self._server.uid(command, *arguments))

    def _expect(self, problem: str, status: str, data: Sequence[object]) -> Sequence[object]:
        if status == "OK":
            return data
        raise UnreadableSourceError(f"the mail server {self._account.host} {problem} ({_said(data)}); check the source")


@contextmanager
def session(account: Account, folder: str) -> Iterator[Session]:
    """A mailbox as long as the context lasts. Raises UnreadableSourceError."""
    try:
        with ExitStack() as at_the_end:
            server = _connected(account)
            at_the_end.callback(_hang_up, server)
            handle = at_the_end.enter_context(server.socket().dup())
            timer = threading.Timer(account.seconds, _cut, [handle])
            at_the_end.callback(timer.cancel)
            timer.daemon = True
            timer.start()
            _log_in(server, account)
            yield Session(server, account, folder)
    except (OSError, IMAP4.error, ValueError) as error:  # ValueError: what a server says where a number belongs
        raise UnreadableSourceError(f"the mail server {account.host} cannot be read ({error or type(error).__name__})") from error


def _hang_up(server: _Bounded) -> None:
    """Say goodbye; whether the server hears it changes nothing."""
    try:
        server.logout()
    except (OSError, IMAP4.error):
        with suppress(OSError):  # closed already
            server.shutdown()


def _connected(account: Account) -> _Bounded:
    if account.encryption != "tls":
        return _Bounded(account.host, account.port or PLAIN_PORT, timeout=account.silence)
    context = ssl.create_default_context()
    return _BoundedOverTLS(account.host, account.port or TLS_PORT, ssl_context=context, timeout=account.silence)


def _log_in(server: _Bounded, account: Account) -> None:
    """Encrypted, if that was asked for; by PLAIN where the server knows it: LOGIN takes ASCII only."""
    if account.encryption == "starttls":
        server.starttls(ssl.create_default_context())
    if "AUTH=PLAIN" in server.capabilities:
        server.authenticate("PLAIN", lambda _: f"\0{account.user}\0{account.password}".encode())
    else:
        server.login(account.user, account.password)


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other side was quicker
        return


def _quoted(folder: str) -> str:
    """The name of a folder as the protocol writes it: in quotes, other letters than ASCII in modified UTF-7 (RFC 3501, 5.1.3)."""
    encoded = _NOT_PRINTABLE.sub(_in_base64, folder.replace("&", "&-"))
    return '"' + encoded.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_base64(run: re.Match[str]) -> str:
    return f"&{b64encode(run[0].encode('utf-16-be')).decode().rstrip('=').replace('/', ',')}-"


def _literal(data: Sequence[object]) -> bytes:
    """The first text of counted length in an answer."""
    return next((each[1] for each in data if isinstance(each, tuple) and isinstance(each[1], bytes)), b"")


def _said(data: Sequence[object]) -> str:
    return " ".join(each.decode("utf-8", "replace") for each in data if isinstance(each, bytes))[:200]
