"""Words that the rules of endings and umlauts would join with another word: Dienst with dienen, Fähre with fahren.

A closed list, found by reading the classes of 13,000 releases; ``inflection`` asks it before any rule.
"""

from __future__ import annotations

_FORMS_OF_WORDS = """
achten achtet achtete achteten
altern alternd alternde alternden
ausser
baden badet badete badeten
bande banden
bereichern bereichert bereicherte
bereits
bitter bittere bitteren bitterer bitteres bitterem
blüte blüten
bode bodes
brachen
bremst bremste bremsten
brauchen brauche
buche buchen
buchs
bürgerlich bürgerliche bürgerlichen bürgerlicher bürgerliches bürgerlichem
chorin chorins
demnächst
dienst dienste dienstes diensts diensten dienstlich dienstliche dienstlichen dienstlicher dienstliches
eisen eisens
elf
fähre fähren
falls
ford fords
franke
franken frankens
gab gaben
gehalten gehaltene gehaltenen gehaltener gehaltenes gehaltenem
geländer geländern geländers
genügen genüge genügend genügenden genügende
gestern
hauser
hoffest hoffeste hoffesten hoffestes hoffests
immens immense immensen immenser immenses immensem
ing
julie julies
lag
lagern lagernd lagernde
landen landet landete landeten gelandet gelandete gelandeten
längst
leider
lindern lindernd lindernde
link
lohnen lohnend lohnende
mag magst
march
maren marens
marke marken
mehrere mehreren mehrerer mehreres mehrerem
modern moderne modernen moderner modernes modernem modernere moderneren modernste modernsten
montage montagen
münch
münden mündet mündete
nähen
nähern nähernd
note noten
ostern oster österlich österliche österlichen österlicher österliches
passen
posten postens
poster postern posters
prag prags
rate raten
rechts
reis
reiser reisern
router routern routers
rund
saale
schuler schulers
schülein
seitens
spaten spatens
stammen
standen
statt
steigern
steiner
tut tust
verbunden verbundene verbundenen verbundener verbundenes verbundenem
verdi
verlagern
vorabend vorabende vorabenden vorabends
wandern
wegen
weisen
weiter weitere weiteren weiterer weiteres weiterem
western
will willst
wächst wachsen
zögern
ändern
äussern
"""
UNRELATED = {form: line.split()[0] for line in _FORMS_OF_WORDS.strip().splitlines() for form in line.split()}
"""Casefolded forms with the word that they are of, one word a line above; what a rule would join with them is of another word."""
UNRELATED_MARK = "|"
"""Keeps Fähre from the stem of fahren."""
