"""Closed classes of German inflection, complete by hand: what no rule of endings covers."""

from __future__ import annotations

from search_service.analysis.word_lists import word_map, word_set

ER_PLURALS = word_map(
    """
    ämter:amt bäder:bad bänder:band bilder:bild blätter:blatt bretter:brett bücher:buch dächer:dach denkmäler:denkmal dörfer:dorf eier:ei
    fächer:fach fässer:fass felder:feld gelder:geld geister:geist gemüter:gemüt geschlechter:geschlecht gesichter:gesicht gewänder:gewand
    gläser:glas glieder:glied götter:gott gräber:grab gräser:gras güter:gut häupter:haupt häuser:haus hölzer:holz hörner:horn
    hospitäler:hospital hühner:huhn kälber:kalb kinder:kind kleider:kleid körner:korn kräuter:kraut lämmer:lamm länder:land leiber:leib
    lichter:licht lieder:lied löcher:loch mäler:mal männer:mann mäuler:maul mitglieder:mitglied münder:mund nester:nest räder:rad
    ränder:rand regimenter:regiment rinder:rind schilder:schild schlösser:schloss schwerter:schwert spitäler:spital stifter:stift täler:tal
    tücher:tuch tümer:tum völker:volk wälder:wald weiber:weib wörter:wort würmer:wurm
    """
)
"""Plurals in -er; also as the tail of a compound."""

UMLAUT_PLURALS = word_map(
    """
    äcker:acker äpfel:apfel böden:boden bögen:bogen brüder:bruder fäden:faden gärten:garten gräben:graben häfen:hafen hämmer:hammer
    kästen:kasten klöster:kloster kräne:kran läden:laden mägen:magen mängel:mangel mäntel:mantel mütter:mutter nägel:nagel öfen:ofen
    sättel:sattel schäden:schaden schwäger:schwager töchter:tochter väter:vater vögel:vogel wägen:wagen
    """
)
"""Plurals by umlaut alone; also as the tail of a compound, and with -n or -s."""

IRREGULAR = word_map(
    """
    alben:album antibiotika:antibiotikum azubis:azubi bahnhöfe:bahnhof bauten:bau busse:bus bussen:bus busses:bus
    daten:daten dogmen:dogma dramen:drama eier:ei eiern:ei firmen:firma foren:forum
    fresken:fresko
    globen:globus indices:index indizes:index kommata:komma konten:konto kurs:kurs kurse:kurs kursen:kurs kurses:kurs
    herrn:herr infos:info lexika:lexikon matrizen:matrix
    medien:medien museen:museum nachbarn:nachbar nazis:nazi praktika:praktikum profis:profi prozesse:prozess radien:radius risiken:risiko
    salden:saldo
    seen:see säle:saal sälen:saal status:status stigmen:stigma themata:thema themen:thema villen:villa viren:virus visa:visum
    zentren:zentrum
    zins:zins zinse:zins zinsen:zins zinses:zins
    anwältin:anwalt anwältinnen:anwalt ärztin:arzt ärztinnen:arzt bäuerin:bauer bäuerinnen:bauer französin:franzose jüdin:jude
    jüdinnen:jude köchin:koch köchinnen:koch rätin:rat rätinnen:rat wirtin:wirt wirtinnen:wirt fachleute:fachmann fachleuten:fachmann
    feuerwehrfrau:feuerwehrmann feuerwehrleute:feuerwehrmann feuerwehrleuten:feuerwehrmann kauffrau:kaufmann kauffrauen:kaufmann
    kaufleute:kaufmann kaufleuten:kaufmann obfrau:obmann ombudsfrau:ombudsmann
    """
)
"""Forms and their base."""

NEVER_TAILS = word_set(
    """
    alben bauten busse bussen busses daten eiern globen infos kommata matrizen medien nazis profis radien salden status villen viren visa
    """
)
"""Irregular forms that are the tail of a compound only if the archive has its base (``daten`` ends Soldaten)."""
PERSON_ENDINGS = (
    *("er", "ent", "ant", "and", "ist", "or", "eur", "ör", "at", "ät", "it", "et", "ot", "og", "nom", "urg", "soph", "ling", "wirt", "rat"),
    *("held", "chef", "pat", "bot", "zeug", "kund", "gehilf", "beamt", "genoss", "kolleg", "expert", "anw", "arzt", "wält", "ath", "koch"),
)
"""How the masculine without its -e ends, where a form in -in may be its feminine."""
PRODUCTIVE_ENDINGS = ("er", "ent", "ist", "or", "ant")
"""Endings to which -innen can be added whether the archive has the masculine or not."""

SHORTEST_TAIL = 5
SAME_LETTERS = 4
"""The last letters of a word, no more than the shortest plural has, that spare most forms the search for a tail."""
_ENDINGS_OF_IRREGULAR, _ENDINGS_OF_PLURALS = (
    frozenset(form[-SAME_LETTERS:] for form in forms) for forms in (IRREGULAR, ER_PLURALS | UMLAUT_PLURALS)
)
_ENDINGS_OF_NEVER_TAILS = frozenset(form[-SAME_LETTERS:] for form in NEVER_TAILS)
LONGEST_TAIL = max(map(len, IRREGULAR))
LONGEST_PLURAL = max(map(len, ER_PLURALS | UMLAUT_PLURALS))
SHORTEST_FIRST_PART = 3


def irregular_base(form: str) -> str | None:
    """The base of an irregular form, by itself or as the tail of a compound."""
    if form[-SAME_LETTERS:] not in _ENDINGS_OF_IRREGULAR:
        return None
    if form in IRREGULAR:
        return IRREGULAR[form]
    for start in range(max(SHORTEST_FIRST_PART, len(form) - LONGEST_TAIL), len(form) - SHORTEST_TAIL + 1):
        tail = form[start:]
        if tail in IRREGULAR and tail not in NEVER_TAILS:
            return form[:start] + IRREGULAR[tail]
    return None


def possible_compound_base(form: str) -> str | None:
    """``neubau`` for ``neubauten``, but also "solda" for ``soldaten``: right only if there is such a word."""
    if form[-SAME_LETTERS:] not in _ENDINGS_OF_NEVER_TAILS:
        return None
    tail = next((tail for tail in NEVER_TAILS if form.endswith(tail) and len(form) - len(tail) >= SHORTEST_FIRST_PART), None)
    return form.removesuffix(tail) + IRREGULAR[tail] if tail else None


def umlaut_plural_base(form: str) -> str | None:
    """``mutter`` for ``mütter`` and ``müttern``, ``kindergarten`` for ``kindergärten``."""
    if form.isascii():
        return None
    for ending in ("", "n", "s"):
        if form.endswith(ending):
            base = _tail_replaced(form.removesuffix(ending) if ending else form, UMLAUT_PLURALS)
            if base is not None:
                return base
    return None


def er_plural_base(form: str) -> str | None:
    """``kind`` for ``kinder``, ``krankenhaus`` for ``krankenhäuser``."""
    return _tail_replaced(form, ER_PLURALS)


def _tail_replaced(form: str, bases: dict[str, str]) -> str | None:
    if form[-SAME_LETTERS:] not in _ENDINGS_OF_PLURALS:
        return None
    for start in range(max(0, len(form) - LONGEST_PLURAL), len(form)):
        if (start == 0 or start >= SHORTEST_FIRST_PART) and form[start:] in bases:
            return form[:start] + bases[form[start:]]
    return None
