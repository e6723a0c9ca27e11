"""The table of kinds: which module reads what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from indexer.watching.kinds.feeds import feed_portions
from indexer.watching.kinds.folders import folder_portions
from indexer.watching.kinds.mailbox import mailbox_portions
from indexer.watching.kinds.mails import mail_folder_portions
from indexer.watching.kinds.pages import watched_pages
from indexer.watching.kinds.sitemaps import sitemap_portions
from indexer.watching.portions import Portion
from indexer.watching.tools import Tools
from indexer.watching.watch_file import FeedSource, FolderSource, MailboxSource, MailFolderSource, PagesSource, SitemapSource, Source


def portions_of(source: Source, tools: Tools) -> Iterator[Portion]:
    """What has come to a source since it was last read. Raises UnreadableSourceError when it cannot be read at all."""
    match source:
        case FolderSource():
            return folder_portions(source, tools)
        case FeedSource():
            return feed_portions(source, tools)
        case SitemapSource():
            return sitemap_portions(source, tools)
        case PagesSource():
            return watched_pages(source, tools)
        case MailFolderSource():
            return mail_folder_portions(source, tools)
        case MailboxSource():
            return mailbox_portions(source, tools)
        case _:
            assert_never(source)
