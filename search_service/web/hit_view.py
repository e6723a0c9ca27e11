"""Hits as a page shows them: marked title and fragments, why each was found."""

from __future__ import annotations

from search_service.dates import BERLIN
from search_service.results import Hit, Match, Rule, SnippetPart
from search_service.schema import Field
from search_service.web.i18n import N_, gettext, long_date
from search_service.web.links import release_path
from search_service.web.view_models import HitView, Reason

_RULES = {
    Rule.WORD: N_("exactly this word"),
    Rule.SPELLING: N_("another spelling"),
    Rule.STEM: N_("another form of the word"),
    Rule.GENDER: N_("gender form"),
    Rule.HYPHEN: N_("written with a hyphen"),
    Rule.JOIN: N_("written as one word"),
    Rule.COMPOUND: N_("part of a word"),
    Rule.ELLIPSIS: N_("completed hyphen"),
    Rule.ABBREVIATION: N_("abbreviation"),
    Rule.DATE: N_("date"),
    Rule.PARTS: N_("its parts"),
    Rule.SYNONYM: N_("related word"),
}


def hit_view(hit: Hit, *, q: str = "") -> HitView:
    """One hit; ``q`` goes along to its page."""
    titles = [snippet.parts for snippet in hit.snippets if snippet.field is Field.TITLE]
    texts = tuple(snippet.parts for snippet in hit.snippets if snippet.field is not Field.TITLE)
    teaser = (_unmarked(hit.teaser),) if hit.teaser else ()
    return HitView(
        url=release_path(hit.id, q=q),
        title=titles[0] if titles else _unmarked(hit.title),
        topics=hit.topics,
        ministries=hit.ministries,
        day=long_date(hit.published),
        iso_day=hit.published.astimezone(BERLIN).date().isoformat(),
        texts=texts or teaser,
        reasons=tuple(_reason(match) for match in hit.matched),
        missing=hit.missing,
    )


def _unmarked(text: str) -> tuple[SnippetPart, ...]:
    return (SnippetPart(text, match=False),)


def _reason(match: Match) -> Reason:
    return Reason(match.word, match.form, gettext(_RULES[match.rule]))
