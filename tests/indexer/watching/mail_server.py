"""An IMAP server for tests: the few commands that a reader of new mails needs, and what it was asked."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer


@dataclass(slots=True)
class Mailbox:
    """The mails by UID, the UIDVALIDITY, who may log in, and every line that came."""

    port: int = 0
    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 1
    password: str = "geheim ü"
    announced: int | None = None
    lines: list[str] = field(default_factory=list)

    def deliver(self, uid: int, sender: str, title: str) -> None:
        head = f"From: {sender}\r\nSubject: {title}\r\nDate: Thu, 21 Mar 2024 10:00:00 +0100\r\nMessage-ID: <{uid}@x.example>\r\n"
        self.mails[uid] = f"{head}\r\nDer Text der Meldung.\r\n".encode()


class _Handler(StreamRequestHandler):
    mailbox: Mailbox

    def handle(self) -> None:
        self.say("* OK bereit")
        while line := self.rfile.readline():
            tag, _, command = line.decode().strip().partition(" ")
            self.mailbox.lines.append(command)
            if not self.obey(tag, command):
                return

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def obey(self, tag: str, command: str) -> bool:
        name = " ".join(command.split()[:2]) if command.startswith("UID") else command.split()[0]
        answer = {"CAPABILITY": self.capability, "AUTHENTICATE": self.authenticate, "EXAMINE": self.examine, "UID SEARCH": self.search,
                  "UID FETCH": self.fetch, "LOGOUT": self.logout}.get(name)  # fmt: skip
        self.say(f"{tag} {answer(command) if answer else 'BAD unknown'}")
        return name != "LOGOUT"

    def capability(self, _command: str) -> str:
        self.say("* CAPABILITY IMAP4rev1 AUTH=PLAIN")
        return "OK done"

    def authenticate(self, _command: str) -> str:
        self.say("+ ")
        _, user, password = base64.b64decode(self.rfile.readline()).decode().split("\0")
        return "OK done" if (user, password) == ("presse", self.mailbox.password) else "NO [AUTHENTICATIONFAILED] wrong"

    def examine(self, command: str) -> str:
        if command != 'EXAMINE "Presse&APw-bersicht"':
            return "NO no such folder"
        self.say(f"* {len(self.mailbox.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.mailbox.validity}] valid")
        return "OK [READ-ONLY] done"

    def search(self, command: str) -> str:
        first = int(re.findall(r"(\d+):\*", command)[0])
        uids = sorted(self.mailbox.mails)
        self.say("* SEARCH " + " ".join(str(uid) for uid in uids if uid >= first or uid == uids[-1]))
        return "OK done"

    def fetch(self, command: str) -> str:
        _, _, uid, what = command.split(" ", 3)
        mail = self.mailbox.mails[int(uid)]
        if "HEADER" in what:
            head = mail.partition(b"\r\n")[0] + b"\r\n\r\n"
            self.wfile.write(b"* 1 FETCH (UID %s RFC822.SIZE %d BODY[HEADER.FIELDS (FROM)] {%d}\r\n" % (uid.encode(), len(mail), len(head)))
            self.wfile.write(head + b")\r\n")
        else:
            self.wfile.write(b"* 1 FETCH (UID %s BODY[] {%d}\r\n" % (uid.encode(), self.mailbox.announced or len(mail)))
            self.wfile.write(mail + b")\r\n")
        return "OK done"

    def logout(self, _command: str) -> str:
        self.say("* BYE bis bald")
        return "OK done"


@contextmanager
def delivering() -> Iterator[Mailbox]:
    """A mailbox that can be read as long as the context lasts."""
    mailbox = Mailbox()
    with ThreadingTCPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"mailbox": mailbox})) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients of these tests hang up
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        mailbox.port = server.server_address[1]
        yield mailbox
        server.shutdown()
