"""One small release in every format, with the same values: invented, and written as senders of that format write it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from functools import cache

import docx

from indexer.sources.detect import Format
from tests.indexer.sources.documents.making import odt, pdf

TITLE = "Moorbahn im Auenland fährt wieder"
FIRST = "Die Moorbahn fährt nach dreijähriger Pause wieder bis Köhlerstadt."
SECOND = "Im Sommer kommen zwei Wagen hinzu."
OFFICE = "Landesamt für Schmalspurbahnen"
PUBLISHED = "2024-03-21T10:00:00+01:00"
ADDRESS = "https://auenland.example/pm/"


@cache
def sample(format: Format, *texts: str) -> bytes:
    """A source of this format that holds that release, or one with other texts."""
    return _SAMPLES[format](texts or (FIRST, SECOND))


def foreign_json(name: str, *texts: str) -> bytes:
    """The same in a JSON format of others."""
    return _FOREIGN_JSON[name](_html(texts or (FIRST, SECOND)))


def _html(texts: Sequence[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def _record(texts: Sequence[str]) -> dict[str, str]:
    return {"title": TITLE, "published": "21. März 2024, 10 Uhr", "ministry": OFFICE, "body": "\n".join(texts)}


def _json(value: object, *, indent: int | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()


def _docx(texts: Sequence[str]) -> bytes:
    document = docx.Document()
    for text in (OFFICE, "Pressemitteilung Nr. 7/2024", "Köhlerstadt, 21. März 2024, 10 Uhr"):
        document.add_paragraph(text)
    document.add_heading(TITLE, 0)
    for text in texts:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _mail(texts: Sequence[str]) -> bytes:
    body = "\n\n".join(texts)
    return f"""From: Pressestelle {OFFICE} <presse@auenland.example>
To: redaktion@auenland.example
Subject: Pressemitteilung Nr. 7/2024: {TITLE}
Date: Thu, 21 Mar 2024 10:00:00 +0100
Message-ID: <7@auenland.example>
Content-Type: text/plain; charset=utf-8

Sehr geehrte Damen und Herren,

anbei unsere Pressemitteilung:

{body}

Mit freundlichen Grüßen
Erika Muster
""".encode()


def _rss(texts: Sequence[str]) -> bytes:
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{OFFICE}: Pressemitteilungen</title><item><title>{TITLE}</title><link>{ADDRESS}feed</link><guid isPermaLink="false">pm-7</guid>
<pubDate>Do, 21 Mrz 2024 10:00:00 +0100</pubDate><content:encoded><![CDATA[{_html(texts)}]]></content:encoded>
</item></channel></rss>""".encode()


def _newsml(texts: Sequence[str]) -> bytes:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:auenland.example:7" version="1" xml:lang="de">
<rightsInfo><copyrightHolder><name>{OFFICE}</name></copyrightHolder></rightsInfo><itemMeta><itemClass qcode="ninat:text"/>
<versionCreated>{PUBLISHED}</versionCreated></itemMeta><contentMeta><headline>{TITLE}</headline></contentMeta><contentSet><inlineXML>
<html xmlns="http://www.w3.org/1999/xhtml"><body>{_html(texts)}</body></html></inlineXML></contentSet></newsItem>""".encode()


def _page(texts: Sequence[str]) -> bytes:
    said = {"@type": "NewsArticle", "headline": TITLE, "datePublished": PUBLISHED, "publisher": {"@type": "Organization", "name": OFFICE}}
    return f"""<!DOCTYPE html><html lang="de"><head><title>{TITLE} - Auenland</title><link rel="canonical" href="{ADDRESS}seite">
<script type="application/ld+json">{json.dumps(said)}</script></head>
<body><main><h1>{TITLE}</h1>{_html(texts)}</main></body></html>""".encode()


def _table(texts: Sequence[str]) -> bytes:
    cell = "\n".join(texts)
    return f'Kennung;Titel;Datum;Ministerium;Text\npm-7-tabelle;{TITLE};21.03.2024 10:00;{OFFICE};"{cell}"\n'.encode()


def _odt(texts: Sequence[str]) -> bytes:
    return odt("".join(f"<text:p>{text}</text:p>" for text in (OFFICE, "Köhlerstadt, 21. März 2024, 10 Uhr", TITLE, *texts)))


def _pdf(texts: Sequence[str]) -> bytes:
    above = [(800, 10, OFFICE), (780, 10, "Köhlerstadt, 21.03.2024, 10 Uhr"), (740, 18, TITLE)]
    return pdf([*above, *((700 - 30 * number, 10, text) for number, text in enumerate(texts))])


_SITEMAP = (
    f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{ADDRESS}liste</loc></url></urlset>"""
)
_SAMPLES: dict[Format, Callable[[Sequence[str]], bytes]] = {
    Format.JSON_LINES: lambda texts: _json({"id": "pm-7-zeile", **_record(texts)}) + b"\n",
    Format.JSON: lambda texts: _json([{"id": "pm-7-liste", **_record(texts)}], indent=2),
    Format.CSV: _table,
    Format.MAIL: _mail,
    Format.DOCX: _docx,
    Format.ODT: _odt,
    Format.PDF: _pdf,
    Format.FEED: _rss,
    Format.SITEMAP: lambda _: _SITEMAP.encode(),
    Format.NEWSML: _newsml,
    Format.HTML: _page,
    Format.TEXT: lambda texts: "\n\n".join((TITLE, "21. März 2024, 10:00 Uhr", OFFICE, "\n".join(texts) + "\n")).encode(),
}
_FOREIGN_JSON: dict[str, Callable[[str], bytes]] = {
    "ninjs": lambda html: _json(
        {"uri": "urn:auenland:7", "versionCreated": PUBLISHED, "copyrightHolder": OFFICE, "headlines": [{"role": "main", "value": TITLE}],
         "bodies": [{"contentType": "text/html", "value": html}]}
    ),
    "digitalwires": lambda html: _json(
        {"format": "digitalwires@1.0.0", "urn": "urn:auenland:8", "version_created": PUBLISHED, "creditline": OFFICE, "headline": TITLE,
         "article_html": html, "notepad": {"nonpublic_html": "<p>Intern</p>"}}
    ),
    "json-feed": lambda html: _json(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Presse", "authors": [{"name": OFFICE}],
         "items": [{"id": "tag:auenland,7", "url": f"{ADDRESS}json", "title": TITLE, "date_published": PUBLISHED, "content_html": html}]}
    ),
}  # fmt: skip
FOREIGN_JSON = tuple(_FOREIGN_JSON)
"""Names of the JSON formats of others."""
