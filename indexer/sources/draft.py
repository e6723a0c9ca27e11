"""What a format says of one release, as it stands there, and the release that it makes. It knows no format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Any, Literal

from pydantic import ValidationError

from indexer.cleaning import clean_text
from indexer.sources.addresses import canonical_address
from indexer.sources.base import Item, Source, explain, hashed_id, read_of, rejection, with_id
from indexer.sources.cut_texts import begins, is_cut
from indexer.sources.embargo import is_embargo
from indexer.sources.languages import language_of
from indexer.sources.moments import Written, first_moment_of
from indexer.sources.pages.facts.dating import dated
from indexer.sources.pages.facts.page_facts import absolute_url
from search_service.errors import InvalidReleaseError, UnreadableDateError
from search_service.release import Attachment, Block, Image, RelatedRelease, Release, Status, is_release_id

_WITHOUT_ID = "without-id"
DateOrigin = Literal["page", "text", "file"]
"""What says when a release was published: its source, its text, or the time of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Texts need not be clean, dates not be read; empty means: not said.

    ``key`` is the source's own id, of any characters; ``own_id`` one of ours that came back or that a portal asks for. Of
    ``published`` and ``updated`` the first date that can be read counts; ``published_from`` is what says it. With ``may_lack_date``
    the text or the file dates a release that states no date.
    """

    key: str = ""
    own_id: str = ""
    url: str = ""
    title: str = ""
    topics: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    published: tuple[Written, ...] = ()
    published_from: DateOrigin = "page"
    updated: tuple[Written, ...] = ()
    embargo_until: Written = None
    teaser: str = ""
    body: tuple[Block, ...] = ()
    images: tuple[Image, ...] = ()
    related: tuple[RelatedRelease, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    language: str = ""
    withdrawn: bool = False
    correction: bool = False
    may_be_cut: bool = False
    may_lack_date: bool = False


DraftMaker = Callable[[], Draft]
"""Makes a draft when it is asked for; raises InvalidReleaseError for what cannot be one, which costs that draft alone."""


def release_of(draft: Draft, source: Source) -> Release:
    """The release, under the hash of its key, else of its address, else of its content.

    Raises InvalidReleaseError that lists everything wrong with the draft.
    """
    problems: list[str] = []
    clean = _cleaned(draft, source)
    arranged = replace(clean, **_texts(clean))
    if not arranged.title:
        problems.append("title: there is none")
    if not (arranged.teaser or arranged.body or arranged.withdrawn):
        problems.append("text: there is neither teaser nor body")
    published, published_from = _published(arranged, source, problems)
    updated = _moment("updated", arranged.updated, problems)
    embargo = _moment("embargo_until", (arranged.embargo_until,), problems)
    if problems or published is None:
        raise InvalidReleaseError(tuple(problems))
    return _identified(_made(arranged, source, _Dates(published, published_from, updated, embargo)), arranged)


@dataclass(frozen=True, slots=True)
class _Dates:
    published: datetime
    published_from: DateOrigin
    updated: datetime | None
    embargo_until: datetime | None


def _cleaned(draft: Draft, source: Source) -> Draft:
    body = tuple(Block(type=block.type, text=text) for block in draft.body if (text := _clean(block.text)))
    return replace(
        draft,
        url=absolute_url(draft.url, source.url) if draft.url else "",
        title=_clean(draft.title),
        topics=_distinct(draft.topics),
        ministries=_distinct(draft.ministries),
        teaser=_clean(draft.teaser),
        body=body,
    )


def _clean(text: str) -> str:
    """A text of JSON may hold half a surrogate pair; that half becomes a question mark."""
    return clean_text(text.encode("utf-8", "replace").decode())


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_clean, names))))


def _texts(draft: Draft) -> dict[str, Any]:
    """Teaser and body without repetitions: of the title as the first heading, and of the teaser as the beginning of the text.

    Notes above the text stay, ahead of it: they are read when the release is complete.
    """
    notes = tuple(takewhile(lambda block: is_embargo(block.text), draft.body))
    body, teaser = draft.body[len(notes) :], draft.teaser
    if body and body[0].text == draft.title:
        body = body[1:]
    if body and body[0].text == teaser and len(body) > 1:
        body = body[1:]
    elif body and begins(teaser, body[0].text):
        teaser = ""
    return {"teaser": teaser, "body": (*notes, *body)}


def _made(draft: Draft, source: Source, dates: _Dates) -> Release:
    text = " ".join([draft.title, draft.teaser, *(block.text for block in draft.body[:5])])
    try:
        return Release(
            id=_WITHOUT_ID,
            url=draft.url,
            title=draft.title,
            topics=draft.topics,
            ministries=draft.ministries,
            published=dates.published,
            updated=dates.updated if dates.updated and dates.updated > dates.published else None,
            teaser=draft.teaser,
            body=draft.body,
            images=draft.images,
            related=draft.related,
            attachments=draft.attachments,
            language=language_of(draft.language, text),
            source=source.file_name,
            status=Status.WITHDRAWN if draft.withdrawn else Status.PUBLISHED,
            correction=draft.correction,
            embargo_until=dates.embargo_until,
            published_from=dates.published_from,
            cut=draft.may_be_cut and is_cut(draft.body[-1].text if draft.body else draft.teaser),
        )
    except ValidationError as error:
        raise InvalidReleaseError(explain(error)) from error


def _identified(release: Release, draft: Draft) -> Release:
    if is_release_id(draft.own_id):
        return release.model_copy(update={"id": draft.own_id})
    if key := draft.key.strip():
        return release.model_copy(update={"id": hashed_id(canonical_address(key))})
    return with_id(release)


def _published(draft: Draft, source: Source, problems: list[str]) -> tuple[datetime | None, DateOrigin]:
    before = len(problems)
    stated = _moment("published", draft.published, problems)
    if stated is None and draft.may_lack_date and len(problems) == before:
        when = dated((), [draft.teaser, *(block.text for block in draft.body)], source.modified)
        return when.moment, when.origin
    if stated is None and len(problems) == before:
        problems.append("published: there is no date")
    return stated, draft.published_from


def _moment(name: str, written: Iterable[Written], problems: list[str]) -> datetime | None:
    try:
        return first_moment_of(written)
    except UnreadableDateError as error:
        problems.append(f"{name}: {error.text[:60]!r}: {error}")
        return None


def items_of_drafts(makers: Iterable[DraftMaker], source: Source, line: int | None = None) -> Iterator[Item]:
    """A release or a rejection for each; its number and title tell which one is meant."""
    for number, make in enumerate(makers, 1):
        title = ""
        try:
            draft = make()
            title = _clean(draft.title)
            release = release_of(draft, source)
            yield read_of(release, source, line, own_id=release.id == draft.own_id)
        except InvalidReleaseError as error:
            named = f"entry {number} ({title[:60] or 'without a title'})"
            yield rejection(source, line, InvalidReleaseError((f"{named}: {error}",)))
