"""A search as a phrase, for the titles of feeds: "Meldungen zu Integration vom Sozialministerium, März 2024"."""

from __future__ import annotations

from search_service.query.nodes import Words
from search_service.query.request import SearchRequest
from search_service.schema import Role, in_role
from search_service.web.i18n import alternatives, gettext, period

_MASCULINE_OR_NEUTER = ("ministerium", "amt", "präsidium", "büro", "haus", "rat", "minister", "senator", "präsident", "institut")
_FEMININE = ("kanzlei", "verwaltung", "behörde", "regierung", "stelle", "zentrale", "vertretung", "agentur", "anstalt", "kammer", "in")


def feed_title(search: SearchRequest) -> str:
    """What the releases of a search have in common."""
    subject = _subject(search)
    words = [gettext("Releases about %(subject)s", subject=subject) if subject else gettext("Releases")]
    issuers = in_role(search.chosen, Role.ISSUER)
    if issuers:
        words.append(alternatives(tuple(_issued_by(name) for name in issuers)))
    days = period(search.first, search.last)
    return " ".join(words) + (f", {days}" if days else "")


def _subject(search: SearchRequest) -> str:
    subjects = alternatives(in_role(search.chosen, Role.SUBJECT))
    if not search.q:
        return subjects
    q = search.q if isinstance(search.node, Words) else gettext("“%(text)s”", text=search.q)
    return gettext("%(q)s (topic %(topics)s)", q=q, topics=subjects) if subjects else q


def _issued_by(name: str) -> str:
    """The issuer with the preposition that its first word takes in German."""
    first = name.split()[0].casefold()
    if first.endswith(_MASCULINE_OR_NEUTER):
        return gettext("by %(name)s", name=name)
    if first.endswith(_FEMININE):
        return gettext("by the %(name)s", name=name)
    return gettext("from %(name)s", name=name)
