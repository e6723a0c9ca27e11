"""What feeds have in common, whatever they are written in: teaser and text of an entry."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.sources.markup import Markup, markup_of
from search_service.release import Attachment, Block, Image


@dataclass(frozen=True, slots=True)
class FeedTexts:
    """What an entry says, the teaser as one text."""

    teaser: str
    body: tuple[Block, ...]
    images: tuple[Image, ...]
    attachments: tuple[Attachment, ...]


def teaser_and_body(summary: str, content: str, *, base: str) -> FeedTexts:
    """Summary and content of an entry. A summary of several paragraphs is the text itself; a single one stays the teaser."""
    short, whole = markup_of(summary, base=base), markup_of(content, base=base)
    if not whole.blocks and len(short.blocks) > 1:
        short, whole = Markup(), short
    teaser = " ".join(block.text for block in short.blocks)
    return FeedTexts(teaser, whole.blocks, whole.images or short.images, whole.attachments or short.attachments)
