"""The class of a word: its forms share a key, a pure function of the spelling and of what the archive attests. No dictionary.

Rules in order: irregular forms, feminines, plurals and genitives that Snowball does not know; what is left is stemmed.
"""

from __future__ import annotations

import re

import Stemmer

from search_service.analysis.meaning.evidence import Evidence
from search_service.analysis.meaning.gender import masculine, probable_masculine
from search_service.analysis.meaning.irregular import ER_PLURALS, IRREGULAR, er_plural_base, irregular_base, umlaut_plural_base
from search_service.analysis.meaning.spelling import canonical
from search_service.analysis.normalize import without_umlauts
from search_service.analysis.stopwords import STOP_WORDS

_STEMMER = Stemmer.Stemmer("german", 0)
_NUMBER_WORD = re.compile(r"(\d+)([^\W\d_]{4,})")
_COMPARISON = re.compile(r"(?:er|ere|eren|erer|eres|erem|e?ste|e?sten|e?ster|e?stes|e?stem)$")
_UMLAUT = re.compile("[äöü]")
_FOREIGN_ENDINGS = ("um", "us", "is", "os", "as")
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
_ENDINGS_OF_RULES = ("in", "en", "s", "um", "heit", "er", "ern", "ere")
"""How a form without umlaut ends that any rule but the stemmer's speaks of: half of all forms have no such ending."""
STOP_MARK = "="
"""Keeps a stop word's class from the stems of others: Snowball's ``sicher`` → ``sich``."""
ER_MARK = "~"
"""Keeps Steuer from a stem that is spelled the same."""
ESTABLISHED = 5
ESTABLISHED_SHARE = 0.02
"""From so many uses, and this share of the other's, a word is established beside one that differs in the umlaut."""


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
    if len(form) <= 3:
        return form
    base = irregular_base(form) or masculine(form, evidence)
    if base is None:
        return _regular_key(form, evidence)
    if base == form:
        return form
    return class_key(base, evidence) if base in IRREGULAR else _regular_key(base, evidence)


def _regular_key(form: str, evidence: Evidence) -> str:
    return stem(form) if form.isascii() and not form.endswith(_ENDINGS_OF_RULES) else key_by_rules(form, evidence)


def key_by_rules(form: str, evidence: Evidence) -> str:
    """The key of a regular form, every rule asked."""
    base = probable_masculine(form, evidence) or _base_of_foreign(form, evidence) or umlaut_plural_base(form)
    if base is not None:
        return _regular_key(base, evidence)
    if form.endswith("ium") or (form.endswith("heit") and len(form) > 7) or _is_foreign_singular(form, evidence):
        return form
    if form.endswith("heiten") and len(form) > 9:
        return form.removesuffix("en")
    return _er_key(form, evidence) or _umlaut_key(form, evidence) or stem(form)


def _base_of_foreign(form: str, evidence: Evidence) -> str | None:
    """``ministerium`` for its plural and genitive, ``thema`` for an -en plural, ``auto`` for ``autos``."""
    if form.endswith("s"):
        return _without_genitive_s(form, evidence)
    if not form.endswith("en") or len(form) < 6:
        return None
    singulars = [form[:-2] + ending for ending in ("um", "on")] if form.endswith("ien") else []
    if evidence.nouns(form) and not (evidence.nouns(form[:-1]) or evidence.nouns(form[:-2])):
        singulars += [form[:-2] + ending for ending in ("um", "us", "a", "o")]
    return next(filter(evidence.nouns, singulars), None)


def _without_genitive_s(form: str, evidence: Evidence) -> str | None:
    if len(form) <= 3 or form.endswith(("aus", "eis")):
        return None
    base = form[:-1]
    uses = evidence.nouns(base)
    plural_or_genitive = form.endswith("ums") or (base[-1] in "aiouyé" and 4 * uses >= evidence.nouns(form))
    return base if uses and plural_or_genitive else None


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
    protected = _is_er_noun(form, base, evidence, has_feminine=bool(feminine))
    return base + ER_MARK if protected else None


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
    return base if base.endswith("er") and len(base) >= 5 else None


def _is_er_noun(form: str, base: str, evidence: Evidence, *, has_feminine: bool) -> bool:
    lower, capitalised = evidence.uses(form)
    if has_feminine and not lower + capitalised:
        return True
    if form.endswith("ers") and evidence.nouns(form) and not evidence.count(base):
        return True
    if not evidence.nouns(base) or (form != base and 3 * capitalised < lower):
        return False
    if not has_feminine and _is_nominal_adjective(base, evidence):
        return False
    base_lower, base_capitalised = evidence.uses(base)
    return base_lower <= base_capitalised or not is_adjective(base, evidence, endings=3)


def _is_nominal_adjective(base: str, evidence: Evidence) -> bool:
    """Abgeordneter, Jugendlicher: no genitive in -ers, but a noun in -en, and one in -e if there is such a word."""
    weak = base[:-1]
    return not evidence.count(base + "s") and evidence.nouns(weak + "n") > 0 and (evidence.nouns(weak) > 0 or not evidence.count(weak))


def is_adjective(form: str, evidence: Evidence, *, endings: int) -> bool:
    """Whether the stem of a form is attested in lower case with that many of the adjective endings."""
    base = next((form.removesuffix(ending) for ending in ("er", "en", "em", "es", "e") if form.endswith(ending)), form)
    attested = sum(evidence.uses(base + ending)[0] > 0 for ending in (*_ADJECTIVE_ENDINGS, ""))
    return attested >= endings


def _umlaut_key(form: str, evidence: Evidence) -> str | None:
    """The stem with its umlaut kept, where the bare form with the same ending is another established word (Höhe, hohe)."""
    if form.isascii() or not _UMLAUT.search(form):
        return None
    bare = without_umlauts(form)
    uses = evidence.count(bare)
    if uses < ESTABLISHED or uses < ESTABLISHED_SHARE * evidence.count(form):
        return None
    if _is_umlaut_plural(form, bare, evidence) or _is_comparison(form, bare, evidence):
        return None
    return form[: len(stem(form))]


def _is_umlaut_plural(form: str, bare: str, evidence: Evidence) -> bool:
    if not evidence.may_be_noun(form):
        return False
    singulars = [bare[:-1]] if bare.endswith("e") else [bare[:-2], bare[:-3]] if bare.endswith(("en", "ern")) else []
    return any(evidence.nouns(singular) for singular in singulars)


def _is_comparison(form: str, bare: str, evidence: Evidence) -> bool:
    """größer beside "grosser", which is großer without its ß."""
    positive = _COMPARISON.sub("", bare)
    return positive != bare and not evidence.may_be_noun(form) and is_adjective(positive + "e", evidence, endings=3)
