"""Which forms of a word an archive attests, told by closed lists of endings: the raw material of known-item queries.

Nothing of our analysis, no stemmer and no dictionary takes part, so that no pipeline is favoured: two forms belong together when both
stand in the archive and differ in an inflectional ending, a feminine suffix or a linking element. Rules that would also join different
words (Mieter/Miete, Bürger/Burg, Termin/Term) are left out or need further evidence, so forms are missed rather than mixed up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from search_service.release import Release

WORD = re.compile(r"[^\W\d_]+")
FEWEST_USES = 5
FEWEST_USES_OF_A_PART = 10
SHORTEST_BASE = 4
NOUN_ENDINGS = ("", "e", "en", "n", "s", "es")
ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
FEWEST_ADJECTIVE_FORMS = 3
LINKS = ("", "s", "es", "n", "en")
_UMLAUT = re.compile(r"(au|a|o|u)(?=[^aeiouäöü]*$)")
_UMLAUTS = {"au": "äu", "a": "ä", "o": "ö", "u": "ü"}


class AttestedForms:
    """Counts in how many releases a form stands, as written."""

    def __init__(self, releases: Iterable[Release]) -> None:
        self.uses: Counter[str] = Counter()
        for release in releases:
            self.uses.update(words_of(release))

    def attested(self, form: str) -> bool:
        return self.uses[form] >= FEWEST_USES

    def is_noun(self, form: str, *, uses: int = FEWEST_USES) -> bool:
        """Capitalised in more releases than not, so that the first word of a sentence is no noun."""
        return form[:1].isupper() and self.uses[form] >= uses and self.uses[form] > self.uses[form.lower()]

    def inflected(self, word: str) -> list[str]:
        """Other inflected forms of a noun or adjective; sorted."""
        forms = set(self._noun_forms(word)) if self.is_noun(word) else set(self._adjective_forms(word)) if word.islower() else set()
        return sorted(form for form in forms - {word} if self.attested(form))

    def _noun_forms(self, word: str) -> Iterator[str]:
        for base in _bases(word, NOUN_ENDINGS):
            if not any(self.attested(base + ending) for ending in ("", "e")):
                continue
            yield from (base + ending for ending in NOUN_ENDINGS)
            changed = _UMLAUT.sub(lambda vowel: _UMLAUTS[vowel[0]], base)
            if changed != base:
                yield from (changed + ending for ending in ("e", "en"))
                if self.attested(changed + "er") and self.attested(changed + "ern") and not self.uses[changed + "erinnen"]:
                    yield from (changed + "er", changed + "ern")

    def _adjective_forms(self, word: str) -> Iterator[str]:
        for base in _bases(word, ADJECTIVE_ENDINGS):
            forms = [base + ending for ending in ADJECTIVE_ENDINGS if self.attested(base + ending)]
            if len(forms) >= FEWEST_ADJECTIVE_FORMS:
                yield from forms

    def other_gender(self, word: str) -> list[str]:
        """The masculine of a feminine and the other way round, only where the feminine plural is attested; sorted."""
        for suffix in ("innen", "in"):
            stem = word.removesuffix(suffix)
            if stem != word and self.attested(stem + "innen"):
                return sorted(form for form in (stem, stem + "e", stem + "en") if self.is_noun(form))
        bases = [base for base in _bases(word, ("", "e", "en", "n")) if self.attested(base + "innen") and not self._is_of_a_place(base)]
        return sorted({base + suffix for base in bases for suffix in ("in", "innen") if self.is_noun(base + suffix)})

    def _is_of_a_place(self, word: str) -> bool:
        """``Berliner``, most often an adjective that has no gender: beside it stands a noun without -er (at the cost of Handwerker)."""
        return word.endswith("er") and self.is_noun(word.removesuffix("er"))

    def parts(self, word: str) -> tuple[str, str] | None:
        """The two nouns of a compound that is rarer than either, linking element left out; None if there are none or several."""
        found = list(self._splits(word)) if self.is_noun(word) else []
        return found[0] if len(found) == 1 else None

    def _splits(self, word: str) -> Iterator[tuple[str, str]]:
        for at in range(SHORTEST_BASE, len(word) - SHORTEST_BASE + 1):
            head = word[at:].capitalize()
            if not self._is_part(head, word):
                continue
            modifiers = [word[: at - len(link)] for link in LINKS if word[:at].endswith(link)]
            named = [each for each in modifiers if len(each) >= SHORTEST_BASE and self._is_part(each, word)]
            yield from ((each, head) for each in named[:1])

    def _is_part(self, part: str, word: str) -> bool:
        return self.is_noun(part, uses=FEWEST_USES_OF_A_PART) and self.uses[part] > self.uses[word]


def words_of(release: Release) -> set[str]:
    """Every word of title, teaser and body, as written."""
    return set(WORD.findall(f"{release.title}\n{release.teaser}\n{release.body_text}"))


def _bases(word: str, endings: Iterable[str]) -> Iterator[str]:
    for ending in endings:
        base = word.removesuffix(ending) if ending else word
        if len(base) >= SHORTEST_BASE and (base != word or not ending):
            yield base
