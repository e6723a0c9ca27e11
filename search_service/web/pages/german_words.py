"""German words for English ones: releases are in German, so who asks in English is offered what they would say.

The words of ministries and topics, a closed list; it is no dictionary, and a word that German texts have too is left as it is.
"""

from __future__ import annotations

import re

from search_service.engines.base import Searcher
from search_service.query.nodes import Words
from search_service.query.parser import parse
from search_service.query.request import SearchRequest
from search_service.web.i18n import gettext, language
from search_service.web.links import search_path
from search_service.web.pages.view_models import Offer

_LIST = """
Abfall: waste
Arbeit: employment labour
Arbeitslosigkeit: unemployment
Arbeitsplätze: jobs
Armut: poverty
Asyl: asylum
Ausbildung: apprenticeship training
Bahn: railway
Bauen: building construction
Behinderung: disability
Bezirk: district
Bibliothek: library
Bildung: education
Brand: fire
Brücke: bridge
Bürger: citizens
Bürgermeister: mayor
Digitalisierung: digitalisation digitalization
Ehrenamt: volunteering
Einwanderung: immigration
Energie: energy
Ernährung: food
Europa: europe
Fahrrad: bicycle
Familie: family
Familien: families
Finanzen: finance
Flughafen: airport
Forschung: research
Frauen: women
Förderung: funding
Geflüchtete: refugees
Gericht: court
Gesetz: law
Gesundheit: health
Gleichstellung: equality
Haushalt: budget
Impfung: vaccination
Inneres: interior
Innovation: innovation
Integration: integration
Jugend: youth
Justiz: justice
Justizvollzug: prison
Kinder: children
Kinderbetreuung: childcare
Kita: daycare kindergarten
Klima: climate
Krankenhaus: hospital
Krankenhäuser: hospitals
Kriminalität: crime
Kultur: culture
Landwirtschaft: agriculture
Lehrkräfte: teachers
Miete: rent
Migration: migration
Ministerium: ministry
Mobilität: mobility
Museum: museum
Musik: music
Natur: nature
Obdachlosigkeit: homelessness
Parlament: parliament
Pflege: care
Polizei: police
Radverkehr: cycling
Radfahrer: cyclist cyclists
Regierung: government
Rentner: pensioners
Schule: school
Schulen: schools
Schwimmen: swimming
Senioren: elderly seniors
Sicherheit: safety security
Sport: sports
Steuer: tax
Steuern: taxes
Straße: road
Studierende: students
Theater: theatre
Tiere: animals
Tourismus: tourism
Umwelt: environment
Unfall: accident
Universität: university
Verbraucher: consumer
Verkehr: traffic transport
Versammlung: demonstration
Wahl: election
Wahlen: elections
Wald: forest
Wasser: water
Wetter: weather
Wirtschaft: business economy
Wissenschaft: science
Wohnen: housing
"""
_GERMAN = {
    english: german for german, _, words in (line.partition(": ") for line in _LIST.split("\n") if line) for english in words.split()
}
_WORD = re.compile(r"[A-Za-z]+")


def in_german_words(q: str) -> str:
    """A query with the words that the list has in German; what it has not stays."""
    return _WORD.sub(lambda word: _GERMAN.get(word[0].casefold(), word[0]), q)


def german_offers(searcher: Searcher, request: SearchRequest) -> tuple[Offer, ...]:
    """The same search in German words, or else only those of it that the list has; in the English interface alone.

    None where nothing was translated or nothing is found.
    """
    if language() != "en" or not isinstance(request.node, Words):
        return ()
    whole = in_german_words(request.q)
    if whole.casefold() == request.q.casefold():
        return ()
    known = " ".join(_GERMAN[word] for word in _WORD.findall(request.q.casefold()) if word in _GERMAN)
    for q in dict.fromkeys((whole, known)):
        german = request.but(q=q, node=parse(q).node, page=1)
        if total := searcher.total(german):
            return (Offer(q, search_path(german), total, gettext("In German words")),)
    return ()
