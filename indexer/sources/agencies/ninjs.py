"""ninjs 1.0 to 3.1, the JSON of news agencies (IPTC): an item, or a composite of items, → drafts. Notes to editors are not read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from indexer.sources.agencies.nitf import markup_of_nitf
from indexer.sources.corrections import CORRECTED_STATES
from indexer.sources.draft import Draft, DraftMaker
from indexer.sources.json_parsing import Fields
from indexer.sources.markup import markup_of
from indexer.sources.senders import senders_among
from search_service.errors import InvalidReleaseError
from search_service.release import Image, RelatedRelease

WITHDRAWN_STATES = ("canceled", "cancelled", "withheld")
"""Publishing states (IPTC) of what must not be shown, or no longer."""

_OWN_FIELDS = ("versioncreated", "headlines", "bodies", "body_text", "body_html", "body_xhtml", "pubstatus", "standard", "$standard")
_PICTURES = ("picture", "image", "graphic")
_NO_TEXTS = (*_PICTURES, "video", "audio", "event", "planning", "animation")
_TEASERS = ("summary", "teaser", "lead", "abstract", "main", "text", "")
_NOT_FOR_READERS = ("ednote", "nonpublic", "internal", "note")
_DEEPEST = 3
"""Composites in composites that are looked into."""


def is_ninjs(fields: Fields) -> bool:
    return bool(fields.text("uri")) and any(name in fields.values for name in _OWN_FIELDS)


def ninjs_drafts(fields: Fields, depth: int = 0) -> Iterator[DraftMaker]:
    """The item as a draft; of a composite without a text of its own its parts."""
    parts = [each for each in fields.objects("associations") if is_ninjs(each) and each.text("type") not in _PICTURES]
    if fields.text("type") == "composite" and parts and not _body(fields) and depth < _DEEPEST:
        for part in parts:
            yield from ninjs_drafts(part, depth + 1)
    else:
        yield partial(_draft, fields)


def _draft(fields: Fields) -> Draft:
    """Raises InvalidReleaseError for what is no text: a picture has a caption, but that is no release."""
    if (kind := fields.text("type").lower()) in _NO_TEXTS:
        raise InvalidReleaseError((f"of type {kind}, not a text",))
    uri = fields.text("uri")
    page = _address(fields, "web")
    text = _body(fields)
    body = markup_of_nitf(text) if "<nitf" in text else markup_of(text, base=page)
    teaser = markup_of(_with_role(fields, "descriptions", _TEASERS) or fields.text(*fields.beginning_with("description_")))
    return Draft(
        key=uri,
        own_id=_with_role(fields, "altids", ("id",)),
        url=page or (uri if uri.startswith(("http://", "https://")) else ""),
        title=_title(fields),
        topics=fields.texts("subjects", "subject"),
        ministries=_senders(fields),
        published=fields.dates("firstcreated", "contentcreated", "versioncreated"),
        updated=fields.dates("versioncreated"),
        embargo_until=next(iter(fields.dates("embargoeduntil", "embargoed")), None),
        teaser=" ".join(block.text for block in teaser.blocks),
        body=body.blocks,
        images=(*body.images, *_images(fields)),
        related=tuple(_related(fields)),
        attachments=body.attachments,
        language=fields.text("language"),
        withdrawn=fields.text("pubstatus").lower().removeprefix("stat:") in WITHDRAWN_STATES,
        correction=any(state.lower() in CORRECTED_STATES for state in (*_signals(fields), fields.text("pubstatus"))),
    )


def _signals(fields: Fields) -> tuple[str, ...]:
    """What is told of the handling of an item: texts, or objects with a code."""
    return (*fields.texts("signals", "signal"), *(each.text("code", "qcode") for each in fields.objects("signals", "signal")))


def _title(fields: Fields) -> str:
    main = _with_role(fields, "headlines", ("main", "headline", "")) or _first(fields, "headlines")
    return main or fields.text("headline", *fields.beginning_with("headline_"), "title")


def _body(fields: Fields) -> str:
    """The text with its structure, if there are several representations."""
    bodies = [each for each in fields.objects("bodies") if not any(word in each.text("role").lower() for word in _NOT_FOR_READERS)]
    kinds = ("html", "nitf")
    marked_up = [each for each in bodies if any(kind in f"{each.text('contenttype')} {each.text('role')}".lower() for kind in kinds)]
    chosen = next((text for each in (*marked_up, *bodies) if (text := each.text("value"))), "")
    return chosen or fields.text("body_xhtml", "body_html", *fields.beginning_with("body_"))


def _with_role(fields: Fields, name: str, roles: tuple[str, ...]) -> str:
    """The value with the first of these roles that is there."""
    values = {each.text("role").lower(): each.text("value") for each in fields.objects(name)}
    return next((values[role] for role in roles if values.get(role)), "")


def _first(fields: Fields, name: str) -> str:
    return next((text for each in fields.objects(name) if (text := each.text("value"))), "")


def _senders(fields: Fields) -> tuple[str, ...]:
    sources = [(each.text("role").lower(), each.text("name")) for each in fields.objects("infosources", "infosource")]
    issuers = tuple(name for role, name in sources if role == "issuer" and name)
    return issuers or fields.texts("copyrightholder") or tuple(name for _, name in sources if name) or senders_among(fields.texts("by"))


def _address(fields: Fields, *wanted: str) -> str:
    """Where the item stands: the rendition of that name, or one that is a page."""
    renditions = list(fields.objects("renditions"))
    named = [each for each in renditions if each.text("name") in wanted or "html" in each.text("contenttype", "mimetype")]
    return next((url for each in named if (url := each.text("href"))), "")


def _images(fields: Fields) -> Iterator[Image]:
    for each in fields.objects("associations"):
        if each.text("type") not in _PICTURES:
            continue
        caption = _with_role(each, "descriptions", ("caption", *_TEASERS)) or each.text("description_caption", "description_text")
        yield Image(
            alt=_with_role(each, "descriptions", ("alt",)),
            caption=caption or _first(each, "headlines") or each.text("headline"),
            credit=each.text("copyrightnotice", "by", "byline", "copyrightholder"),
            url=next((url for one in each.objects("renditions") if (url := one.text("href"))), ""),
        )


def _related(fields: Fields) -> Iterator[RelatedRelease]:
    for each in fields.objects("associations"):
        title = _first(each, "headlines") or each.text("headline", "title")
        if title and each.text("type") not in _PICTURES:
            yield RelatedRelease(title=title, url=_address(each, "web"))
