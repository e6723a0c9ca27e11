"""Pages of the commonest kinds, each with what once was read wrong on such a page."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from indexer.sources.base import Read, Source
from indexer.sources.pages.html_page import read_html
from indexer.sources.pages.portals import known_portals
from search_service.release import BlockType, Release

FETCHED = datetime(2023, 10, 1, tzinfo=UTC)
FIRST = "Der Kreis Ostheide baut an der Ilme bis zum Frühjahr drei neue Rastplätze für Radfahrende."
SECOND = "Die Kosten von 90.000 Euro trägt zur Hälfte das Land, teilte Landrätin Mia Vogt in Ostheide mit."
BOTH = f"<p>{FIRST}</p><p>{SECOND}</p>"
DAY = '<p class="date">14.09.2023</p>'


def read(html: str) -> Read:
    (item,) = read_html(Source("seite.html", io.BytesIO(html.encode()), FETCHED, known_portals()))
    assert isinstance(item, Read), item
    return item


def release_of(body: str, head: str = "<title>Testseite</title>") -> Release:
    return read(f'<!doctype html><html lang="de"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>').release


def texts(release: Release) -> list[str]:
    return [block.text for block in release.body]


HEAD = "<h1>Neue Rastplätze an der Ilme</h1>"


@pytest.mark.parametrize(
    "body",
    [
        f"<header><nav><article class=teaser><h3><a href=/a>Hecken</a></h3><p>Hecken schützen Vögel.</p></article></nav></header><main>{HEAD}{DAY}{BOTH}</main>",
        f"<form id=aspnetForm><input type=hidden name=x value=y><div id=content>{HEAD}{DAY}{BOTH}</div></form>",
        f"<main><article>{HEAD}<form>{BOTH}</form></article></main>",
        f'<main><article class="node"><div class="field field--name-field-datum"><div class="field__label">Datum</div><div class="field__item">14.09.2023</div></div>{HEAD}<div class="field--name-body">{BOTH}</div></article></main>',
        f'<div id=navPrimary><ul><li><a href=/t>Themen</a></li></ul></div><div id=content><h1>Neue Rastplätze an der Ilme</h1><div class=docData><span class=label>Datum:</span> <span>14.09.2023</span></div>{BOTH}</div><div id=footer><p>© 2023 Kreis Ostheide</p></div>',
        f'<main class="has-sidebar"><div class="content-sidebar-wrap">{HEAD}{BOTH}</div></main>',
        f'<main>{HEAD}<div class="social-wall">{BOTH}</div></main>',
        f"<main>{HEAD}<div><p>{FIRST}</p></div><div><p>{SECOND}</p></div></main>",
        f"<section><article id=c1>{HEAD}<p>{FIRST}</p></article><article id=c2><p>{SECOND}</p></article></section>",
        f'<main><div class=page>{HEAD}{BOTH}<div class=box><h3>Auch interessant</h3><ul><li><a href=/x>Zehn neue Bänke</a></li></ul></div></div></main>',
        f"<main>{HEAD}{BOTH}<h3>3 Kommentare</h3><ol><li><p>Das finde ich gut, denn ich fahre dort jeden Tag mit dem Rad entlang.</p></li></ol></main>",
        f"<main>{HEAD}{BOTH}<p>Artikel drucken</p><p>Foto: Kreis Ostheide / A. Lind</p></main>",
        f"<main>{HEAD}{BOTH}<div class='cookie-banner'><p>Diese Seite verwendet Cookies, damit alles so funktioniert, wie Sie es erwarten.</p></div></main>",
    ],
)  # fmt: skip
def test_the_text_and_nothing_else(body: str) -> None:
    assert texts(release_of(body)) == [FIRST, SECOND]


def test_only_the_list_below_further_matter_goes() -> None:
    page = f"<main><div>{HEAD}{DAY}</div><div><p>{FIRST}</p><p>{SECOND}</p><h2>Mehr zum Thema</h2><ul><li><a href=/b>Bänke</a></li></ul></div></main>"
    release = release_of(page)
    assert texts(release) == [FIRST, SECOND]
    assert [each.title for each in release.related] == ["Bänke"]


def test_closed_accordions_are_text() -> None:
    page = f"""<main><article>{HEAD}<p>{FIRST}</p><h2><button aria-expanded=false aria-controls=a1>Was kostet das?</button></h2>
    <div id=a1 hidden><p>{SECOND}</p></div><h2>Ab wann?</h2><div hidden="until-found"><p>Die Plätze werden im Mai 2024 geöffnet, sagt der Kreis.</p></div>
    <details><summary>Und im Winter?</summary><p>Dann bleiben sie geschlossen.</p></details></article></main>"""
    assert [(block.type, block.text) for block in release_of(page).body] == [
        (BlockType.PARAGRAPH, FIRST),
        (BlockType.HEADING, "Was kostet das?"),
        (BlockType.PARAGRAPH, SECOND),
        (BlockType.HEADING, "Ab wann?"),
        (BlockType.PARAGRAPH, "Die Plätze werden im Mai 2024 geöffnet, sagt der Kreis."),
        (BlockType.HEADING, "Und im Winter?"),
        (BlockType.PARAGRAPH, "Dann bleiben sie geschlossen."),
    ]


def test_speakers_of_quotations_stay() -> None:
    page = f"<main><article>{HEAD}<p>{FIRST}</p><blockquote><p>Rast muss sein.</p><footer><cite>Landrätin Mia Vogt</cite></footer></blockquote></article></main>"
    assert [(block.type, block.text) for block in release_of(page).body[1:]] == [
        (BlockType.QUOTE, "Rast muss sein."),
        (BlockType.PARAGRAPH, "Landrätin Mia Vogt"),
    ]


def test_typo3_news_with_content_elements() -> None:
    page = f"""<main><div class="news news-single"><div class="article" itemscope itemtype="https://schema.org/Article">
    <ul class=pager><li><a href=/alt>Ältere Meldung</a></li></ul><div class=header><h1 itemprop=headline>Neue Rastplätze an der Ilme</h1></div>
    <div class=footer><p><time itemprop=datePublished datetime=2023-09-14>14.09.2023</time> <span class=news-list-category>Radverkehr</span></p></div>
    <div class=teaser-text itemprop=description><p>Drei auf einen Streich.</p></div>
    <div id=c1 class=frame><p>{FIRST}</p></div><div id=c2 class=frame><p>{SECOND}</p></div>
    <div class=news-text-wrap itemprop=articleBody><p>Radfahrende freuen sich.</p></div>
    <div class=news-related-wrap><div class="news-related news-related-news"><h4>Verwandte Nachrichten</h4><ul><li><a href=/r>Radtag</a></li></ul></div>
    <div class="news-related news-related-files"><h4>Dateien</h4><ul><li><a href=/fileadmin/karte.pdf>Karte</a></li></ul></div></div></div></div></main>"""
    release = release_of(page, '<title>Neue Rastplätze an der Ilme - Kreis Ostheide</title><link rel=canonical href="https://k.example/n">')
    assert texts(release) == [FIRST, SECOND, "Radfahrende freuen sich."]
    assert (release.teaser, release.topics, release.ministries) == ("Drei auf einen Streich.", ("Radverkehr",), ("Kreis Ostheide",))
    assert [each.title for each in release.attachments] == ["Karte"]
    assert [each.title for each in release.related] == ["Radtag"]


def test_lead_and_caption_between_headline_and_text() -> None:
    page = f"""<main><article><header>{HEAD}<p class=subline>Kreis und Land teilen sich die Kosten</p></header>
    <figure><img src=/r.jpg alt="Ein Rastplatz"><figcaption>So sehen die Plätze aus. Foto: Kreis Ostheide</figcaption></figure>{BOTH}</article></main>"""
    release = release_of(page)
    assert (release.teaser, texts(release)) == ("Kreis und Land teilen sich die Kosten", [FIRST, SECOND])
    assert [(each.caption, each.credit) for each in release.images] == [("So sehen die Plätze aus.", "Kreis Ostheide")]


LINES = [
    "<p>Ostheide, 14.09.2023</p>",
    "<div>Pressemitteilung vom 14. September 2023</div>",
    "<p class=category>14. September 2023 | <a href=/p>Presse</a></p>",
    "<p>Nr. 88/2023 - 14.09.2023</p>",
    "<span>14.09.23 - Pressemitteilung</span>",
    "<div><span>veröffentlicht</span> <span>14.09.2023</span> — <span>zuletzt verändert: 20.09.2023</span></div>",
    "<div><span>Erschienen am:</span><div>14.09.2023</div><span>Stand:</span><div>20.09.2023</div></div>",
    "<p>Donnerstag, 14. September 2023, 10:30 Uhr</p>",
]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("is_above", [True, False])
def test_date_line_beside_the_headline(line: str, is_above: bool) -> None:
    top = f"{line}{HEAD}" if is_above else f"{HEAD}{line}"
    release = release_of(
        f"<main><div>{top}</div><div><p>{FIRST}</p><p>{SECOND} Anträge sind bis zum 30. September 2023 möglich.</p></div></main>"
    )
    assert (release.published.date().isoformat(), release.published_from) == ("2023-09-14", "page")
    assert len(release.body) == 2


@pytest.mark.parametrize(
    ("body", "head", "day"),
    [
        (f"<p>{FIRST}</p><p>{SECOND}</p><p>Stand: 14.09.2023</p>", "", "2023-09-14"),
        (f"{BOTH}<aside><time datetime=2020-01-05>5.1.2020</time></aside><div class=meta><time datetime=2023-09-14>14.9.</time></div>", "", "2023-09-14"),
        (f"<p>Ostheide, 14. September 2023 – {FIRST}</p>", "", "2023-09-14"),
        (f"<p>Termin: 20.11.2023</p>{BOTH}", '<meta name="date" content="2023-09-14">', "2023-09-14"),
        (f"<p>20.11.2023</p>{BOTH}", '<meta name="DC.date" content="2023-09-14">', "2023-09-14"),
        (BOTH, '<link rel=canonical href="https://k.example/2023/09/14/rast">', "2023-09-14"),
    ],
)  # fmt: skip
def test_other_dates(body: str, head: str, day: str) -> None:
    assert release_of(f"<main>{HEAD}{body}</main>", head).published.date().isoformat() == day


def test_a_clock_time_beside_the_date_counts() -> None:
    release = release_of(f"<main>{HEAD}<p>14.09.2023, 10:30 Uhr</p>{BOTH}</main>")
    assert release.published.isoformat() == "2023-09-14T10:30:00+02:00"


@pytest.mark.parametrize(
    ("body", "head", "title"),
    [
        (f"<h2>Neue Rastplätze</h2>{BOTH}", "<title>Kreis Ostheide - Neue Rastplätze</title>", "Neue Rastplätze"),
        (f"<h1 class=aural>Kreis Ostheide</h1><h1>Neue Rastplätze</h1>{BOTH}", "<title>Kreis - Presse - Neue Rastplätze</title>", "Neue Rastplätze"),
        (f"<h1>Pressemitteilung Nr. 88/2023 vom 14.09.2023</h1><h2>Neue Rastplätze</h2>{BOTH}", "<title>Presse</title>", "Neue Rastplätze"),
        (f"<h1>Pressemitteilung Nr. 88/2023: Neue Rastplätze</h1>{BOTH}", "<title>Presse</title>", "Neue Rastplätze"),
        (f"<h1><time>14. September 2023</time> Neue Rastplätze</h1>{BOTH}", '<meta property="og:title" content="Neue Rastplätze - Kreis">', "Neue Rastplätze"),
        (BOTH, "<title>Neue Rastplätze an der Ilme | Kreis Ostheide</title>", "Neue Rastplätze an der Ilme"),
    ],
)  # fmt: skip
def test_title(body: str, head: str, title: str) -> None:
    assert release_of(f"<main>{body}</main>", head).title == title


@pytest.mark.parametrize(
    ("name", "is_authority"),
    [
        *((name, True) for name in ("Umweltbundesamt", "Bezirksamt Nord von Ostheide", "Ministerium für Radverkehr", "Regierungspräsidium Ostheide")),
        *((name, True) for name in ("Landkreis Ostheide", "Stadt Ilmbrück", "Polizeipräsidium Ostheide", "Landgericht Ilmbrück", "Staatskanzlei")),
        *((name, True) for name in ("Bundesanstalt für Rastplätze", "Senatsverwaltung für Verkehr", "Auswärtiges Amt", "Generalzolldirektion")),
        *((name, False) for name in ("Mia Vogt", "Redaktion", "Ilmzeitung", "admin", "www.ostheide.example", "Radportal Ostheide online")),
    ],
)  # fmt: skip
def test_sender_of_the_metadata(name: str, is_authority: bool) -> None:
    release = release_of(f"<main>{HEAD}{BOTH}</main>", f'<meta name="DC.publisher" content="{name}">')
    assert release.ministries == ((name,) if is_authority else ())


def test_sender_that_only_the_line_of_copyright_names() -> None:
    page = f"<main>{HEAD}{BOTH}<p>© Name/Bundesbildstelle</p></main><footer><p>© 2023 Landesamt für Rastplätze | Impressum</p></footer>"
    assert release_of(page, "<title>LfR - Neue Rastplätze an der Ilme</title>").ministries == ("Landesamt für Rastplätze",)


def test_microdata_name_sender_topic_and_date() -> None:
    page = f"""<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop=headline>Neue Rastplätze</h1>
    <meta itemprop=datePublished content="2023-09-14T10:00:00+02:00"><span itemprop=author itemscope><span itemprop=name>Kreis Ostheide</span></span>
    <span itemprop=articleSection>Radverkehr</span><div itemprop=articleBody>{BOTH}</div></div>"""
    release = release_of(page)
    assert (release.ministries, release.topics, release.published.hour) == (("Kreis Ostheide",), ("Radverkehr",), 10)
    assert texts(release) == [FIRST, SECOND]


JSON_LD = """<link rel=canonical href="https://k.example/rast"><script type="application/ld+json">[
{"@type":"NewsArticle","headline":"Radtag","url":"https://k.example/radtag","datePublished":"2020-01-01"},
{"@type":"NewsArticle","headline":"Neue Rastplätze an der Ilme","url":"https://k.example/rast","datePublished":"2023-09-14"%s}]</script>"""


@pytest.mark.parametrize("fault", ["", ",", ', "description": "Er sagte "ja" dazu"', ', "keywords": ["a", "b",]'])
def test_json_ld_of_this_page_even_if_it_is_broken(fault: str) -> None:
    release = release_of(f"<main>{HEAD}{BOTH}</main>", JSON_LD % fault)
    assert (release.title, release.url) == ("Neue Rastplätze an der Ilme", "https://k.example/rast")
    assert release.published.date().isoformat() == "2023-09-14"


def test_little_text_beside_much_is_remarked() -> None:
    other = "".join(f"<div class='comment'><p>{SECOND} Das ist die Meinung Nummer {number}.</p></div>" for number in range(40))
    item = read(f"<html><body><main>{HEAD}<p>{FIRST}</p><p>{SECOND}</p><section>{other}</section></main></body></html>")
    (remark,) = item.account.remarks
    assert "characters of prose were taken as the text" in remark


def test_less_text_than_json_ld_has_is_remarked() -> None:
    body = " ".join([FIRST, SECOND] * 10)
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Neue Rastplätze an der Ilme","articleBody":"{body}"}}</script>'
    item = read(f"<html><head>{script}</head><body><main>{HEAD}<p>{FIRST}</p></main></body></html>")
    assert any("JSON-LD has" in remark for remark in item.account.remarks)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<h1>T</h1><p " + " ".join(f"a{number}=1" for number in range(5000)) + ">Text</p>", "attributes"),
        ("<h1>T</h1>" + "<b></b>" * 260_000, "elements"),
        ("<title>Mitteilung 12</title><body><nav><div>Start</div><div>Presse und Medien</div></nav><main></main>", "navigation"),
        ("<title>Mitteilung 12</title><nav>Start</nav><main><h1>Mitteilung 12</h1></main>", "neither teaser nor body"),
        ("<h1>Mitteilung 12</h1><main></main><footer><p>Stadt Quendelbach, Markt 1, Telefon 12345</p></footer>", "foot of the page"),
        ("<html><body><script>zeige('Text');</script><div id=app></div></body></html>", "no headline"),
    ],
)
def test_pages_that_no_release_needs(html: str, reason: str) -> None:
    (item,) = read_html(Source("seite.html", io.BytesIO(html.encode()), FETCHED, known_portals()))
    assert reason in getattr(item, "reason", "")


def test_many_announcements_of_other_pages_cost_no_more_than_their_number() -> None:
    release = release_of(f"<main>{HEAD}{BOTH}{'<h2>Mehr zum Thema</h2>' * 20_000}</main>")
    assert texts(release) == [FIRST, SECOND]


def test_an_inline_picture_of_a_megabyte_is_no_long_list_of_attributes() -> None:
    picture = f'<img alt="Platz" src="data:image/png;base64,{"A" * 1_000_000}">'
    assert texts(release_of(f"<main>{HEAD}{BOTH}{picture}</main>")) == [FIRST, SECOND]
