"""Mails as press offices send them (``.eml``) → a release: HTML or text part, attachments by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.errors import HeaderParseError, MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from urllib.parse import quote

from indexer.sources.base import Item, Source, rejection, repaired
from indexer.sources.documents.letterhead import Around, draft_of
from indexer.sources.draft import items_of_drafts
from indexer.sources.encoding import Decoded, decode
from indexer.sources.markup import Markup, blocks_of_text, markup_of
from search_service.errors import InvalidReleaseError
from search_service.release import Attachment

MAX_MAIL_BYTES = 50_000_000
"""With its attachments; mail servers refuse larger ones."""

_FORWARDED = re.compile(r"^(?:\s*(?:wg|fwd?|aw|re|antw|tr)\s*:|\s*\[[^\]]{1,20}\])+\s*", re.IGNORECASE)
_SIGNATURE = re.compile(r"^-- ?\r?$.*", re.MULTILINE | re.DOTALL)


def read_mail(source: Source) -> Iterator[Item]:
    """The release of one mail, under the hash of its message id."""
    try:
        data = source.stream.read(MAX_MAIL_BYTES + 1)
        if len(data) > MAX_MAIL_BYTES:
            raise InvalidReleaseError((f"longer than {MAX_MAIL_BYTES:,} bytes, which no mail is",))
        message = _parsed(data)
        text, decoded = _text(message)
    except InvalidReleaseError as error:
        yield rejection(source, None, error)
        return
    names = (_header(message, "Organization"), _header(message, "From"), _header(message, "Sender"))
    around = Around(title=_FORWARDED.sub("", _header(message, "Subject")), names=names, published=(_header(message, "Date"),))
    draft = draft_of(text.blocks, around)
    draft = replace(
        draft,
        key=_header(message, "Message-ID").strip("<> "),
        images=text.images,
        attachments=(*text.attachments, *_attachments(message)),
        published=(_header(message, "Date"), *draft.published),
    )
    yield from items_of_drafts([draft], source)
    yield from repaired(source, decoded.repairs)


def _parsed(data: bytes) -> EmailMessage:
    """The message; the line with which a mailbox file begins one is no header."""
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    try:
        return BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(data)
    except (MessageError, ValueError, RecursionError) as error:
        raise InvalidReleaseError((f"not a mail that can be read ({error})",)) from error


def _text(message: EmailMessage) -> tuple[Markup, Decoded]:
    """The part that readers see, as blocks. Raises InvalidReleaseError where there is none."""
    for kind in ("html", "plain"):
        part = message.get_body(preferencelist=(kind,))
        payload = part.get_payload(decode=True) if part is not None else None
        if not isinstance(payload, bytes) or not payload.strip() or part is None:
            continue
        decoded = decode(payload, declared=str(part.get_content_charset() or ""))
        text = markup_of(decoded.text) if kind == "html" else Markup(blocks_of_text(_unwrapped(decoded.text, part)))
        if text.blocks:
            return text, decoded
    raise InvalidReleaseError(("holds no text, neither HTML nor plain",))


def _unwrapped(text: str, part: MIMEPart) -> str:
    """Plain text without its signature; with format=flowed (RFC 3676) lines that end in a blank go on."""
    text = _SIGNATURE.sub("", text)
    parameters = part["Content-Type"].params if part["Content-Type"] is not None else {}
    return re.sub(r" \r?\n(?=\S)", " ", text) if parameters.get("format", "").lower() == "flowed" else text


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    """Files by their names; pictures that belong to the text are none."""
    for part in message.walk():
        name = part.get_filename()
        if name and not (part.get_content_maintype() == "image" and part.get("Content-ID")):
            yield Attachment(title=name, url=quote(name))


def _header(message: EmailMessage, name: str) -> str:
    """A header with its encoded words decoded, or as it stands where it is broken."""
    try:
        value = message.get(name)
        return " ".join(str(value).split()) if value is not None else ""
    except (HeaderParseError, ValueError, IndexError, AttributeError, TypeError):  # python/cpython#95222 and the like
        return " ".join(next((str(raw) for key, raw in message.raw_items() if key.lower() == name.lower()), "").split())
