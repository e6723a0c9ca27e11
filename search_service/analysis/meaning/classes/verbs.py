"""Words that share no more than the stem with a noun: "wenden Sie sich" is no Wende, gebührend no Gebühr, seit no Seite."""

from __future__ import annotations

import re

from search_service.analysis.meaning.classes.umlauts import ESTABLISHED, is_adjective
from search_service.analysis.meaning.counts.evidence import Evidence
from search_service.analysis.normalize import without_umlauts

VERB_MARK = "-"
"""Keeps the class of a verb from that of the noun with the same stem."""
CAPITALISED_VERB = 0.05
"""A verb is Capitalised in no larger share of its uses; more of them are a noun's (die Stellen)."""
NOUN_TO_OTHERS = 4
"""A noun is Capitalised at least so many times as often as not."""
LONGEST_PARTICLE = 5
"""Longer words in -t are participles, whose nouns mean the same (angeklagt, Angeklagte)."""
PERSON_TO_NOUN = 20
"""A noun that is also used with -er, once in twenty times and more, is made of the adjective (Angeklagter)."""
_VERBAL_ENDINGS = frozenset(("n", "en", "t", "et", "te", "ete", "ten", "eten", "tet", "etet", "st", "est"))
_PROOFS = ("t", "et", "te", "ete", "st", "end")
"""Endings that, in lower case, prove a verb."""
_ADJECTIVAL = ("lich", "isch", "ig", "bar", "ell", "sam", "deutsch", "t")
"""Such stems are not taken for verbs without a proof."""
_PARTICIPLE = re.compile("(.{3,})end(?:e|en|em|er|es)?")


def key_apart_from_noun(form: str, stem: str, evidence: Evidence) -> str | None:
    """The key of a verb, participle or particle that would meet a noun's; None if there is no such noun, or they are of one word.

    A noun without -e (Arbeit, Besuch) says the same as its verb and stays with it; one with -e often says something else.
    """
    if evidence.may_be_noun(form):
        return None
    participle = _PARTICIPLE.fullmatch(form)
    if participle:
        return without_umlauts(participle[1]) + "end" if _is_no_verb(participle[1], evidence) else None
    root = form[: len(stem)]
    lower, capitalised = evidence.uses(form)
    if capitalised > CAPITALISED_VERB * (lower + capitalised):
        return None
    if form == root:
        participle_of_person = len(root) > LONGEST_PARTICLE and root.endswith("t")
        apart = _has_noun_in_e(root, evidence) and not (participle_of_person or _names_person(root, evidence))
    else:
        apart = form[len(root) :] in _VERBAL_ENDINGS and _has_noun_in_e(root, evidence) and _is_verb(root, evidence)
    return without_umlauts(root) + VERB_MARK if apart else None


def _names_person(root: str, evidence: Evidence) -> bool:
    return PERSON_TO_NOUN * evidence.nouns(root + "er") > evidence.nouns(root + "e")


def _is_no_verb(root: str, evidence: Evidence) -> bool:
    """Whether nothing but a noun is spelled like the verb of a participle."""
    if evidence.uses(root + "en")[0] or evidence.nouns(root + "ende") or evidence.nouns(root + "enden"):
        return False
    return any(evidence.nouns(root + ending) for ending in ("", "e", "en"))


def _has_noun_in_e(root: str, evidence: Evidence) -> bool:
    """Whether a stem with -e is a noun, and neither a noun without it nor an adjective."""
    lower, capitalised = evidence.uses(root + "e")
    if capitalised < max(ESTABLISHED, NOUN_TO_OTHERS * lower) or evidence.nouns(root):
        return False
    return not is_adjective(root + "e", evidence, endings=3)


def _is_verb(root: str, evidence: Evidence) -> bool:
    """Whether a stem with -en is a verb, and hardly ever the plural of the noun in -e."""
    infinitive, plural = evidence.uses(root + "en")
    if not infinitive or plural > CAPITALISED_VERB * (infinitive + plural):
        return False
    return not root.endswith(_ADJECTIVAL) or any(evidence.uses(root + ending)[0] for ending in _PROOFS)
