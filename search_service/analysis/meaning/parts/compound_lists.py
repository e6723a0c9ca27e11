"""Closed lists of the compound splitter: what is never a part, and the three-letter words that may be one."""

from __future__ import annotations

from search_service.analysis.stopwords import STOP_WORDS
from search_service.analysis.word_lists import word_map, word_set

PREFIXES = (
    *("ver", "be", "ge", "er", "ent", "un", "an", "ab", "auf", "aus", "ein", "vor", "zu", "um", "unter", "über", "zer", "bei", "mit"),
    *("nach", "hin", "her", "dar", "durch", "miss", "wieder"),
)
"""Verbal prefixes: what begins or ends with one is rarely a modifier of its own."""

NEVER_MODIFIERS = STOP_WORDS | word_set(
    """
    ab an auf aus be bei da dar durch ein ent er ge her hin in los miss nach ob un um unter ur ver vor wider zer zu zurück zusammen über
    fort heim empor entgegen hinter neben seit wegen ihre dass dabei dafür danach dazu davon daran darauf herum heraus hinaus
    raus rein rum runter rauf rüber hervor voran voraus vorbei nieder wohl gar mal sogar bitte einer beim vom zum zur ins herr frau wieder
    gest hinweg hinein herein davor dagegen umher überein auseinander aneinander fest bereit weiter verb machen einmal will viel
    zwischen gegen ohne
    """
)

NEVER_HEADS = word_set(
    """
    heit keit schaft schaften ung ungen lich liche lichen licher liches lichem igkeit ion ionen tion tionen ation ationen nation nationen
    bination ismus ist isten tät täten ität itäten lein chen ling linge lings lingen lungen nis nisse tum bar bare baren barer bares sam
    same samen los lose losen loser loses losem losigkeit haft hafte haften hafter haftes isch ische ischen ischer isches sch sche schen
    scher sches schem ierung ierungen ieren ierte ierten ende enden ender endes anten enten enzen innen stern sten maßen massen halb halber
    wärts falls seits teils rer tern ten voll volle vollen voller volles sagt eis grafie grafien graph graphen graphie nom nomen loge logen
    logie logien gramm gramme meter metern meters thek theken phon skop riebe porte mente hausen hagen rade stanz achter ächter oren
    """
)
"""Suffixes, and tails of foreign words that look like nouns (Kombi-nation, Mini-stern)."""

SIMPLE_WORDS = word_set(
    """
    montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend uniform unikat staub talent quadrat erbauer weiterbe mailand
    mailänd
    mainstream workshop fotograf paragraf paragraph biograf geograf prinzessin zahlreich zugrunde tatsach tatsäch regelmässig grundsätzlich
    armenisch armenien friedrich heinrich gottfried siegfried manfred winfried ulrich dietrich albrecht rosalind sieglind frankreich
    billerbeck brennecke baumann
    """
)
"""Words, or what they begin with, that only look like compounds: weekdays, foreign words, names of persons."""
SHORTEST_SIMPLE = min(map(len, SIMPLE_WORDS))
SIMPLE_BEGINNINGS = frozenset(word[:SHORTEST_SIMPLE] for word in SIMPLE_WORDS)

ONLY_HEADS = word_set("fest")
"""Nouns that end compounds (Sommerfest), though what they begin is something else (fest-stellen)."""

SHORT_HEADS = word_set("amt art bau hof ort rat see tag tor typ uhr weg gas rad tod zug ehe gut mut wut not")

SHORT_MODIFIERS = word_set(
    """
    abi akt alb alt amt arm bad bau bio bit bob box bus ehe eid eil eis elf end erb erd erz fan fax fem gas geo gut heu hof hut job jod jux
    kfz kur lab lkw lob lok mai maß mess mut neu not oel ohr ost ort pkw pop rad rat reh roh rot rum sau see sex süd tag tal tat tau tee tod
    ton tor tot typ uhr uni wal weg wut zoll zoo zug öko öl
    """
)

VAGUE_MODIFIERS = word_set("alt frei ganz gesamt gross grund haupt hoch klein kurz lang neu ober riesen sonder spitzen teil unter")
"""Keys of classes that only qualify what they begin (Hochhaus, Grundsteuer): alone they stand for no compound."""

VAGUE_HEADS = word_set("art fall form frag geld gut kreis lag sach stell stuck teil wert wes zeug ziel")
"""The same for what ends compounds (Bußgeld), however few of them."""

BASES_OF_MODIFIERS = word_map("eisen:eisen erden:erde mess:messung messen:messe oster:ostern raten:rate")
"""Modifiers that look as if they had a linking element, or lack another ending, than they do: Eisen- is no Eis, Oster- no Osten."""

DERIVED = ("ung", "heit", "keit", "schaft", "tät", "ion", "ling", "tum", "ing", "sal", "eur", "um")
"""Endings of nouns that take -s- as a linking element."""
