"""Shows what an import would store, and why: for people who set up a portal. Writes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from textwrap import shorten

from indexer.sources.base import Item, Listed, Read, Rejection, Repaired
from search_service.dates import BERLIN
from search_service.release import Release

_WIDTH = 110
_LABEL = 11


def as_text(items: Iterable[Item], *, explain: bool = False) -> Iterator[str]:
    """Lines for a terminal; with ``explain`` also the rule, the place or the selector that gave each part."""
    for item in items:
        match item:
            case Read():
                yield from _release_lines(item, explain=explain)
            case Rejection():
                yield f"{item.source}: rejected: {item.reason}"
            case Repaired():
                yield f"{item.source}: put right: {item.kind.value.replace('_', ' ')}, {item.count:,} ×"
            case Listed():
                yield f"{item.source}: listed: {item.url}"


def as_json(items: Iterable[Item]) -> str:
    """The same for machines: a list of objects, each with ``source`` and either ``release`` or what else was found."""
    return json.dumps([_facts(item) for item in items], ensure_ascii=False, indent=2)


def _facts(item: Item) -> dict[str, object]:
    match item:
        case Read():
            return {
                "source": item.source,
                "line": item.line,
                "release": item.release.model_dump(mode="json"),
                "chosen_by": {each.part: each.by for each in item.account.choices},
                "left_out": [{"text": each.text, "reason": each.reason} for each in item.account.left_out],
                "remarks": list(item.account.remarks),
                "unknown_fields": list(item.unknown_fields),
            }
        case Rejection():
            return {"source": item.source, "line": item.line, "rejected": item.reason}
        case Repaired():
            return {"source": item.source, "put_right": item.kind.value, "count": item.count}
        case Listed():
            return {"source": item.source, "listed": item.url}


def _release_lines(item: Read, *, explain: bool) -> Iterator[str]:
    release, by = item.release, {each.part: each.by for each in item.account.choices}
    place = item.source if item.line is None else f"{item.source}:{item.line}"
    yield place
    for part, label, value in _parts(release):
        if value:
            yield _line(label, value, by.get(part, "") if explain else "")
    yield _line("text", f"{len(release.body):,} blocks, {len(release.body_text):,} characters", by.get("body", "") if explain else "")
    for block in release.body:
        yield f"    {block.type.value.replace('_', ' '):<10} {_short(block.text)}"
    yield from _beside_the_text(release)
    yield from _left_out(item, explain=explain)
    yield from (_line("look at", remark, "") for remark in item.account.remarks)
    yield ""


def _parts(release: Release) -> Iterator[tuple[str, str, str]]:
    """Name of the field, label, value."""
    yield "title", "title", release.title
    date = f"{release.published.astimezone(BERLIN):%Y-%m-%d %H:%M}"
    yield "published", "date", f"{date}, from the {release.published_from}"
    yield "updated", "updated", f"{release.updated.astimezone(BERLIN):%Y-%m-%d %H:%M}" if release.updated else ""
    yield "ministries", "sender", "; ".join(release.ministries)
    yield "topics", "topics", "; ".join(release.topics)
    yield "url", "address", release.url
    yield "id", "id", release.id
    yield "teaser", "teaser", release.teaser


def _beside_the_text(release: Release) -> Iterator[str]:
    for image in release.images:
        yield _line("picture", " | ".join(filter(None, (image.alt, image.caption, image.credit and f"© {image.credit}"))), "")
    for attachment in release.attachments:
        yield _line("file", f"{attachment.title} {attachment.url}".strip(), "")
    for related in release.related:
        yield _line("further", " | ".join(filter(None, (related.topic, related.title))), "")


def _left_out(item: Read, *, explain: bool) -> Iterator[str]:
    if item.account.left_out:
        yield _line("left out", f"{len(item.account.left_out):,} texts", "")
    for each in item.account.left_out:
        yield f"    {_short(each.text)}" + (f"  [{each.reason}]" if explain else "")


def _line(label: str, value: str, by: str) -> str:
    return f"  {label:<{_LABEL}} {_short(value)}" + (f"  [{by}]" if by else "")


def _short(text: str) -> str:
    return shorten(text, _WIDTH, placeholder=" …")
