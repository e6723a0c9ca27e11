"""The form with a field for each wish as data, and the address of the search that its fields ask for."""

from __future__ import annotations

from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from search_service.engines.base import Searcher
from search_service.query.request import SearchRequest, limit_each
from search_service.query.wishes import Wishes
from search_service.schema import FACETS
from search_service.web.i18n import asked_language, gettext
from search_service.web.links import path_of
from search_service.web.pages.search_view import plain_form
from search_service.web.pages.view_models import AdvancedPage, FacetChoices, TextField

LISTED = 200
"""Values of each facet to choose from; rarer ones are found in the filters of a result page."""
_PASSED_ON = (*(row.name.value for row in FACETS), "from", "to")


def advanced_page(searcher: Searcher, *, site_name: str) -> AdvancedPage:
    """The empty form. Raises what ``Searcher.search`` raises."""
    facets = searcher.search(SearchRequest(size=1, highlight=False, limits=limit_each(LISTED))).facets
    heading = gettext("Advanced search")
    return AdvancedPage(
        title=f"{heading} – {site_name}",
        heading=heading,
        form=plain_form(),
        words=(
            TextField("words", gettext("All of these words"), gettext("in any form: plural, compound, feminine")),
            TextField("phrase", gettext("Exactly this phrase"), gettext("word for word, next to each other")),
            TextField("excluded", gettext("None of these words"), gettext("a release with one of them is left out")),
            TextField("in_title", gettext("In the title"), gettext("each of these words stands in the title")),
        ),
        facets=tuple(
            FacetChoices(row.name, gettext(row.label), tuple(sorted((value.value for value in facets[row.name].values), key=str.casefold)))
            for row in FACETS
        ),
        dates=(TextField("from", gettext("From"), ""), TextField("to", gettext("To"), "")),
    )


def asked_search(args: MultiDict[str, str]) -> str | None:
    """The path of the result page that a form which was sent asks for; None where nothing was sent."""
    wishes = Wishes(*(args.get(name, "") for name in ("words", "phrase", "excluded", "in_title")))
    if not any(args.get(name) is not None for name in ("words", "phrase", "excluded", "in_title", *_PASSED_ON)):
        return None
    query = [("q", wishes.query())]
    query += [(name, value.strip()) for name in _PASSED_ON for value in args.getlist(name)]
    query.append(("lang", asked_language() or ""))
    kept = [(name, value) for name, value in query if value]
    path = path_of("pages.search", lang=None)
    return f"{path}?{urlencode(kept)}" if kept else path
