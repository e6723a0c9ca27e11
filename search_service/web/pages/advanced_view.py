"""The form with a field for each wish as data, filled from a search; and the address of the search that its fields ask for."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from search_service.engines.base import Searcher
from search_service.errors import InvalidRequestError
from search_service.query.request import SearchRequest, limit_each
from search_service.query.wishes import Wishes
from search_service.results import Facets
from search_service.schema import FACETS, FacetField
from search_service.web.i18n import asked_language, gettext, short_date
from search_service.web.links import search_path, tidy_search_path
from search_service.web.pages.filter_models import Link
from search_service.web.pages.search_view import plain_form
from search_service.web.pages.view_models import AdvancedPage, FacetChoices, HiddenField, TextField
from search_service.web.request_args import read_page_search, without_empty

LISTED = 200
"""Values of each facet to choose from; rarer ones are found in the filters of a result page."""
_WISHES = ("words", "phrase", "excluded", "in_title")
_PASSED_ON = (*(row.name.value for row in FACETS), "from", "to", "match")


def advanced_page(searcher: Searcher, search: SearchRequest, *, site_name: str) -> AdvancedPage:
    """The form with what ``search`` asks for. Raises what ``Searcher.search`` raises."""
    facets = searcher.search(SearchRequest(size=1, highlight=False, limits=limit_each(LISTED))).facets
    heading = gettext("Advanced search")
    form = plain_form()
    if search.match is not SearchRequest().match:
        form = plain_form(hidden=(HiddenField("match", search.match.value),))
    return AdvancedPage(
        title=f"{heading} – {site_name}",
        heading=heading,
        form=form,
        back=Link(gettext("Back to the results"), search_path(search)) if search.q or any(search.filters) else None,
        words=_words(Wishes.of(search.node)),
        facets=tuple(_choices(row, facets, search) for row in FACETS),
        dates=(
            TextField("from", gettext("From"), "", short_date(search.first) if search.first else ""),
            TextField("to", gettext("To"), "", short_date(search.last) if search.last else ""),
        ),
    )


def asked_search(args: MultiDict[str, str]) -> str | None:
    """The path of the result page that a form which was sent asks for; None where none was sent.

    It is that of the same search from the search field. What cannot be read is passed on as it is, so that the result page says so.
    """
    if not any(name in args for name in _WISHES):
        return None
    query = [("q", Wishes(*(args.get(name, "") for name in _WISHES)).query())]
    query += [(name, value) for name in _PASSED_ON for value in args.getlist(name)]
    query.append(("lang", asked_language() or ""))
    sent = MultiDict(query)
    try:
        return search_path(read_page_search(sent).request)
    except InvalidRequestError:
        return tidy_search_path([(name, value) for name, values in without_empty(sent).items() for value in values])


def _words(wishes: Wishes) -> tuple[TextField, ...]:
    return (
        TextField("words", gettext("All of these words"), gettext("in any form: plural, compound, feminine"), wishes.words),
        TextField("phrase", gettext("Exactly this phrase"), gettext("word for word, next to each other"), wishes.phrase),
        TextField("excluded", gettext("None of these words"), gettext("a release with one of them is left out"), wishes.excluded),
        TextField("in_title", gettext("In the title"), gettext("each of these words stands in the title"), wishes.in_title),
    )


def _choices(row: FacetField, facets: Facets, search: SearchRequest) -> FacetChoices:
    """What is chosen first, however rare it is, then in the order of the alphabet."""
    chosen = search.values_of(row.name)
    values = {*(value.value for value in facets[row.name].values), *chosen}
    return FacetChoices(
        row.name, gettext(row.plural), tuple(sorted(values, key=lambda value: (value not in chosen, value.casefold()))), frozenset(chosen)
    )
