"""What the archive says about a form: how often in lower case and Capitalised. The only thing that the rules of meaning ask."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Sequence

from search_service.analysis.meaning.counts.vocabulary import Numbers, WordCounts
from search_service.analysis.meaning.counts.word_uses import Use
from search_service.analysis.normalize import fold, loose

Uses = tuple[int, int]
"""Uses in lower case and Capitalised; those at the beginning of a sentence are shared out in the same proportion."""
NOT_USED: Uses = (0, 0)


class Evidence(ABC):
    """Answers about casefolded forms."""

    @abstractmethod
    def uses(self, form: str) -> Uses:
        """How often a form is used."""

    @abstractmethod
    def umlaut_spellings(self, key: str) -> Sequence[str]:
        """The attested forms with an umlaut (or ae, oe, ue for one) whose ``loose`` key is ``key``."""

    @abstractmethod
    def is_abbreviation(self, form: str) -> bool:
        """Whether a form is mostly written with several capitals: ``bvg``, which is BVG."""

    def count(self, form: str) -> int:
        """All uses of a form."""
        lower, capitalised = self.uses(form)
        return lower + capitalised

    def nouns(self, form: str) -> int:
        """The Capitalised uses of a form that is mostly Capitalised, 0 for others."""
        lower, capitalised = self.uses(form)
        return capitalised if capitalised >= lower else 0

    def may_be_noun(self, form: str) -> bool:
        """Whether nothing speaks against a noun."""
        lower, capitalised = self.uses(form)
        return capitalised >= lower


class AssumedNoun(Evidence):
    """Other evidence, and one Capitalised word of a query that the archive may not have: a noun, but no proof of a spelling."""

    def __init__(self, evidence: Evidence, form: str) -> None:
        self._evidence, self._form = evidence, form

    def uses(self, form: str) -> Uses:
        return self._evidence.uses(form)

    def umlaut_spellings(self, key: str) -> Sequence[str]:
        return self._evidence.umlaut_spellings(key)

    def is_abbreviation(self, form: str) -> bool:
        return self._evidence.is_abbreviation(form)

    def nouns(self, form: str) -> int:
        attested = self._evidence.uses(form)
        return 1 if form == self._form and attested == NOT_USED else self._evidence.nouns(form)


class CountedEvidence(Evidence):
    """All counts in memory, for building a lexicon."""

    def __init__(self, counts: WordCounts) -> None:
        self.forms: dict[str, Uses] = {}
        self.modifiers: dict[str, int] = {}
        """Forms seen before a hyphen, suspended or not, with their number."""
        self.written: dict[str, int] = {}
        """How often words are written so, where lower case and Capitalised do not tell."""
        self.whole: dict[str, int] = {}
        """How often chunks with signs inside are written so."""
        suspended, hyphened, written, whole = int(Use.SUSPENDED), int(Use.HYPHENED), int(Use.WRITTEN), int(Use.WHOLE)
        same: dict[Uses, Uses] = {}
        for form, numbers in counts:
            uses = shared_uses(numbers)
            if uses != NOT_USED:
                self.forms[form] = same.setdefault(uses, uses)
            if before_hyphen := numbers[suspended] + numbers[hyphened]:
                self.modifiers[form] = before_hyphen
            if numbers[written]:
                self.written[form] = numbers[written]
            if numbers[whole]:
                self.whole[form] = numbers[whole]
        self._abbreviations = {
            form for text, count in self.written.items() if is_written_short(text) and count > self.count(form := fold(text))
        }
        self.by_loose_key: dict[str, list[str]] = defaultdict(list)
        for form in self.forms:
            if may_have_umlaut(form) and len(form) > 2 and (key := loose(form)) != form:
                self.by_loose_key[key].append(form)

    def uses(self, form: str) -> Uses:
        return self.forms.get(form, NOT_USED)

    def count(self, form: str) -> int:
        lower, capitalised = self.forms.get(form, NOT_USED)
        return lower + capitalised

    def nouns(self, form: str) -> int:
        lower, capitalised = self.forms.get(form, NOT_USED)
        return capitalised if capitalised >= lower else 0

    def umlaut_spellings(self, key: str) -> Sequence[str]:
        return self.by_loose_key.get(key, ())

    def is_abbreviation(self, form: str) -> bool:
        return form in self._abbreviations


class ChangedEvidence(Evidence):
    """Current counts, looked up one by one, beside the spellings of an older lexicon: for a few new words."""

    def __init__(self, counts: WordCounts, older: Evidence) -> None:
        self._counts, self._older = counts, older
        self._known: dict[str, Uses] = {}

    def uses(self, form: str) -> Uses:
        known = self._known.get(form)
        if known is None:
            known = self._known[form] = shared_uses(self._counts.numbers(form))
        return known

    def umlaut_spellings(self, key: str) -> Sequence[str]:
        return self._older.umlaut_spellings(key)

    def is_abbreviation(self, form: str) -> bool:
        return self._older.is_abbreviation(form)


def is_written_short(text: str) -> bool:
    """Whether a word is written like an abbreviation: BVG, GmbH."""
    return sum(map(str.isupper, text)) > 1


def has_digraph(form: str) -> bool:
    """Whether a form may be spelled with an umlaut: it has ae, oe or ue."""
    return "ae" in form or "oe" in form or "ue" in form


def may_have_umlaut(form: str) -> bool:
    """Whether a casefolded form may have an umlaut, as ä or as ae; of others the ``loose`` key is the form itself."""
    return not form.isascii() or has_digraph(form)


def shared_uses(numbers: Numbers) -> Uses:
    """Lower-case and Capitalised uses, with the sentence-initial ones shared out in proportion."""
    lower, capitalised, initial, *_ = numbers
    if not initial:
        return lower, capitalised
    if not lower + capitalised:
        return 0, initial
    share = round(initial * capitalised / (lower + capitalised))
    return lower + initial - share, capitalised + share
