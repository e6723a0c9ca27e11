"""The kinds of authorities that send releases: a new kind is added here. Which name counts where is asked in ``senders``.

Four patterns, from what needs the least to what needs the most around it; each is as strict as the place where a name is looked for.
"""

from __future__ import annotations

import re

OFFICE = re.compile(
    r"minister|senat|staatskanzlei|kanzlei\b|behörde|\w*amt\b|ämter\b|beauftragte|präsidi|regierung|gericht|staatsanwaltschaft"
    r"|polizei|feuerwehr|zoll\b|verwaltung|landkreis|kreis\b|\bstadt\b|gemeinde|bezirk|landtag|bundestag|bundesrat|magistrat|direktion"
    r"|kammer|agentur|anstalt|institut|universit|hochschule|stelle\b|verband|stiftung|zentrale|\bpresse|\bdepartement|\bgmbh\b|\be\. ?v\.",
    re.IGNORECASE,
)
"""Where a format says who sent a release: institutions of any kind, and parts of words are enough."""
_KINDS = (
    r"\w*minister(?:ium|in)?(?:s|innen)?|\w*kanzlei(?:amt)?|\w*kanzleramt|senat(?:s\w*|orin)?|\w*behörde|\w*amt(?:es)?|\w*beauftragte[rn]?"
    r"|\w*präsidium|\w*präsidialamt|bundespräsident(?:in)?|bezirk(?:samt|sregierung)?|(?:land|stadt|erz|main|rhein|saale|burgen)?kreis\w*"
    r"|\w*polizei\w*|\w*gericht(?:shof|e)?|\w*staatsanwaltschaft|\w*direktion|\w*anstalt|\w*verwaltung|magistrat|rathaus|gemeinde|samtgemeinde"
    r"|verbandsgemeinde|marktgemeinde|(?:landes|haupt|kreis|hanse|universitäts)?stadt|freistaat|regierung|\w*regierung|\w*kammer|\w*agentur"
    r"|\w*landtag|bundestag|bundesrat|\w*rechnungshof|zoll|bundeswehr|\w*feuerwehr|\w*parlament|region|\w*verband|\w*institut|\w*hochschule|universität"
)
AUTHORITY = re.compile(rf"\b(?:{_KINDS})\b", re.IGNORECASE)
"""A word that names a kind of authority, in whatever form: what any name on a page must have."""
SURE = re.compile(
    r"\w*ministerium\b|\w*staatskanzlei|senatsverwaltung|senatskanzlei|\w*behörde\b|\w*amt\b|\w*präsidium|\w*gericht\b|\w*gerichtshof"
    r"|\w*staatsanwaltschaft|(?:land)?kreis\b|bezirksregierung|\w*direktion\b|\w*kriminalamt|bundeskanzler|bundespräsid\w*|stadt\b"
    r"|regierung\b|\w*beauftragte\w*|\bzoll\b|\w*polizei\w*",
    re.IGNORECASE,
)
"""What can be nothing else: of several names on a page these come first."""
ADDRESS_LINE = re.compile(
    r"(?:die |der |das )?(?:(?:bayer|sächs|hess|thüring|niedersächs|österreich)\w*isches? )?"
    r"(?:\w*ministerium|staatskanzlei|staatsministerium|senatskanzlei|senatsverwaltung|senatorin|\w*behörde|\w*amt|\w*präsidium"
    r"|polizei\w*|land(?:kreis|ratsamt)|kreisverwaltung|stadt(?:verwaltung)?|bezirksamt|bezirksregierung|(?:ober)?landesgericht|amtsgericht"
    r"|verwaltungsgericht|landgericht|staatsanwaltschaft|der bundes\w+|bundes\w+amt|bundesanstalt|landesbetrieb|regierung von"
    r"|regierungspräsidium|magistrat der)\b[^.!?:;|]{0,100}",
    re.IGNORECASE,
)
"""A line that is nothing but such a name: it begins with the kind, as in an address."""
