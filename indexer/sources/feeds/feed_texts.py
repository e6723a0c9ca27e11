"""What feeds have in common, whatever they are written in: teaser and text of an entry, and who sends it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.cleaning import clean_text
from indexer.sources.markup import Markup, markup_of
from search_service.release import Attachment, Block, Image

_OFFICE = re.compile(
    r"minister|senat|staatskanzlei|kanzlei\b|behörde|\w*amt\b|ämter\b|beauftragte|präsidi|regierung|gericht|staatsanwaltschaft"
    r"|polizei|feuerwehr|zoll\b|verwaltung|landkreis|kreis\b|\bstadt\b|gemeinde|bezirk|landtag|bundestag|bundesrat|magistrat|direktion"
    r"|kammer|agentur|anstalt|institut|universit|hochschule|stelle\b|verband|stiftung|zentrale|\bpresse|\bdepartement|\bgmbh\b|\be\. ?v\.",
    re.IGNORECASE,
)
_AROUND_A_NAME = re.compile(
    r"^\s*(?:©|\(c\)|copyright|herausgeber(?:in)?:|by|von)?[\s:,]*(?:©|\(c\))?\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?[\s:,]*"
    r"|[\s,.–-]*(?:alle rechte vorbehalten|all rights reserved)\.?\s*$|[\s,]*\d{4}\s*$",
    re.IGNORECASE,
)
_KIND_OF_LIST = re.compile(
    r"(?:aktuelle )?(?:presse(?:mitteilungen|meldungen|informationen|service|dienst)?|meldungen|mitteilungen|news|nachrichten|aktuelles"
    r"|rss(?:[- ]?feed)?|feed)",
    re.IGNORECASE,
)
_PARTS_OF_A_TITLE = re.compile(r"\s+[|–—:-]\s+|:\s+|\s+\|\s*")
_MAIL = re.compile(r"\S+@\S+\s*(?:\((?P<name>[^)]+)\))?|<[^>]*>")


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


def is_kind_of_list(name: str) -> bool:
    """Whether a name only says that something is news ("Pressemitteilungen")."""
    return bool(_KIND_OF_LIST.fullmatch(clean_text(name)))


def senders_among(names: Iterable[str]) -> tuple[str, ...]:
    """The first name that is one of an authority, without what feeds put around it; persons and names of lists are none."""
    for written in names:
        for part in _PARTS_OF_A_TITLE.split(clean_text(written)):
            name = _AROUND_A_NAME.sub("", _MAIL.sub(r"\g<name>", part)).strip(" ,;-–")
            if name and _OFFICE.search(name) and not is_kind_of_list(name):
                return (name,)
    return ()
