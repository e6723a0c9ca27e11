"""Tells which of the names on a page is the authority that sent a release; persons, news services and portals are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexer.sources.authorities import ADDRESS_LINE, AUTHORITY, SURE

LONGEST_NAME = 120
"""In characters; whatever is longer is a sentence."""

_NO_NAME = re.compile(
    r"@|https?:|www\.|\d{4,}|\b(?:redaktion|team|admin|impressum|datenschutz|herzlich|willkommen|startseite|online|portal|webseite|website|wir|ist|sind|hat|wird)\b",
    re.I,
)
_HOLDER = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:by\s|(?:19|20)\d{2}(?:\s?[–-]\s?(?:19|20)?\d{2})?[\s,:]*)?(?P<name>[^©]{3,160})", re.IGNORECASE
)
_BEHIND_HOLDER = re.compile(
    r"\s*(?:\||•|\bimpressum\b|\bdatenschutz|\bkontakt\b|\balle rechte\b|\ball rights\b|\.\s|,?\s\(?(?:19|20)\d{2})", re.IGNORECASE
)
_ABBREVIATION = re.compile(r"\s+(?:[-–|]\s+[A-ZÄÖÜ][A-Za-zÄÖÜäöü]{1,7}|\([A-ZÄÖÜ][A-Za-zÄÖÜäöü]{1,7}\))$")
_VERB = re.compile(
    r"(?<!\bfür )(?<!\bund )(?<!\bder )(?<!\bdes )(?<!\bdie )\b"
    r"(?!(?:für|und|der|des|die|den|das|dem|von|vom|zu|zum|zur|am|an|im|in|bei|beim|auf|ob|vor|über|unter|mit|sowie|a|d|e|v)\b)[a-zäöüß]{2,}\b"
)
"""A word in small letters that is neither a particle nor an adjective behind one."""
_DECORATION = re.compile(
    r"^(?:herausgeber(?:in)?|verantwortlich|quelle|©|copyright|von|by)\s*:?\s*|^©?\s*\d{4}\s+|\s*[|–-]\s*(?:start(?:seite)?|home|presse.*)$",
    re.I,
)


def holders(lines: Iterable[str]) -> Iterator[str]:
    """Whom lines with © name: "© 2020 Bundespräsidialamt | Impressum" → "Bundespräsidialamt"."""
    for line in lines:
        found = _HOLDER.search(line) if len(line) < 2 * LONGEST_NAME else None
        if found and "/" not in found["name"]:  # "Name/Agency" is the credit of a picture
            yield _BEHIND_HOLDER.split(found["name"], maxsplit=1)[0]


def authorities(names: Iterable[str]) -> tuple[str, ...]:
    """Those that name an authority, cleaned, each once; at first those that can be nothing else."""
    cleaned = dict.fromkeys(name for each in names if (name := _cleaned(each)) and AUTHORITY.search(name))
    return tuple(sorted(cleaned, key=lambda name: SURE.search(name) is None))


def is_address_line(line: str) -> bool:
    """Whether a short line is the name of an authority, as in an address or a contact block, and no sentence about one."""
    is_name = len(line) <= LONGEST_NAME and ADDRESS_LINE.fullmatch(line) is not None and not _NO_NAME.search(line)
    return is_name and " / " not in line and not _VERB.search(line)


def _cleaned(name: str) -> str:
    name = _ABBREVIATION.sub("", _DECORATION.sub("", name)).strip(" .,:;|-–")
    return "" if len(name) > LONGEST_NAME or _NO_NAME.search(name) else name
