"""Did you mean: the words of the archive that a typed one may have been meant to be, and whether any is likely enough to be offered.

Near words come from ``spelling_candidates``, what slips cost from ``slips``. Offered is what a reader would more likely have meant
than a word that the archive lacks: long words, cheap slips, frequent words, and words whose letters are usual where the typed ones
are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.meaning.mistyped.letters import letters_of
from search_service.analysis.meaning.mistyped.spelling_candidates import FEWEST_USES, LONGEST, SHORTEST
from search_service.analysis.normalize import fold, xkey
from search_service.analysis.stopwords import is_stop_word

MOST_SUGGESTIONS = 5
TWO_SLIPS_FROM = 7
"""Letters of a word in which two slips are thought of."""
ONE_SLIP, TWO_SLIPS = 1.2, 2.0
"""The most that one slip, or two cheap ones, and any two may cost."""
MORE_USES, MORE_USES_OF_UNKNOWN = 100, 3
"""A word that the archive has is taken for a slip only beside one that has so many times its uses; likewise a word that it lacks but
takes for a form of one that it has."""
SHORTEST_RARE = 5
"""Letters from which that is done."""
MOST_CAPITALS = 0.5
"""A word with a greater share of capitals is an abbreviation."""
_MOST_GAIN = 8.0
"""In a small archive nearly every other word has letters that it does not know."""


@dataclass(frozen=True, slots=True, order=True)
class _Suggestion:
    """The better, the greater; nobody looks for a stop word."""

    content: bool
    likelihood: float
    form: str


def suggest_spelling(lexicon: Lexicon, word: str) -> tuple[str, ...]:
    """What a word may have been meant to be, best first, as it is written.

    Empty for words that the archive has or understands, unless they are rare and a word nearly like it is very frequent.
    """
    form = fold(word)
    if not (SHORTEST <= len(form) <= LONGEST and form.isalpha()) or _is_abbreviation(word):
        return ()
    meaning = lexicon.meaning(word)
    if meaning.class_id < 0:
        found = _likely(lexicon, form, fewest_uses=FEWEST_USES, splits=bool(meaning.parts))
    else:
        found = _more_frequent(lexicon, form, meaning.class_id)
    return tuple(dict.fromkeys(lexicon.shown(each.form) for each in sorted(found, reverse=True)))[:MOST_SUGGESTIONS]


def _is_abbreviation(word: str) -> bool:
    """BVG, GmbH; neither NEUKÖLLN nor FixMyBerlin."""
    capitals = sum(map(str.isupper, word))
    return capitals > 1 and MOST_CAPITALS * len(word) <= capitals and not (word.isupper() and len(word) > SHORTEST + 1)


def _more_frequent(lexicon: Lexicon, form: str, class_id: int) -> Iterator[_Suggestion]:
    """Much more frequent words beside one that the archive has or understands: Neukölln for Neuköln, which it misspells here and there."""
    if len(form) < SHORTEST_RARE:
        return
    known = lexicon.form_id(xkey(form)) >= 0
    forms = [form] if known else map(lexicon.spelled, lexicon.forms_of_class(class_id).tolist())
    fewest_uses = (MORE_USES if known else MORE_USES_OF_UNKNOWN) * max(1, sum(map(lexicon.evidence.count, forms)))
    for each in _likely(lexicon, form, fewest_uses=fewest_uses, splits=False, first=int(letters_of(form)[0])):
        if each.content and each.form[0] == form[0] and lexicon.meaning(each.form).class_id != class_id:
            yield each


def _likely(lexicon: Lexicon, form: str, *, fewest_uses: int, splits: bool, first: int | None = None) -> Iterator[_Suggestion]:
    """Words at a slip or two from ``form`` that are likely enough, only those that begin with the letter ``first`` if that is given.

    ``splits``: whether ``form`` may as well be a compound of known words.
    """
    slips, most = (2, TWO_SLIPS) if len(form) >= TWO_SLIPS_FROM else (1, ONE_SLIP)
    candidates = lexicon.evidence.spelling_candidates
    for typed in _spelled(form):
        near = candidates.near(letters_of(typed), slips=slips, most=most, fewest_uses=fewest_uses, first=first)
        for candidate, uses, cost, gain in zip(near.words, near.uses.tolist(), near.costs.tolist(), near.gains.tolist(), strict=True):
            likely = _likelihood(len(form), cost, uses, gain, splits=splits)
            if likely > 0 and candidate != form and lexicon.form_id(xkey(candidate)) >= 0:
                yield _Suggestion(not is_stop_word(candidate), likely, candidate)


def _spelled(form: str) -> tuple[str, ...]:
    """The form as typed, and with ae, oe, ue as umlauts."""
    umlauts = form.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")
    return (form,) if umlauts == form else (form, umlauts)


def _likelihood(length: int, cost: float, uses: int, gain: float, *, splits: bool) -> float:
    """Above 0 where a slip is likelier than a word that the archive lacks.

    The weights were fitted by logistic regression on slips in words of an archive and on words of other texts that it lacks; the zero
    is where 5 % of the latter are offered something (``benchmarks.did_you_mean``).
    """
    one, two = min(cost, ONE_SLIP), max(0.0, cost - ONE_SLIP)
    usual = 0.76 * max(-_MOST_GAIN, min(gain, _MOST_GAIN))
    long = 0.93 * length + 0.68 * min(length, TWO_SLIPS_FROM)
    return 6.0 + long + 0.35 * log(uses) + usual - 15.2 * one - 11.5 * two - 5.0 * splits
