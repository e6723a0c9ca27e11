"""Tells by their wording which short lines are no text: headings of other pages and of comments, things to click, captions."""

from __future__ import annotations

import re

from indexer.sources.pages.facts.credits import split_credit
from indexer.sources.pages.text.runs import Run
from search_service.release import BlockType

_THINGS = (
    r"(?:(?:presse)?meldung\w*|\w*mitteilung\w*|nachricht\w*|artikel\w*|beitr[aä]g\w*|themen?|\w*informationen|infos?|links?|news|posts?"
    r"|stor(?:y|ies)|inhalte?|seiten?|presse\w*|veranstaltung\w*|termine?|produkte?|videos?|berichte?|texte?|meinungen)"
)
_OTHER_PAGES = re.compile(
    rf"""\W*(?:
    (?:weitere[rsn]?|mehr|ähnliche|verwandte[rsn]?|aktuelle|neueste|neue|letzte|andere|passende|meistgelesene|beliebte|ausgewählte
      |empfohlene|vorherige[rs]?|nächste[rs]?|nützliche|weiterführende|externe|interne)\b
      (?:\ \w+)?\ {_THINGS}(?:\ (?:zum|zur|zu|aus|der|des|dieser|von|vom|für|rund|auf|über|im|in)\b.{{0,40}}|\W*)
    | mehr\ (?:zum\ thema|zu\ diesem|zum|zu|über|aus|dazu|lesen)\b.{{0,40}} | zum\ thema\b.{{0,40}} | auch\ interessant.{{0,30}}
    | (?:das\ )?(?:könnte|dürfte)\ (?:sie|dich|euch|ihnen).{{0,40}}
    | (?:unsere\ |redaktions)?empfehlungen\ (?:aus|der\ redaktion)\b.{{0,40}}
    | (?:lesen|lies|sehen|hören)\ (?:sie\ )?(?:auch|mehr|weiter|hier).{{0,40}}
    | zum\ weiterlesen.{{0,20}} | lese(?:tipps?|empfehlung).{{0,30}}
    | (?:passend|artikel|beiträge)\ (?:dazu|zum).{{0,30}} | verwandte[rs]?\b.{{0,30}} | related\b.{{0,40}} | you\ may\ also.{{0,30}}
    | (?:recent|latest|popular|similar)\ (?:posts?|news|comments|articles?).{{0,20}} | meistgelesen.{{0,30}}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_MATTER = re.compile(
    r"""\W*(?:
    newsletter.{0,60} | über\ den\ autor.{0,30} | (?:über\ die|zur)\ autorin.{0,30} | zum\ autor.{0,30} | about\ the\ author.{0,20}
    | (?:artikel|seite|beitrag|diesen\ (?:artikel|beitrag))?\ ?teilen.{0,40} | share.{0,40} | weitersagen.{0,20} | gefällt\ mir.{0,40}
    | schlag(?:worte|wörter)\b.{0,20} | tags?\b:?.{0,20} | stichwörter.{0,10} | (?:ihr\ )?(?:kontakt|ansprechpartner(?:in)?(?:nen)?)\W*
    | fol(?:gen\ sie|ge|gt)\ uns.{0,40} | wie\ (?:bewerten|gefällt)\ .{0,40}
    | haben\ sie\ (?:noch\ )?(?:fragen|das\ gesuchte|hinweise)\b.{0,60}
    | (?:top[ -]?(?:themen|artikel|news)|links|diese\ seite|themen)\W*
    | (?:downloads?|anhänge?|anhang|dateien|service|drucken|rubriken|kategorien?|quelle)\W*
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMENTS = re.compile(
    r"""\W*(?:
    (?:\d+\ |leser)?(?:kommentare?|comments?|antworten|gedanken|reaktionen)\b(?:\W*\d*\W*|\ (?:zu|auf|on|für|der|von)\b.{0,60})
    | (?:\d+\ )(?:kommentare?|comments?|responses|antworten|gedanken|reaktionen)\b.{0,60}
    | (?:schreibe?|hinterlasse?n?|leave)\b.{0,20}\b(?:kommentar|antwort|comment|reply|kommentieren)\b.{0,40}
    | (?:ihr\ )?kommentar\ (?:verfassen|schreiben|hinterlassen|abgeben).{0,20}
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTROL_LINE = re.compile(
    r"""\W*(?:
    externer\ inhalt | (?:weiter|mehr)(?:lesen)? | read\ more | skip\ to.{0,30} | (?:direkt\ )?zum\ inhalt.{0,30}
    | inhaltsverzeichnis | vollbild
    | nach\ oben | zurück(?:\ (?:zu[rm]?|nach)\b.{0,30})? | zum\ seitenanfang | loading.{0,3} | (?:ja|nein|\W)+
    | drucken | teilen | merken | share.{0,30} | be\ sociable.{0,20} | teile\ (?:mich|dies).{0,20} | gefällt\ mir.{0,20}
    | (?:auf\ )?(?:facebook|twitter|whatsapp|xing|linkedin).{0,30}
    | (?:diese[nrs]?\ )?(?:artikel|seite|beitrag|rezept|skript|dokument|meldung)\b.{0,30}
      (?:drucken|teilen|merken|empfehlen|speichern|herunterladen)(?:\b.{0,30})?
    | jetzt\ (?:teilen|abonnieren|anmelden|kaufen|bestellen).{0,30} | (?:bitte\ )?(?:einloggen|anmelden|registrieren|abonnieren).{0,20}
    | (?:möchten|wollen)\ sie\b.{0,40}(?:teilen|bewerten|empfehlen).{0,10} | um\ .{0,60}\b(?:kommentieren|bewerten)\b.{0,60}
    | war\ (?:der|dieser|die|diese|das)\b.{0,30}(?:hilfreich|nützlich|informativ).{0,60} | wie\ (?:sehr\ )?(?:hat|gefällt|bewerten)\b.{0,60}
    | kommentar(?:e|feed)?.{0,20}(?:geschlossen|deaktiviert).{0,40} | [\d.,/\ ]+.{0,10}\b(?:stimmen|bewertungen|votes|ratings?)\b.{0,40}
    | (?:anzeige|werbung|advertisement|advertorial)(?:\W.{0,60})? | \(?alle\ angaben\ ohne\ gewähr\)?
    | (?:(?:beitrags|titel|artikel|vorschau)?(?:bild|foto)s?|quelle|grafik)\s?(?:via|:|/|©).{0,80} | ©.{0,80} | bild\ \d+\ von\ \d+
    | .{0,20}min(?:uten|\.)?\ lesezeit | lesezeit.{0,20} | filed\ under.{0,80} | (?:kategorien?|tags?|ressort|rubrik)\W.{0,80}
    | (?:von|by)\ (?-i:(?:[A-ZÄÖÜ][\w.-]+\ ?){1,4}) | geschrieben\ von.{0,40} | erschienen\ in | [^\w|]*(?:\d{1,5}[^\w|]*)?
    | (?:veröffentlicht|publiziert|gepostet|geschrieben|erstellt|erschienen|eingestellt|aktualisiert|posted|published)
      \ (?:in|unter|von|am|on|by)\b.{0,60}
    | (?:erscheinungsdatum|veröffentlichungsdatum|veröffentlichung|datum|stand|letzte\ änderung|zuletzt\ (?:aktualisiert|geändert))
      \s?(?::|am|\d).{0,40}
    | (?:der|dieser)\ (?:beitrag|artikel|text)\ (?:wurde|ist|erschien|stammt|entspricht)\b.{0,120}
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_CALL = re.compile(
    r"(?:(?:dir |ihnen )?gefällt (?:dir|ihnen)|hat (?:dir|ihnen)\b.{0,40}\bgefallen|lust auf mehr|unterstütze? (?:uns|unsere)"
    r"|if you enjoyed|(?:hol|sicher)e? dir\b|(?:melde dich|melden sie sich)\b.{0,30}\bnewsletter|abonniere)\b",
    re.IGNORECASE,
)
"""How a portal asks its readers for money or an address, in the place of a last paragraph."""
_AGENCY = re.compile(
    r"(?:©|\(c\)|i?stock(?:photo)?\b|adobe ?stock|shutterstock|fotolia|getty ?images|imago|picture[ -]alliance|pixelio|pixabay|unsplash)"
    r"(?:\.(?:com|de))?(?:[^.!?]|\.(?:com|de)\b){0,60}\W*$",
    re.IGNORECASE,
)


def announces_other_pages(run: Run) -> bool:
    """Whether a short line or heading stands above links to other pages, such as further releases."""
    return len(run.text) < 80 and (run.level < 7 or run.plain < 60) and _OTHER_PAGES.fullmatch(run.text) is not None


def begins_further_matter(run: Run) -> bool:
    """Whether a short line or heading announces what is no part of the text: other pages, tags, a form, files."""
    is_short = len(run.text) < 80 and (run.level < 7 or run.plain < 60)
    return announces_other_pages(run) or (is_short and _OTHER_MATTER.fullmatch(run.text) is not None)


def begins_comments(run: Run) -> bool:
    """Whether a short line or heading announces the comments of readers, which run on to the end of the page."""
    return len(run.text) < 80 and _COMMENTS.fullmatch(run.text) is not None


def is_control_line(run: Run) -> bool:
    """Whether a short line is something to click, or says something of the page itself."""
    if len(run.text) < 160 and _CONTROL_LINE.fullmatch(run.text):
        return True
    return len(run.text) < 300 and _CALL.match(run.text) is not None


def is_caption_line(run: Run) -> bool:
    """Whether a short paragraph ends with the credit of a picture, wherever that picture is."""
    is_short = run.type is BlockType.PARAGRAPH and len(run.text) < 200
    return is_short and (_AGENCY.search(run.text) is not None or bool(split_credit(run.text)[1]))
