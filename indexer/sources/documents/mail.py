"""Mails as press offices send them (``.eml``) → a release: HTML or text part, attachments by name.

Headers are decoded one by one, and only those that are needed: the standard library's structured ones cost it gigabytes for a list of
some hundred thousand addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from functools import partial
from itertools import islice
from typing import TypeAlias
from urllib.parse import quote

from indexer.sources.base import Item, Source, rejection, repaired
from indexer.sources.documents.letterhead import Around, draft_of
from indexer.sources.draft import Draft, items_of_drafts
from indexer.sources.encoding import Decoded, decode, decode_line
from indexer.sources.markup import Markup, blocks_of_text, markup_of
from search_service.errors import InvalidReleaseError
from search_service.release import Attachment

MAX_MAIL_BYTES = 50_000_000
"""With its attachments; mail servers refuse larger ones."""
MOST_LINES = 1_000_000
"""Each costs the parser a hundred bytes; an attachment of the largest mail has 700,000."""
MOST_PARTS = 1_000
LONGEST_HEADER = 5_000

_FORWARDED = re.compile(r"^(?:\s*(?:wg|fwd?|aw|re|antw|tr)\s*:|\s*\[[^\]]{1,20}\])+\s*", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?\r?$.*", re.MULTILINE | re.DOTALL)
_FLOWED = re.compile(r" \r?\n(?=\S)")

Part: TypeAlias = "Message[str, str]"


def read_mail(source: Source) -> Iterator[Item]:
    """The release of one mail, under the hash of its message id. One that is too long, or has no text or date, is a rejection."""
    try:
        data = source.stream.read(MAX_MAIL_BYTES + 1)
        if len(data) > MAX_MAIL_BYTES or data.count(b"\n") > MOST_LINES:
            raise InvalidReleaseError((f"longer than {MAX_MAIL_BYTES:,} bytes or {MOST_LINES:,} lines, which no mail is",))
        message, parts = _parsed(data)
        text, decoded = _text(parts)
    except InvalidReleaseError as error:
        yield rejection(source, None, error)
        return
    yield from items_of_drafts([partial(_draft, message, parts, text)], source)
    yield from repaired(source, decoded.repairs)


def _draft(message: Part, parts: Sequence[Part], text: Markup) -> Draft:
    names = (_header(message, "Organization"), _header(message, "From"), _header(message, "Sender"))
    sent = _header(message, "Date")
    draft = draft_of(text.blocks, Around(title=_FORWARDED.sub("", _header(message, "Subject")), names=names))
    return replace(
        draft,
        key=_header(message, "Message-ID").strip("<> "),
        images=text.images,
        attachments=(*text.attachments, *_attachments(parts)),
        published=(sent, *draft.published),
    )


def _parsed(data: bytes) -> tuple[Part, list[Part]]:
    """The message and its parts; the line with which a mailbox file begins one is no header."""
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data)
        return message, [part for part in islice(message.walk(), MOST_PARTS) if not part.is_multipart()]
    except (MessageError, ValueError, RecursionError) as error:
        raise InvalidReleaseError((f"not a mail that can be read ({error})",)) from error


def _text(parts: Sequence[Part]) -> tuple[Markup, Decoded]:
    """The part that readers see, as blocks: the first HTML, else the first plain text. Raises InvalidReleaseError where there is none."""
    for kind in ("text/html", "text/plain"):
        for part in parts:
            payload = part.get_payload(decode=True) if part.get_content_type() == kind and not _is_attached(part) else None
            if not isinstance(payload, bytes) or not payload.strip():
                continue
            decoded = decode(payload, declared=str(part.get_content_charset() or ""))
            text = markup_of(decoded.text) if kind == "text/html" else Markup(blocks_of_text(_unwrapped(decoded.text, part)))
            if text.blocks:
                return text, decoded
    raise InvalidReleaseError(("holds no text, neither HTML nor plain",))


def _is_attached(part: Part) -> bool:
    return part.get_content_disposition() == "attachment"


def _unwrapped(text: str, part: Part) -> str:
    """Plain text without its signature; with format=flowed (RFC 3676) lines that end in a blank go on."""
    text = _SIGNATURE.sub("", text)
    return _FLOWED.sub(" ", text) if str(part.get_param("format") or "").lower() == "flowed" else text


def _attachments(parts: Sequence[Part]) -> Iterator[Attachment]:
    """Files by their names; pictures that belong to the text are none."""
    for part in parts:
        name = _decoded(part.get_filename() or "")
        if name and not (part.get_content_maintype() == "image" and part.get("Content-ID")):
            yield Attachment(title=name, url=quote(name))


def _header(message: Part, name: str) -> str:
    """As it was sent: ``get`` of the standard library loses letters that stand there without an encoding."""
    return _decoded(next((value for key, value in message.raw_items() if key.lower() == name.lower()), ""))


def _decoded(written: str) -> str:
    """A header with its encoded words decoded; in one that is broken they stay as they stand."""
    short = decode_line(written[:LONGEST_HEADER].encode("utf-8", "surrogateescape")).text
    try:
        text = str(make_header(decode_header(short))) if "=?" in short else short
    except (MessageError, LookupError, ValueError):  # UnicodeError is a ValueError
        text = short
    return " ".join(text.encode("utf-8", "replace").decode().split())
