"""Closed list of abbreviations that everybody writes, with what they stand for; those of one archive are mined (``abbreviations``)."""

from __future__ import annotations

from search_service.analysis.word_lists import word_map

LONG_FORMS = word_map(
    """
    §:paragraf abs:absatz bf:bahnhof bhf:bahnhof ca:circa cm:zentimeter dr:doktor evtl:eventuell ggf:gegebenenfalls hbf:hauptbahnhof
    inkl:inklusive jh:jahrhundert kfz:kraftfahrzeug kg:kilogramm km:kilometer lkw:lastkraftwagen mio:million mrd:milliarde nr:nummer
    paragraph:paragraf paragraphen:paragraf pkw:personenkraftwagen prof:professor st:sankt std:stunde str:strasse
    tel:telefon tsd:tausend zzgl:zuzüglich
    """
)
"""Folded, without their points. What is a word besides (Art., Max., Sa.) is left out."""
_TAILS = word_map("str:strasse nr:nummer")
"""Abbreviations that end a compound: Goethestr., Hausnr."""
SHORTEST_BEGINNING = 3


def long_form(form: str) -> str | None:
    """``strasse`` for ``str``, ``goethestrasse`` for ``goethestr``, ``kraftfahrzeug`` for ``kfzs``; None for other words."""
    known = LONG_FORMS.get(form) or LONG_FORMS.get(form.removesuffix("s"))
    if known is not None:
        return known
    tail = next((tail for tail in _TAILS if form.endswith(tail) and len(form) - len(tail) >= SHORTEST_BEGINNING), None)
    return form.removesuffix(tail) + _TAILS[tail] if tail else None
