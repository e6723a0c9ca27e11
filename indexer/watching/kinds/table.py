"""The table of kinds: which module reads what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from indexer.watching.kinds.folders import folder_portions
from indexer.watching.kinds.mails import mail_folder_portions
from indexer.watching.portions import Portion
from indexer.watching.tools import Tools
from indexer.watching.watch_file import FolderSource, MailFolderSource, Source


def portions_of(source: Source, tools: Tools) -> Iterator[Portion]:
    """What has come to a source since it was last read. Raises UnreadableSourceError when it cannot be read at all."""
    match source:
        case FolderSource():
            return folder_portions(source, tools)
        case MailFolderSource():
            return mail_folder_portions(source, tools)
        case _:
            assert_never(source)
