"""The record that everything moves: one press release, validated and immutable.

It knows nothing of formats, storage or search; readers make it, the store keeps it, the index is built from it.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints

ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{1,128}")


def is_release_id(value: str) -> bool:
    """Whether it can be the id of a release: it stands in addresses as it is."""
    return ID_PATTERN.fullmatch(value) is not None and value not in {".", ".."}


def valid_id(value: str) -> str:
    """The id. Raises ValueError for what is none."""
    if not is_release_id(value):
        raise ValueError("use 1 to 128 of the characters A-Z a-z 0-9 . _ -")
    return value


ReleaseId = Annotated[str, AfterValidator(valid_id)]
Text = Annotated[str, StringConstraints(strip_whitespace=True)]
RequiredText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


_LOOSE_SPACE = (' "', '" ', "\\n", "\\t", "\\r", "\\f", "\\u")
"""In JSON without blanks of its own: a blank at an end of a text, and white space that is written as an escape."""


class BlockType(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    LIST_ITEM = "list_item"


class Status(StrEnum):
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Block(_Record):
    """One piece of the body; ``text`` is plain text without line breaks that mean anything."""

    type: BlockType = BlockType.PARAGRAPH
    text: RequiredText


class Image(_Record):
    alt: Text = ""
    caption: Text = ""
    credit: Text = ""
    url: Text = ""


class RelatedRelease(_Record):
    """An entry of the list of further releases that a page shows."""

    title: RequiredText
    topic: Text = ""
    url: Text = ""


class Attachment(_Record):
    title: Text = ""
    url: RequiredText


class Release(_Record):
    """One press release in one version.

    ``published_from`` tells where the date comes from: stated by the source (``page``), the last full date that the text names
    (``text``), or the time of the file (``file``). ``cut`` marks a text of which the source gave only the beginning, ``correction``
    one that its source marks as the correction of an earlier text.
    """

    id: ReleaseId
    url: Text = ""
    title: RequiredText
    topics: tuple[RequiredText, ...] = ()
    ministries: tuple[RequiredText, ...] = ()
    published: AwareDatetime
    updated: AwareDatetime | None = None
    teaser: Text = ""
    body: tuple[Block, ...] = ()
    images: tuple[Image, ...] = ()
    related: tuple[RelatedRelease, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] = "de"
    source: Text = ""
    status: Status = Status.PUBLISHED
    embargo_until: AwareDatetime | None = None
    published_from: Literal["page", "text", "file"] = "page"
    cut: bool = False
    correction: bool = False

    @property
    def visible_from(self) -> datetime:
        """The moment from which anybody may see this release: its date, or its embargo if that ends later."""
        return max(self.published, self.embargo_until) if self.embargo_until else self.published

    @property
    def body_text(self) -> str:
        """The body as one string, a line per block, whatever line breaks its text has."""
        return "\n".join(block.text.replace("\n", " ") for block in self.body)

    @property
    def caption_text(self) -> str:
        """Alt texts and captions of the images, a line each; credits are no part of what is searched."""
        return "\n".join(text for image in self.images for text in (image.alt, image.caption) if text)

    @property
    def content_hash(self) -> str:
        """SHA-256 (hexadecimal) of what readers see, with every run of white space taken as one blank, moments in UTC.

        Neither the id, the source, the status, ``cut`` nor ``correction`` count. A date that is only the time of the file does not count
        either: copying the file does not make a new version.
        """
        left_out = {"id", "source", "status", "published_from", "cut", "correction"}
        if self.published_from == "file":
            left_out.add("published")
        times = {name: _in_utc(getattr(self, name)) for name in ("published", "updated", "embargo_until")}
        content = self.model_copy(update=times).model_dump(mode="json", exclude=left_out)
        canonical = _canonical(content)
        if not _is_collapsed(canonical):
            canonical = _canonical(_collapsed(content))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _canonical(content: Any) -> str:  # what JSON can hold
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _is_collapsed(canonical: str) -> bool:
    """Whether ``_collapsed`` would change nothing of what is written here; in doubt not. Whole texts are looked through at once."""
    return " ".join(canonical.split()) == canonical and not any(map(canonical.__contains__, _LOOSE_SPACE))


def _in_utc(moment: datetime | None) -> datetime | None:
    return moment and moment.astimezone(UTC)


def _collapsed(value: Any) -> Any:  # the values are those of JSON
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_collapsed(item) for item in value]
    if isinstance(value, dict):
        return {key: _collapsed(item) for key, item in value.items()}
    return value
