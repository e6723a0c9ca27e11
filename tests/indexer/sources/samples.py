"""One small release in every format, with the same values: invented, and written as senders of that format write it."""

from __future__ import annotations

import io
import json

import docx

from indexer.sources.detect import Format
from tests.indexer.sources.documents.making import odt, pdf

TITLE = "Moorbahn im Auenland fährt wieder"
FIRST = "Die Moorbahn fährt nach dreijähriger Pause wieder bis Köhlerstadt."
SECOND = "Im Sommer kommen zwei Wagen hinzu."
OFFICE = "Landesamt für Schmalspurbahnen"
PUBLISHED = "2024-03-21T10:00:00+01:00"
ADDRESS = "https://auenland.example/pm/"


def sample(format: Format) -> bytes:
    """A source of this format that holds that release."""
    return _SAMPLES[format]


def _json(value: object, *, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()


def _docx() -> bytes:
    document = docx.Document()
    for text in (OFFICE, "Pressemitteilung Nr. 7/2024", "Köhlerstadt, 21. März 2024, 10 Uhr"):
        document.add_paragraph(text)
    document.add_heading(TITLE, 0)
    for text in (FIRST, SECOND):
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


_HTML = f"<p>{FIRST}</p><p>{SECOND}</p>"
_RECORD = {"title": TITLE, "published": "21. März 2024, 10 Uhr", "ministry": OFFICE, "body": f"{FIRST}\n{SECOND}"}
_MAIL = f"""From: Pressestelle {OFFICE} <presse@auenland.example>
To: redaktion@auenland.example
Subject: Pressemitteilung Nr. 7/2024: {TITLE}
Date: Thu, 21 Mar 2024 10:00:00 +0100
Message-ID: <7@auenland.example>
Content-Type: text/plain; charset=utf-8

Sehr geehrte Damen und Herren,

anbei unsere Pressemitteilung:

{FIRST}

{SECOND}

Mit freundlichen Grüßen
Erika Muster
"""
_RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{OFFICE}: Pressemitteilungen</title><item><title>{TITLE}</title><link>{ADDRESS}feed</link><guid isPermaLink="false">pm-7</guid>
<pubDate>Do, 21 Mrz 2024 10:00:00 +0100</pubDate><content:encoded><![CDATA[{_HTML}]]></content:encoded></item></channel></rss>"""
_NEWSML = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:auenland.example:7" version="1" xml:lang="de">
<rightsInfo><copyrightHolder><name>{OFFICE}</name></copyrightHolder></rightsInfo><itemMeta><itemClass qcode="ninat:text"/>
<versionCreated>{PUBLISHED}</versionCreated></itemMeta><contentMeta><headline>{TITLE}</headline></contentMeta><contentSet><inlineXML>
<html xmlns="http://www.w3.org/1999/xhtml"><body>{_HTML}</body></html></inlineXML></contentSet></newsItem>"""
_PAGE = f"""<!DOCTYPE html><html lang="de"><head><title>{TITLE} - Auenland</title><link rel="canonical" href="{ADDRESS}seite">
<script type="application/ld+json">{
    json.dumps(
        {"@type": "NewsArticle", "headline": TITLE, "datePublished": PUBLISHED, "publisher": {"@type": "Organization", "name": OFFICE}}
    )
}</script></head><body><main><h1>{TITLE}</h1>{_HTML}</main></body></html>"""
_SITEMAP = (
    f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{ADDRESS}liste</loc></url></urlset>"""
)
_SAMPLES = {
    Format.JSON_LINES: _json({"id": "pm-7-zeile", **_RECORD}) + b"\n",
    Format.JSON: _json([{"id": "pm-7-liste", **_RECORD}], indent=2),
    Format.CSV: f'Kennung;Titel;Datum;Ministerium;Text\npm-7-tabelle;{TITLE};21.03.2024 10:00;{OFFICE};"{FIRST}\n{SECOND}"\n'.encode(),
    Format.MAIL: _MAIL.encode(),
    Format.DOCX: _docx(),
    Format.ODT: odt("".join(f"<text:p>{text}</text:p>" for text in (OFFICE, "Köhlerstadt, 21. März 2024, 10 Uhr", TITLE, FIRST, SECOND))),
    Format.PDF: pdf(
        [(800, 10, OFFICE), (780, 10, "Köhlerstadt, 21.03.2024, 10 Uhr"), (740, 18, TITLE), (700, 10, FIRST), (670, 10, SECOND)]
    ),
    Format.FEED: _RSS.encode(),
    Format.SITEMAP: _SITEMAP.encode(),
    Format.NEWSML: _NEWSML.encode(),
    Format.HTML: _PAGE.encode(),
    Format.TEXT: f"{TITLE}\n\n21. März 2024, 10:00 Uhr\n\n{OFFICE}\n\n{FIRST}\n{SECOND}\n".encode(),
}
FOREIGN_JSON = {
    "ninjs": _json(
        {"uri": "urn:auenland:7", "versionCreated": PUBLISHED, "copyrightHolder": OFFICE, "headlines": [{"role": "main", "value": TITLE}],
         "bodies": [{"contentType": "text/html", "value": _HTML}]}
    ),
    "digitalwires": _json(
        {"format": "digitalwires@1.0.0", "urn": "urn:auenland:8", "version_created": PUBLISHED, "creditline": OFFICE, "headline": TITLE,
         "article_html": _HTML, "notepad": {"nonpublic_html": "<p>Intern</p>"}}
    ),
    "json-feed": _json(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Presse", "authors": [{"name": OFFICE}],
         "items": [{"id": "tag:auenland,7", "url": f"{ADDRESS}json", "title": TITLE, "date_published": PUBLISHED, "content_html": _HTML}]}
    ),
}  # fmt: skip
