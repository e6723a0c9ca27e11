"""Words that a query does not require beside others: Snowball's German list with additions, without words that carry meaning."""

from __future__ import annotations

from search_service.analysis.normalize import xkey
from search_service.analysis.word_lists import word_set

STOP_WORDS = word_set(
    """
    aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes anderm andern anderr anders auch auf aus
    bei beim bin bis bist bzw da damit dann darf das dasselbe dass dazu dein deine deinem deinen deiner deines dem demselben den denn
    denselben der derer derselbe derselben des desselben dessen dich die dies diese dieselbe dieselben diesem diesen dieser dieses dir doch
    dort du durch dürfen ein eine einem einen einer eines einig einige einigem einigen einiger einiges er es etwas euch euer eure eurem
    euren eurer eures für gewesen hab habe haben hat hatte hatten hier hin hinter hätte hätten ich ihm ihn ihnen ihr ihre ihrem ihren ihrer
    ihres im in indem ins ist jede jedem jeden jeder jedes jene jenem jenen jener jenes jetzt kann kannst kein keine keinem keinen keiner
    keines können könnte man manche manchem manchen mancher manches mein meine meinem meinen meiner meines mich mir mit muss musste nach
    nicht nichts noch nun nur ob oder sehr sei seien sein seine seinem seinen seiner seines selbst sich sie sind so solche solchem solchen
    solcher solches soll sollte sondern sonst sowie um und uns unse unsem unsen unser unsere unserem unseren unserer unseres unses unter
    vom von vor wann war waren warst warum was weil welche welchem welchen welcher welches wem wen wenn wer werde werden weshalb wie wieder
    wieso wessen wir wird wirst wo wollen wollte wurde wurden worden während wäre wären würde würden zu zum zur zwar über
    """
)
"""Casefolded. Kept out of Snowball's list: einmal gegen machen ohne viel weg weiter will zwischen."""
_STOP_TERMS = frozenset(map(xkey, STOP_WORDS))


def is_stop_word(word: str) -> bool:
    """Whether a word, in any spelling, is a stop word."""
    return xkey(word) in _STOP_TERMS
