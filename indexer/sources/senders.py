"""Names of authorities among all that may stand where a sender is named."""

from __future__ import annotations

import re
from collections.abc import Iterable

from indexer.cleaning import clean_text
from indexer.sources.authorities import OFFICE

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
_PRESS_OF = re.compile(r"^presse(?:stelle|referat|abteilung|sprecher(?:in)?|team)?\s+(?:(?:des|der|beim?|im|vom?|-)\s+)?", re.IGNORECASE)
_PARTS_OF_A_TITLE = re.compile(r"\s+[|·•–—:-]\s+|:\s+|\s+\|\s*")
_MAIL = re.compile(r"\S+@\S+\s*(?:\((?P<name>[^)]+)\))?|<[^>]*>")


def names_an_office(text: str) -> bool:
    """Whether a short text is or holds the name of an authority or another institution."""
    return bool(OFFICE.search(text))


def is_kind_of_list(name: str) -> bool:
    """Whether a name only says that something is news ("Pressemitteilungen")."""
    return bool(_KIND_OF_LIST.fullmatch(clean_text(name)))


def senders_among(names: Iterable[str]) -> tuple[str, ...]:
    """The first name that is one of an authority, without what feeds and mails put around it; persons and names of lists are none."""
    for written in names:
        for part in _PARTS_OF_A_TITLE.split(clean_text(written)):
            name = _AROUND_A_NAME.sub("", _MAIL.sub(r"\g<name>", part)).strip(" ,;-–\"'")
            if name and OFFICE.search(name) and not is_kind_of_list(name):
                whole = _PRESS_OF.sub("", name)
                return (whole if OFFICE.search(whole) else name,)
    return ()
