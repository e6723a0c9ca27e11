"""How a long form is cited: in the nominative, whatever case the text needed; and when two long forms are one, spelt differently.

The gender of the first noun decides the endings of the adjectives before it (Duden, Die Grammatik: strong declension). It is known for the
heads that names of bodies, laws and programmes end in, a closed list, and for nouns in -e: these are feminine or plural, which ask for
the same ending, but for a few. Where it is not known, the long form stays as it was written.
"""

from __future__ import annotations

import re
from functools import lru_cache

_HEADS = {
    "er": "bund verband verein club klub dienst fonds rat beirat ausschuss plan tag kreis verkehr betrieb hof bau preis "
    "haushalt bericht vertrag raum ring ort platz park stab beauftragter pakt aktionsplan index funk nachweis graben schlag schluss "
    "missbrauch schutz fall gang markt sport",
    "e": "ung heit keit schaft tion sion nion tät enz anz ei stelle schule bank kammer akademie agentur initiative konferenz "
    "zentrale kommission offensive allianz behörde polizei feuerwehr kasse klinik messe reform strategie linie brücke sammlung gmbh "
    "brut force form schau bahn kunft medizin arbeit fahrt kultur mission hilfe stadt wehr kraft macht norm",
    "es": "amt gesetz zentrum institut haus programm netz netzwerk ministerium system recht gericht kreuz museum theater werk konzept "
    "forum register gymnasium archiv gesetzbuch büro verfahren bündnis land modell projekt kolleg labor management siegel vermögen "
    "komitee segment einkommen jahr fest fernsehen team zimmer gebäude gewerbe gelände interesse",
}
_ENDING_OF = {head: ending for ending, heads in _HEADS.items() for head in heads.split()}
_PLURALS = re.compile(
    r"\w*(?:ungen|schaften|heiten|keiten|tionen|sionen|täten|zentren|galerien|agenturen|bauten|teams)|\w*(?:räume|stoffe|tage|netze|bündnisse|"
    r"verbünde|dienste|betriebe|projekte|programme|verbände|vereine|werke)(?P<dative>n?)"
)
_MASCULINE_IN_E = re.compile(
    r"\w*(?:name|kunde|gedanke|wille|glaube|friede|funke|junge|kollege|experte|beamte|zeuge|ende|auge|erbe|agte|ordnete)"
)
"""Nouns in -e that are not feminine, and participles that are nouns, whose gender is the person's."""
_ADJECTIVE = re.compile(
    r"((?i:[\w-]*(?:isch|lich|ig|al|ell|iv|är|ar|bar|sam|haft|ert|end|deutsch|allgemein|frei|neu|rot|groß|offen|modern|gemein|zentral|mobil|zivil|"
    r"mittler|unter|ober|erst|zweit|dritt)|ge\w{3,}t))(?:e|en|em|er|es)"
)
_BETWEEN = re.compile(r"und|oder|\w+-|(?:[A-ZÄÖÜ]\w+er)")
"""What may stand between the adjectives and their noun: "Sicherheits- und", "Berliner"."""
_CASE_ENDINGS = ("", "s", "es", "ses")
_AT_A_LINE_END = re.compile(r"\b([A-ZÄÖÜ][a-zäöüß]+)-([a-zäöüß]{2,})\b")
_LETTERS = re.compile(r"[\W_]+")
_INFLECTED = re.compile(r"(?:e|en|em|er|es|s|n)$")


@lru_cache(maxsize=4096)
def citation_form(long: str) -> str:
    """The long form in the nominative: "Allgemeinen Deutschen Fahrradclubs" is the "Allgemeiner Deutscher Fahrradclub"."""
    words = long.split()
    for place, word in enumerate(words):
        if found := _noun(word):
            noun, ending = found
            before = [_declined(each, ending) for each in words[:place]]
            return " ".join([*before, noun, *words[place + 1 :]])
        if not _ADJECTIVE.fullmatch(word) and not _BETWEEN.fullmatch(word):
            break
    return long


def broken_words(long: str) -> dict[str, str]:
    """What the end of a line may have broken, with the word that it would be: after its own hyphen a noun goes on with a capital."""
    return {match[0]: match[1] + match[2] for match in _AT_A_LINE_END.finditer(long)}


def same_spelling(long: str, other: str) -> bool:
    """Whether two long forms differ in hyphens, blanks, capitals and endings alone."""
    return _joined(long) == _joined(other) or _stems(long) == _stems(other)


def _noun(word: str) -> tuple[str, str] | None:
    """A noun without its ending of case, and the ending that an adjective takes before it; None where its gender is not known."""
    if not word[:1].isupper():
        return None
    if plural := _PLURALS.fullmatch(word):
        return word.removesuffix(plural["dative"] or ""), "e"
    for ending in _CASE_ENDINGS:
        noun = word.removesuffix(ending)
        if not word.endswith(ending):
            continue
        for head, adjective_ending in _ENDING_OF.items():
            if noun.casefold().endswith(head) and not (ending and adjective_ending == "e"):
                return noun, adjective_ending
    return (word, "e") if _is_in_e(word) else None


def _is_in_e(word: str) -> bool:
    return word.endswith("e") and not word.endswith("ee") and not _ADJECTIVE.fullmatch(word) and not _MASCULINE_IN_E.fullmatch(word)


def _declined(word: str, ending: str) -> str:
    found = _ADJECTIVE.fullmatch(word)
    return found[1] + ending if found else word


@lru_cache(maxsize=4096)
def _joined(long: str) -> str:
    return _INFLECTED.sub("", _LETTERS.sub("", long.casefold()))


@lru_cache(maxsize=4096)
def _stems(long: str) -> str:
    return "".join(_INFLECTED.sub("", _LETTERS.sub("", word)) for word in long.casefold().split())
