"""Names of places and the adjectives made of them: Köpenick, Köpenicker. Told from Politik, Politiker by how the archive uses both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import expm1

from search_service.analysis.meaning.classes.inflection import ends_in_person
from search_service.analysis.meaning.classes.irregular import er_plural_base
from search_service.analysis.meaning.classes.umlauts import ESTABLISHED
from search_service.analysis.meaning.counts.evidence import Evidence
from search_service.analysis.word_lists import word_map

SHORTEST_PLACE = 4
PERSONS = 5
"""An adjective is not inflected and has no feminine; those who live there are named at most a fifth as often."""
PLURALS = 20
"""A place has no plural: at most a twentieth as often."""
COMPOUNDS = 20
"""A place begins few compounds: at most one for so many of its uses."""
MOST_ADJECTIVES, FEWEST_ADJECTIVES = 20, 0.01
"""How often an adjective is used for each use of its place: not much more often (Rain, Rainer), nor hardly ever (Wagen, Wagener)."""
_PERSONAL_ENDINGS = ("n", "s", "in", "innen")
_PLURAL_ENDINGS = ("e", "en", "es", "ern")
_TAILS_IN_E = ("felde", "walde", "linde", "münde", "berge", "horste")
_TAILS_OF_PLACES = ("berg", "burg", "dorf", "feld", "hain", "hof", "holz", "stadt", "thal", "tal", "wald", "bach", "rade", "felde", "walde")
ESTABLISHED_ADJECTIVE = 3
"""Uses of an adjective that make a place of a compound that ends like one."""
_INFLECTIONS = ("", "s", "n", "in", "innen")
_IRREGULAR = word_map("bremen:bremer dresden:dresdner giessen:giessener meissen:meissner münchen:münchner thüringen:thüringer")
_PLACES_OF_IRREGULAR = {adjective: place for place, adjective in _IRREGULAR.items()}


def relatives_of_place(form: str, evidence: Evidence, *, modifier: Callable[[str], float]) -> Iterator[str]:
    """The adjectives of a place that the archive has, the places of an adjective: ``köpenicker`` for ``köpenick`` and the reverse."""
    for adjective in _possible_adjectives(form):
        if is_place_with(adjective, form, evidence, modifier=modifier):
            yield adjective
    for place in _possible_places(form):
        if is_place_with(form, place, evidence, modifier=modifier):
            yield place


def _possible_places(adjective: str) -> tuple[str, ...]:
    if not adjective.endswith("er"):
        return ()
    bases = dict.fromkeys((adjective[:-2], adjective[:-1], _PLACES_OF_IRREGULAR.get(adjective, "")))
    return tuple(base for base in bases if adjective in _possible_adjectives(base))


def _possible_adjectives(place: str) -> tuple[str, ...]:
    if len(place) < SHORTEST_PLACE:
        return ()
    if place.endswith("e"):
        return (place + "r",) if place.endswith(_TAILS_IN_E) else ()
    return (_IRREGULAR.get(place, place + "er"),)


def is_compound_place(form: str, evidence: Evidence) -> bool:
    """Whether a form that looks like a compound names a place, or is made of its name: Kreuzberg, Kreuzbergs, Kreuzberger.

    Who lives there may be named as often as they like, unlike in ``is_place_with``: the tail of the name speaks for a place.
    """
    bases = {form.removesuffix(ending) for ending in _INFLECTIONS if form.endswith(ending)}
    bases |= {base.removesuffix("er") for base in bases if base.endswith("er")}
    return any(base.endswith(_TAILS_OF_PLACES) and _has_adjective_only(base, evidence) for base in bases)


def _has_adjective_only(place: str, evidence: Evidence) -> bool:
    uses, adjectives = evidence.nouns(place), max(map(evidence.nouns, _possible_adjectives(place)), default=0)
    plurals = sum(evidence.count(place + ending) for ending in _PLURAL_ENDINGS)
    often = uses >= ESTABLISHED and adjectives >= max(ESTABLISHED_ADJECTIVE, FEWEST_ADJECTIVES * uses)
    return often and PLURALS * plurals <= uses


def is_place_with(adjective: str, place: str, evidence: Evidence, *, modifier: Callable[[str], float]) -> bool:
    """Whether ``place`` is used like a name of a place and ``adjective`` like what is made of it."""
    adjectives = evidence.nouns(adjective)
    if not adjectives:  # mostly
        return False
    uses = evidence.nouns(place)
    if not FEWEST_ADJECTIVES * uses <= adjectives <= MOST_ADJECTIVES * uses:
        return False
    if er_plural_base(adjective) is not None or ends_in_person(adjective, evidence, feminines=ESTABLISHED):
        return False
    persons = sum(evidence.count(adjective + ending) for ending in _PERSONAL_ENDINGS)
    plurals = sum(evidence.count(place + ending) for ending in _PLURAL_ENDINGS)
    compounds = round(expm1(modifier(place)))
    return PERSONS * persons <= adjectives and PLURALS * plurals <= uses and (compounds <= 1 or COMPOUNDS * compounds <= uses)
