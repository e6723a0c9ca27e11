"""A mailbox on an IMAP server: mails that came since the last look, by their UIDs. Nothing there is marked or moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

from indexer.fetch import Fetched
from indexer.sources.base import Rejection
from indexer.sources.detect import Format
from indexer.sources.opening import read_fetched
from indexer.watching.kinds.imap_session import Account, Session, session
from indexer.watching.kinds.mails import may_publish
from indexer.watching.portions import Mark, Portion
from indexer.watching.tools import Tools
from indexer.watching.watch_file import MailboxSource
from search_service.config import secret
from search_service.errors import UnreadableSourceError

MAILBOX = "mailbox"
"""The key of the one mark: number of the mailbox (UIDVALIDITY) and the last UID that was read."""


def mailbox_portions(source: MailboxSource, tools: Tools) -> Iterator[Portion]:
    """The new mails of senders that may publish, each a portion. Raises UnreadableSourceError when the mailbox cannot be read."""
    with session(_account(source), source.folder) as mailbox:
        new = mailbox.uids_after(_last_read(source, mailbox, tools))
        for number, uid in enumerate(new):
            if number == source.most_mails or tools.ended():
                yield Portion(again_in=0.0)
                return
            yield _portion(source, mailbox, uid, tools)


def _account(source: MailboxSource) -> Account:
    return Account(
        host=source.host,
        port=source.port,
        encryption=source.encryption,
        user=source.user,
        password=_password(source),
        silence=source.silence,
        seconds=source.patience + source.silence,
        size=source.size,
    )


def _password(source: MailboxSource) -> str:
    """From its file or its variable. Raises UnreadableSourceError, which does not tell it."""
    if source.password_file is None:
        password = secret(source.password_variable or "")
    else:
        try:
            password = source.password_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            message = f"the password of {source.name} cannot be read from {source.password_file} ({type(error).__name__}); check the file"
            raise UnreadableSourceError(message) from error
    if not password:
        raise UnreadableSourceError(f"the password of {source.name} is empty; set {source.password_variable or source.password_file}")
    return password


def _last_read(source: MailboxSource, mailbox: Session, tools: Tools) -> int:
    """0 when the server has given its UIDs anew: all is read again, and what is known changes nothing."""
    known = tools.memory.marks(source.name, [MAILBOX]).get(MAILBOX)
    validity, _, last = known.stamp.rpartition(" ") if known else ("", "", "0")
    return int(last) if validity == mailbox.validity else 0


def _portion(source: MailboxSource, mailbox: Session, uid: int, tools: Tools) -> Portion:
    mark = Mark(key=MAILBOX, stamp=f"{mailbox.validity} {uid}")
    size, head = mailbox.head(uid)
    name = f"imap://{source.host}/{source.folder}/{uid}.eml"
    if size > source.size:
        return Portion(items=(Rejection(name, None, f"has {size:,} bytes, more than the {source.size:,} allowed"),), marks=(mark,))
    if not may_publish(head, source.senders):
        return Portion(marks=(mark,), strangers=1)
    fetched = Fetched(name, BytesIO(mailbox.mail(uid)), datetime.now(UTC))
    return Portion(items=tuple(read_fetched(fetched, format=Format.MAIL, portals=tools.way.portals)), marks=(mark,))
