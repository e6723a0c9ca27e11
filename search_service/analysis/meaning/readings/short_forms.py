"""Closed list of abbreviations that everybody writes, with what they stand for; those of one archive are mined (``abbreviations``)."""

from __future__ import annotations

from search_service.analysis.word_lists import word_map

LONG_FORMS = word_map(
    """
    §:paragraf abs:absatz abt:abteilung aug:august bf:bahnhof bhf:bahnhof bspw:beispielsweise bzgl:bezüglich ca:circa
    cm:zentimeter dez:dezember dr:doktor evtl:eventuell feb:februar gem:gemäss ggf:gegebenenfalls hbf:hauptbahnhof hl:heilig inkl:inklusive
    insb:insbesondere jh:jahrhundert kfz:kraftfahrzeug kg:kilogramm km:kilometer lkw:lastkraftwagen mio:million mrd:milliarde
    mwst:mehrwertsteuer nov:november nr:nummer okt:oktober paragraph:paragraf paragraphen:paragraf pkw:personenkraftwagen prof:professor
    sept:september st:sankt std:stunde str:strasse tel:telefon tsd:tausend zzgl:zuzüglich
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
