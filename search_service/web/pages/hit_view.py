"""Hits as a page shows them: marked title and fragments, why each was found."""

from __future__ import annotations

from collections.abc import Iterator

from babel.numbers import format_decimal

from search_service.dates import BERLIN
from search_service.explain.sentences import blank_between
from search_service.messages import N_
from search_service.query.request import SearchRequest
from search_service.query.rule import Rule
from search_service.results import Hit, Match, SnippetPart
from search_service.schema import Field, Role, in_role
from search_service.steering.rules import Boost
from search_service.web.i18n import gettext, language, long_date, ngettext
from search_service.web.links import permanent_url, release_path
from search_service.web.pages.view_models import HitView, Reason

MOST_FORMS = 3
"""Forms of one rule that an explanation names; of more it says how many."""
MOST_MARKS = 3
"""Marks of a fragment: more of them make none stand out."""
LEAD = 60
"""Characters at most before the first mark, so that it is among the lines that a phone shows."""
_RULES = {
    Rule.WORD: N_("Exactly this word"),
    Rule.SPELLING: N_("Another spelling"),
    Rule.STEM: N_("Another form of the word"),
    Rule.GENDER: N_("Gender form"),
    Rule.HYPHEN: N_("Written with a hyphen"),
    Rule.JOIN: N_("Written as one word"),
    Rule.COMPOUND: N_("Inside a longer word"),
    Rule.ELLIPSIS: N_("Completed hyphen"),
    Rule.ABBREVIATION: N_("Abbreviation"),
    Rule.DATE: N_("Date"),
    Rule.WRITTEN_OUT: N_("Written out"),
    Rule.PARTS: N_("The word taken apart, its parts near each other"),
    Rule.PART: N_("Only one part of the word"),
    Rule.SYNONYM: N_("Related word"),
}


def hit_view(hit: Hit, *, search: SearchRequest | None = None) -> HitView:
    """One hit; its page can go back to the result page of ``search``."""
    titles = [snippet.parts for snippet in hit.snippets if snippet.field is Field.TITLE]
    texts = [quiet(snippet.parts) for snippet in hit.snippets if snippet.field is not Field.TITLE]
    return HitView(
        id=hit.id,
        url=release_path(hit.id, search=search),
        address=permanent_url(hit.id),
        title=titles[0] if titles else _unmarked(hit.title),
        subjects=in_role(hit.facet_values, Role.SUBJECT),
        issuers=in_role(hit.facet_values, Role.ISSUER),
        day=long_date(hit.published),
        iso_day=hit.published.astimezone(BERLIN).date().isoformat(),
        text=with_open_end(with_short_lead(texts[0]) if texts else _unmarked(hit.teaser)),
        more_texts=tuple(map(with_open_end, texts[1:])),
        reasons=(*_editors_reasons(hit), *_reasons(hit.matched)),
        missing=hit.missing,
    )


def _editors_reasons(hit: Hit) -> Iterator[Reason]:
    """What editors did for a hit."""
    if hit.pinned:
        yield Reason(gettext("Put first by the editors"))
    if hit.boosts:
        yield Reason(gettext("Weighted by the editors"), tuple(map(_boosted, hit.boosts)))


def _boosted(boost: Boost) -> str:
    """Of what a boost is, and its factor: Haushalt, älter als 365 Tage × 0,8."""
    ages = [
        ngettext("at most %(num)s day old", "at most %(num)s days old", boost.newer_than_days) if boost.newer_than_days else "",
        ngettext("more than %(num)s day old", "more than %(num)s days old", boost.older_than_days) if boost.older_than_days else "",
    ]
    return f"{', '.join(filter(None, [*boost.values.values(), *ages]))} × {format_decimal(boost.factor, locale=language())}"


def quiet(parts: tuple[SnippetPart, ...]) -> tuple[SnippetPart, ...]:
    """The fragment with at most ``MOST_MARKS`` marks: the first of each form before the second of any."""
    marked = [place for place, part in enumerate(parts) if part.match]
    first = {parts[place].text.casefold(): place for place in reversed(marked)}.values()
    kept = sorted(marked, key=lambda place: (place not in first, place))[:MOST_MARKS]
    return tuple(SnippetPart(part.text, match=place in kept) for place, part in enumerate(parts))


def with_short_lead(parts: tuple[SnippetPart, ...]) -> tuple[SnippetPart, ...]:
    """The fragment without the beginning of a long lead to its first mark, which is cut at a blank."""
    first = next((place for place, part in enumerate(parts) if part.match), 0)
    lead = "".join(part.text for part in parts[:first])
    if len(lead) <= LEAD:
        return parts
    blank = blank_between(lead, len(lead) - LEAD, len(lead))
    return (SnippetPart(f"…{lead[blank:]}", match=False), *parts[first:]) if blank >= 0 else parts


def with_open_end(parts: tuple[SnippetPart, ...]) -> tuple[SnippetPart, ...]:
    """The fragment with a sign that it goes on, if it stops within a sentence, as teasers do that a portal cut."""
    return (*parts, SnippetPart("…", match=False)) if parts[-1].text[-1:].isalnum() else parts


def _unmarked(text: str) -> tuple[SnippetPart, ...]:
    return (SnippetPart(text, match=False),)


def _reasons(matches: tuple[Match, ...]) -> tuple[Reason, ...]:
    """The forms by rule, nearest rule first, each form once: some of them, and how many more there are.

    Nothing where all are words as they were typed, which the marks say already.
    """
    if all(match.rule is Rule.WORD for match in matches):
        return ()
    forms: dict[Rule, dict[str, None]] = {rule: {} for rule in Rule}
    for match in matches:
        forms[match.rule][f"{match.form} ({match.within})" if match.within else match.form] = None
    return tuple(
        Reason(gettext(_RULES[rule]), tuple(found)[:MOST_FORMS], more=max(0, len(found) - MOST_FORMS))
        for rule, found in forms.items()
        if found
    )
