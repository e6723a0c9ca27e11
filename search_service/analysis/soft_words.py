"""Words that only carry a request: question words, and the verbs and nouns around what is sought. A closed list, German and English.

A query requires them only where it has nothing else. Words that people seek for themselves stay out (Antrag, Termin, Kosten).
"""

from __future__ import annotations

from search_service.analysis.normalize import xkey
from search_service.analysis.stopwords import is_stop_word
from search_service.analysis.word_lists import word_set

_QUESTION_WORDS = """
    inwiefern was wann warum weshalb welche welchem welchen welcher welches wem wen wer weshalb wessen wie wieso wieviel wieviele wo woher
    wohin womit woran worüber wofür wozu
"""
_VERBS = """
    abmelden anmelden bedeuten bedeutet beantrage beantragen beantragst beantragt beginnen beginnt bekam bekomme bekommen bekommst bekommt
    benötige benötigen benötigt bezahle bezahlen bezahlt brauche brauchen brauchst braucht dauert dürfen enden endet erhalte erhalten erhält
    erhältst finde finden findest findet gab geben geht gehe gehen gelten geöffnet gesucht gibt gibts gilt heißen heißt hole holen holt
    informieren informiert kenne kennt kennen kostet kriege kriegen kriegst kriegt lese lesen liegen liegt mache machen machst macht melde
    meldet möchte möchten müssen nutze nutzen nutzt öffne öffnen öffnet passieren passiert sage sagen sagt sollen sollten schließen schließt
    starten startet stattfinden stattfindet stehen steht suche suchen suchst sucht tue tun tut weiß wissen will wollen zahle zahlen zahlst
    zahlt zeige zeigen zeigt
"""
_NOUNS = """
    aktuelles artikel bitte info information informationen infos medieninformation medieninformationen meldung meldungen mitteilung
    mitteilungen nachricht nachrichten neues neuigkeiten presseerklärung presseerklärungen presseinformation presseinformationen
    pressemeldung pressemeldungen pressemitteilung pressemitteilungen
"""
_ENGLISH = """
    a about and apply are at can could did do does find for from get got how i in information is looking my near need news of on please
    press release releases search should statement the to want was were what when where which who whom whose why with
"""
_BEFORE_A_QUESTION_WORD = {"wann": "ab bis gegen seit von", "wo": "ab bis von"}
_AFTER_A_QUESTION_WORD = {
    "wann": "genau",
    "wie": "alt gross groß häufig hoch lang lange oft schnell stark teuer viel viele vielen weit",
    "wo": "genau überall",
}
"""Beside a question word these only say what is asked: "seit wann", "wie viele". Alone people look for them."""
_VERBS_LIKE_NOUNS = frozenset(map(xkey, word_set("essen leben wissen zahlen suche")))
"""Capitalised these are nouns that people look for."""
_PAIRS_OF_A_QUESTION = frozenset(
    [
        *((xkey(word), asked) for asked, words in _BEFORE_A_QUESTION_WORD.items() for word in words.split()),
        *((asked, xkey(word)) for asked, words in _AFTER_A_QUESTION_WORD.items() for word in words.split()),
    ]
)
_SOFT_TERMS = frozenset(map(xkey, word_set(_QUESTION_WORDS + _VERBS + _NOUNS + _ENGLISH)))


def is_soft(word: str) -> bool:
    """Whether a query word, in any spelling, is required only where there is nothing else: a stop word, or one that carries a request."""
    term = xkey(word)
    if term in _VERBS_LIKE_NOUNS and word[:1].isupper():
        return False
    return term in _SOFT_TERMS or is_stop_word(word)


def is_question(first: str, second: str) -> bool:
    """Whether two neighbouring words only ask together, in any spelling: "seit wann", "wie viele"."""
    return (xkey(first), xkey(second)) in _PAIRS_OF_A_QUESTION
