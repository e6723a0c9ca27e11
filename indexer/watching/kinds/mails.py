"""Watched folders of mails: maildirs, and folders of ``.eml`` files. Only senders that the file of sources names may publish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from email import policy
from email.errors import MessageError
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from pathlib import Path

from indexer.sources.base import Item, Rejection
from indexer.sources.detect import Format
from indexer.sources.opening import Way, files_in, read_file_of_folder
from indexer.watching.kinds.folders import FilesToRead, changed_files, check_folder
from indexer.watching.portions import Portion, gathered
from indexer.watching.tools import Tools
from indexer.watching.watch_file import MailFolderSource

ANYBODY = "*"
LONGEST_HEAD = 200_000
"""Bytes of a mail in which its sender must stand."""
_MAILDIR = ("cur", "new")


def mail_folder_portions(source: MailFolderSource, tools: Tools) -> Iterator[Portion]:
    """The new mails of a folder. Raises UnreadableSourceError when there is no such folder."""
    check_folder(source.path)
    reading = FilesToRead(source.most_mails, source.settle, lambda path: _read(path, tools.way), lambda path: _is_of_sender(path, source))
    yield from gathered(changed_files(source.name, _letters_in(source.path), reading, tools))


def _letters_in(folder: Path) -> Iterator[Path | Rejection]:
    """Of a maildir what was delivered (``tmp`` is still being written), else every ``.eml`` file."""
    rooms = [folder / name for name in _MAILDIR if (folder / name).is_dir()]
    for room in rooms or [folder]:
        for found in files_in(room):
            if isinstance(found, Rejection) or rooms or found.suffix.lower() == ".eml":
                yield found


def _read(path: Path, way: Way) -> Iterable[Item]:
    return read_file_of_folder(path, Way(Format.MAIL, way.strict, way.portals, way.columns))


def _is_of_sender(path: Path, source: MailFolderSource) -> bool:
    """A mail that cannot be read is one that may publish: reading it says what is wrong."""
    try:
        with path.open("rb") as stream:
            return may_publish(stream.read(LONGEST_HEAD), source.senders)
    except OSError:
        return True


def may_publish(head: bytes, senders: Sequence[str]) -> bool:
    """Whether a mail that begins with ``head`` says that it is of one of ``senders``: addresses, or domains with their @ (``["*"]``: all).

    A sender can be forged: let a mail server check that (SPF, DKIM) before it delivers to a mailbox that publishes.
    """
    if ANYBODY in senders:
        return True
    try:
        written = BytesHeaderParser(policy=policy.compat32).parsebytes(head).get_all("From", [])
    except (MessageError, ValueError):
        return False
    found = [address.lower() for _, address in getaddresses([str(each) for each in written])]
    return len(found) == 1 and any(_is_of(found[0], each.lower()) for each in senders)


def _is_of(address: str, sender: str) -> bool:
    return address.endswith(sender) if sender.startswith("@") else address == sender
