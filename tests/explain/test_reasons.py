"""Why a form answers a word of the query."""

from pathlib import Path

import pytest

from search_service.explain.reasons import Reasons
from search_service.query.expand import expand
from search_service.query.nodes import Words
from search_service.query.rule import Rule
from tests.analysis.small_archives import lexicon_of

TEXTS = [
    "x Bürger Bürgern Bürgerin Bürger:innen Ärztin Arzt Straße Müller Klima Schutz Gesetz Klimaschutzgesetz Energie Kosten Energiekosten",
    "x Bus Bahn Verkehr, der Bus- und Bahnverkehr, die Corona-Pandemie, Coronapandemie am 21.3.2024",
    "x Allgemeiner Ordnungsdienst (AOD)",
] * 5


@pytest.mark.parametrize(
    ("query", "term", "rule"),
    [
        ("Bürger", "buerger", Rule.WORD),
        ("Bürger", "buergern", Rule.STEM),
        ("Bürger", "buergerin", Rule.GENDER),
        ("Bürger", "buerger:innen", Rule.GENDER),
        ("Arzt", "aerztin", Rule.GENDER),
        ("Ärztin", "arzt", Rule.GENDER),
        ("Muller", "mueller", Rule.SPELLING),
        ("Klima", "klimaschutzgesetz", Rule.COMPOUND),
        ("Klimaschutz", "klimaschutzgesetz", Rule.COMPOUND),
        ("Energie Kosten", "energiekosten", Rule.JOIN),
        ("Klimaschutzgesetz", "gesetz", Rule.WRITTEN_OUT),
        ("Busverkehr", "bus>bahnverkehr", Rule.ELLIPSIS),
        ("Bus", "bus>bahnverkehr", Rule.ELLIPSIS),
        ("Coronapandemie", "+coronapandemie", Rule.HYPHEN),
        ("Corona-Pandemie", "coronapandemie", Rule.HYPHEN),
        ("Corona-Pandemie", "+coronapandemie", Rule.WORD),
        ("21. März 2024", "@2024-03-21", Rule.DATE),
        ("Allgemeinen Ordnungsdienst", "aod", Rule.ABBREVIATION),
        ("AOD", "ordnungsdienst", Rule.ABBREVIATION),
        ("Bürger", "klima", None),
    ],
)
def test_the_nearest_rule_is_named(query: str, term: str, rule: Rule | None, tmp_path: Path) -> None:
    lexicon = lexicon_of(TEXTS, tmp_path)
    concept = expand(Words(query), lexicon)[0]
    reason = Reasons(concept, lexicon).of(lexicon.form_id(term))
    assert (reason and reason.rule) is rule


@pytest.mark.parametrize(
    ("query", "surface", "rule"), [("strasse", "Straße", Rule.WORD), ("Mueller", "Müller", Rule.SPELLING), ("MÜLLER", "Müller", Rule.WORD)]
)
def test_a_surface_tells_a_difference_of_spelling(query: str, surface: str, rule: Rule, tmp_path: Path) -> None:
    lexicon = lexicon_of(TEXTS, tmp_path)
    (concept,) = expand(Words(query), lexicon)
    form_id = lexicon.meaning(surface).term
    reason = Reasons(concept, lexicon).of(lexicon.form_id(form_id), surface=surface)
    assert reason and reason.rule is rule
