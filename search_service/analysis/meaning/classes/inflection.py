"""The class of a word: its forms share a key, a pure function of the spelling and of what the archive attests. No dictionary.

Rules in order: irregular forms, feminines, plurals and genitives that Snowball does not know; what is left is stemmed.
"""

from __future__ import annotations

import re

import Stemmer

from search_service.analysis.meaning.classes.gender import masculine, probable_masculine
from search_service.analysis.meaning.classes.irregular import (
    ER_PLURALS,
    IRREGULAR,
    SHORTEST_FIRST_PART,
    er_plural_base,
    irregular_base,
    possible_compound_base,
    umlaut_plural_base,
)
from search_service.analysis.meaning.classes.spelling import canonical
from search_service.analysis.meaning.classes.umlauts import is_adjective, umlaut_key
from search_service.analysis.meaning.classes.unrelated_forms import UNRELATED, UNRELATED_MARK
from search_service.analysis.meaning.classes.verbs import key_apart_from_noun
from search_service.analysis.meaning.counts.evidence import Evidence
from search_service.analysis.normalize import without_umlauts
from search_service.analysis.stopwords import STOP_WORDS

_STEMMER = Stemmer.Stemmer("german", 0)
_NUMBER_WORD = re.compile(r"(\d+)([^\W\d_]{4,})")
_SHORT_ADJECTIVE = re.compile(r"([^aeiouyäöü]*[aeiouyäöü]{2,})(?:e|en|em|er|es|ere|eren|erer|eres)")
_FOREIGN_ENDINGS = ("um", "us", "is", "os", "as")
_ENDINGS_OF_RULES = ("in", "e", "n", "s", "um", "em", "heit", "er", "t", "end", "ung", "ab", "ach", "ahm")
"""How a form without umlaut ends that any rule but the stemmer's speaks of: half of all forms have no such ending."""
STOP_MARK = "="
"""Keeps a stop word's class from the stems of others: Snowball's ``sicher`` → ``sich``."""
LONGEST_ABBREVIATION = 4
"""Longer abbreviations are no stems of other words."""
ABBREVIATION_MARK = "^"
"""Keeps BER from the stems of other words: Snowball's ``bere`` → ``ber``."""
ER_MARK = "~"
"""Keeps Steuer from a stem that is spelled the same."""
UNKNOWN_TO_STEMMER = frozenset("aiouyépvwc")
"""After these letters Snowball leaves a plural or genitive -s where it is (Autos, Workshops, Archivs, Pankows)."""
MORE_PLURALS = 4
"""A word in -s after a vowel is a plural or genitive of a noun that is used at least a fourth as often (Kitas; not Jonas)."""
SHORTEST_PERSON = 5
"""Letters from which the tail of a compound in -er may be a person (Bau-arbeiter)."""


def stem(form: str) -> str:
    """Snowball's German stem (3.x), umlauts removed."""
    return str(_STEMMER.stemWord(form))


def class_key(form: str, evidence: Evidence) -> str:
    """The key of a casefolded form in the archive's spelling (``spelling.canonical``)."""
    if not form.isalpha():
        found = _NUMBER_WORD.fullmatch(form)
        return found[1] + class_key(canonical(found[2], evidence), evidence) if found else form
    if form in STOP_WORDS:
        return STOP_MARK + form
    if form in UNRELATED:
        return UNRELATED[form] + UNRELATED_MARK
    short = abbreviation_of(form, evidence) if len(form) <= LONGEST_ABBREVIATION + 1 else None
    if short is not None and len(short) <= LONGEST_ABBREVIATION:
        return short + ABBREVIATION_MARK
    if len(form) <= 3:
        return form
    base = irregular_base(form) or _base_of_compound(form, evidence) or masculine(form, evidence)
    if base is None:
        return _regular_key(form, evidence)
    if base == form:
        return form
    return class_key(base, evidence) if base in IRREGULAR else _regular_key(base, evidence)


