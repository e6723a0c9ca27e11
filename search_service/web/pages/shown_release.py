"""The part of a release that its page shows: a teaser that is not the beginning of the text again, and no more than a browser can show.

Releases come from outside; none may make a page that stops those who serve or read it.
"""

from __future__ import annotations

from search_service.release import Block, Release

MAX_BLOCKS = 2_000
MAX_LETTERS = 60_000
"""Of a body; the longest of 13,000 releases has 25,000."""
MAX_LISTED = 200
"""Of images, attachments, further releases, topics and ministries, each."""
_LISTS = ("topics", "ministries", "images", "related", "attachments")


def shown_on_a_page(release: Release) -> tuple[Release, int]:
    """The release as its page shows it, and how many blocks of its body and entries of its lists are left out, or cut."""
    body = _beginning(release.body)
    kept = {name: getattr(release, name)[:MAX_LISTED] for name in _LISTS}
    left_out = len(release.body) - len(body) + sum(len(getattr(release, name)) - len(kept[name]) for name in _LISTS)
    is_cut = body[-1:] != release.body[len(body) - 1 : len(body)]
    left_out += is_cut
    changes: dict[str, object] = {**kept, "body": body} if left_out else {}
    if release.teaser and _begins_with_teaser(release):
        changes["teaser"] = ""
    return release.model_copy(update=changes) if changes else release, left_out


def _beginning(body: tuple[Block, ...]) -> tuple[Block, ...]:
    """As many blocks as fit, the last one cut where it does not fit as a whole."""
    kept: list[Block] = []
    letters = 0
    for block in body[:MAX_BLOCKS]:
        if letters + len(block.text) > MAX_LETTERS:
            text = block.text[: MAX_LETTERS - letters].rstrip()
            return (*kept, block.model_copy(update={"text": f"{text} …"})) if text else tuple(kept)
        kept.append(block)
        letters += len(block.text)
    return tuple(kept)


def _begins_with_teaser(release: Release) -> bool:
    """Whether the text begins as the teaser, which is often cut from it in the middle of a word."""
    teaser = " ".join(release.teaser.split()).rstrip(" .…")
    beginning = " ".join(block.text for block in release.body[:10])[: 2 * len(release.teaser)]
    return " ".join(beginning.split()).startswith(teaser)