def abbreviation_of(form: str, evidence: Evidence) -> str | None:
    """``bvg`` for itself and for its plural, where the archive writes BVG; None for other words (Haus is no more than one HAU)."""
    if len(form) > 1 and evidence.is_abbreviation(form):
        return form.removesuffix("s") if evidence.is_abbreviation(form.removesuffix("s")) else form
    singular = form.removesuffix("s")
    plural = singular != form and len(singular) > 1 and not evidence.count(form) and evidence.is_abbreviation(singular)
    return singular if plural else None


def _base_of_compound(form: str, evidence: Evidence) -> str | None:
    base = possible_compound_base(form)
    return base if base is not None and base != form and evidence.may_be_noun(form) and evidence.nouns(base) else None


def _regular_key(form: str, evidence: Evidence) -> str:
    return stem(form) if form.isascii() and not form.endswith(_ENDINGS_OF_RULES) else key_by_rules(form, evidence)


def key_by_rules(form: str, evidence: Evidence) -> str:
    """The key of a regular form, every rule asked."""
    base = probable_masculine(form, evidence) or _base_of_foreign(form, evidence) or umlaut_plural_base(form)
    if base is not None:
        return _regular_key(base, evidence)
    if form.endswith("ium") or (form.endswith("heit") and len(form) > 7) or _is_foreign_singular(form, evidence):
        return without_umlauts(form)
    if form.endswith("heiten") and len(form) > 9:
        return without_umlauts(form.removesuffix("en"))
    own = _er_key(form, evidence) or _key_with_ending(form, evidence)
    if own is not None:
        return own
    root = stem(form)
    return key_apart_from_noun(form, root, evidence) or umlaut_key(form, root, evidence) or root


def _base_of_foreign(form: str, evidence: Evidence) -> str | None:
    """``ministerium`` for its plural and genitive, ``thema`` for an -en plural, ``auto`` for ``autos``."""
    if form.endswith("s"):
        return _without_genitive_s(form, evidence)
    if not form.endswith("en") or len(form) < 6:
        return None
    plural_in_n = evidence.nouns(form[:-1])
    singulars = [form[:-2] + ending for ending in ("um", "on")] if form.endswith("ien") and not plural_in_n else []
    if evidence.nouns(form) and not (plural_in_n or evidence.nouns(form[:-2])):
        singulars += [form[:-2] + ending for ending in ("um", "us", "a", "o")]
    return next(filter(evidence.nouns, singulars), None)


def _without_genitive_s(form: str, evidence: Evidence) -> str | None:
    base = form[:-1]
    if len(base) < 3 or not (form.endswith("ums") or base[-1] in UNKNOWN_TO_STEMMER):
        return None
    uses = evidence.nouns(base)
    other_word = base[-1] in "aiouyé" and not form.endswith("ums") and MORE_PLURALS * uses < evidence.nouns(form)
    return base if uses and evidence.may_be_noun(form) and not other_word else None


def _is_foreign_singular(form: str, evidence: Evidence) -> bool:
    return form.endswith(_FOREIGN_ENDINGS) and len(form) < 14 and evidence.nouns(form) > 0


def _er_key(form: str, evidence: Evidence) -> str | None:
    """Nouns in -er keep it (Bürger is not Burg), except the plurals in -er (Kinder) and adjectives; None if the form is neither."""
    plural_in_e = _noun_of_plural_in_e(form, evidence)
    if plural_in_e is not None:
        return plural_in_e + ER_MARK
    base = _without_er_ending(form)
    if base is None:
        return None
    feminine = evidence.count(base + "in") or evidence.count(base + "innen")
    singular = ER_PLURALS.get(base) if feminine else er_plural_base(base)
    if singular is not None:
        return stem(singular)
    protected = _is_er_noun(form, base, evidence, has_feminine=bool(feminine) or ends_in_person(base, evidence))
    return base + ER_MARK if protected else None


def ends_in_person(base: str, evidence: Evidence, *, feminines: int = 1) -> bool:
    """Whether the tail of a compound in -er names persons: Bauarbeiter, because of so many Arbeiterinnen."""
    if not evidence.nouns(base):
        return False
    tails = (base[start:] for start in range(SHORTEST_FIRST_PART, len(base) - SHORTEST_PERSON + 1))
    return any(evidence.nouns(tail) and evidence.count(tail + "innen") >= feminines for tail in tails)


def _noun_of_plural_in_e(form: str, evidence: Evidence) -> str | None:
    """``quartier`` for Quartiere, Quartieren, Quartieres."""
    if not form.endswith(("ere", "eren", "eres")):
        return None
    base = form[: form.rindex("er") + 2]
    attested = len(base) >= 5 and evidence.nouns(base) and (evidence.nouns(form) or not evidence.count(form))
    return base if attested else None


def _without_er_ending(form: str) -> str | None:
    """The nominative of a form in -er, -ers or -ern."""
    base = form[:-1] if form.endswith(("ers", "ern")) else form
    long_enough = len(base) >= 5 or (len(base) == 4 and base[1] not in "aeiou")
    return base if base.endswith("er") and long_enough else None


def _is_er_noun(form: str, base: str, evidence: Evidence, *, has_feminine: bool) -> bool:
    lower, capitalised = evidence.uses(form)
    if has_feminine and not lower + capitalised:
        return True
    if form.endswith("ers") and evidence.nouns(form) and not evidence.count(base):
        return True
    if not evidence.nouns(base) or (form != base and 3 * capitalised < lower):
        return False
    if not has_feminine and (_is_nominal_adjective(base, evidence) or _is_adjective_in_er(base, evidence)):
        return False
    base_lower, base_capitalised = evidence.uses(base)
    return base_lower <= base_capitalised or not is_adjective(base, evidence, endings=3)


def _is_nominal_adjective(base: str, evidence: Evidence) -> bool:
    """Abgeordneter, Jugendlicher: no genitive in -ers, but a noun in -en, and one in -e if there is such a word."""
    weak = base[:-1]
    if len(weak) <= 3 or evidence.count(base + "s"):
        return False
    return evidence.nouns(weak + "n") > 0 and (evidence.nouns(weak) > 0 or not evidence.count(weak))


def _is_adjective_in_er(base: str, evidence: Evidence) -> bool:
    """queer, whose -er is no ending: queere, queeren, queerer."""
    return all(evidence.uses(base + ending)[0] for ending in ("e", "en", "er"))


def _key_with_ending(form: str, evidence: Evidence) -> str | None:
    """The key of a word whose last letters only look like an ending: Problem, Impuls, Fachtagung, frei; None for others."""
    if form.endswith(("ung", "ungen")):
        return _key_in_ung(form, evidence)
    if form.endswith(("em", "ern", "s")) and _keeps_ending(form, evidence):
        return without_umlauts(form)
    adjective = _SHORT_ADJECTIVE.fullmatch(form)
    if adjective and not evidence.nouns(form) and evidence.uses(adjective[1])[0] and is_adjective(adjective[1] + "e", evidence, endings=3):
        return without_umlauts(adjective[1])
    return None


def _key_in_ung(form: str, evidence: Evidence) -> str | None:
    """Snowball takes -ung from long words only: Stadtplan would be Stadtplanung, but Plan is not Planung."""
    root = form[: form.rindex("ung")]
    of_verb = any(evidence.uses(root + ending)[0] for ending in ("en", "n"))
    return without_umlauts(root) + "ung" if evidence.nouns(root) and not of_verb else None


def _keeps_ending(form: str, evidence: Evidence) -> bool:
    """Whether a noun goes on with an ending of its own, so that what it ends with is none."""
    if not evidence.nouns(form) or stem(form) == without_umlauts(form):
        return False
    plural, genitive = evidence.nouns(form + "e"), evidence.nouns(form + "es")
    if form.endswith("s"):
        return genitive > 0 or plural > evidence.nouns(form)
    return plural > 0 or genitive > 0
