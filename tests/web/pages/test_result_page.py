"""The result page: what was found, how to narrow it, where to go on."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement

from tests.archives import release
from tests.conftest import SampleIndex
from tests.web.conftest import Read
from tests.web.site import Site


def texts(tree: HtmlElement, path: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in tree.xpath(path)]


def total(client: FlaskClient, query: str) -> int:
    found: int = client.get(f"/api/v1/search?{query}").json["total"]
    return found


def parameters(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_title_names_query_page_and_site(read: Read, sample_index: SampleIndex) -> None:
    tree = read("/search?q=Land&size=5&page=2")
    assert tree.findtext(".//title") == f"Meldungen: Land – Seite 2 – {sample_index.settings.site_name}"


def test_heading_title_and_feeds_name_the_filters(client: FlaskClient, read: Read) -> None:
    tree = read("/search?q=Land&topic=Kommunen&from=2024-01-01")
    heading = "Meldungen: Land, Kommunen, ab 2024"
    assert texts(tree, "//h1") == [heading]
    assert texts(tree, "//p[@id='total']") == [f"{total(client, 'q=Land&topic=Kommunen&from=2024-01-01')} Treffer"]
    assert tree.findtext(".//title").startswith(f"{heading} – ")
    assert set(tree.xpath("//link[@rel='alternate']/@title")) == {heading}


def test_title_and_heading_cut_a_long_query(read: Read) -> None:
    tree = read("/search?q=" + "+".join(["Wohnungsbau"] * 30))
    assert len(tree.findtext(".//title")) < 150
    assert texts(tree, "//h1")[0].endswith("…")


def test_without_words_everything_is_listed_newest_first(client: FlaskClient, read: Read) -> None:
    tree = read("/search")
    days = tree.xpath("//article//time/@datetime")
    assert texts(tree, "//h1") == ["Alle Meldungen"]
    assert texts(tree, "//p[@id='total']") == [f"{total(client, '')} Treffer"]
    assert len(days) == 10
    assert days == sorted(days, reverse=True)


def test_a_hit_shows_title_topic_day_and_ministry(read: Read) -> None:
    tree = read("/search?q=Neun+neue+Nachwuchsgruppen")
    (hit,) = tree.xpath("//article[.//a[contains(@href, '2019-01-24-nachwuchsgruppen-hochschulen')]]")
    assert texts(hit, ".//h3") == ["Neun neue Nachwuchsgruppen an den Hochschulen des Landes"]
    assert texts(hit, ".//p[@class='kicker']") == ["Wissenschaft"]
    assert texts(hit, ".//p[@class='hit__source']") == ["24. Januar 2019 · Ministerium für Wissenschaft, Forschung und Kunst"]


def test_matches_are_marked_and_explained(read: Read) -> None:
    tree = read("/search?q=Nachwuchsgruppe")
    assert "nachwuchsgruppen" in {mark.casefold() for mark in texts(tree, "//article//mark")}
    assert any("Nachwuchsgruppen" in reason for reason in texts(tree, "//details[@class='reasons']//li"))


def test_what_the_marks_say_is_not_explained(read: Read) -> None:
    for hit in read("/search?q=%22Nachwuchsgruppen%22").xpath("//article"):
        assert not hit.xpath(".//details[@class='reasons']")


def test_marks_are_few_and_one_passage_is_shown(read: Read) -> None:
    hits = read("/search?q=Land+Gemeinden+Ministerium+Kommunen&size=50").xpath("//article")
    shown = [hit.xpath("p[contains(@class, 'hit__text')]") for hit in hits]
    assert all(len(texts_of_one) == 1 for texts_of_one in shown)
    assert {len(text.xpath("mark")) for (text,) in shown} <= {0, 1, 2, 3}
    assert any(hit.xpath(".//details[@class='more']/p") for hit in hits)


def test_the_echo_appears_where_it_says_more_than_the_heading(read: Read) -> None:
    assert not read("/search?q=Land").xpath("//p[@class='understood']")
    assert read("/search?q=Land+NICHT+Bund").xpath("//p[@class='understood']")


def test_a_hit_says_which_part_of_a_word_matched(read: Read) -> None:
    reasons = texts(read("/search?q=Konferenz+Integration"), "//details[@class='reasons']//li")
    assert [each for each in reasons if each.startswith("In einem längeren Wort: ") and "Integrationsministerkonferenz" in each]


def test_what_was_understood_is_shown_in_words_and_in_the_query_language(read: Read) -> None:
    tree = read("/search?q=Haushalt+NICHT+Bund")
    assert texts(tree, "//span[@class='understood__words']") == ["Haushalt, ohne Bund"]
    assert texts(tree, "//p[@class='understood']/code") == ["Haushalt -Bund"]


def test_words_that_were_not_required_are_shown_as_such(read: Read) -> None:
    tree = read("/search?q=wo+finde+ich+Nachwuchsgruppen")
    assert texts(tree, "//span[@class='understood__words']/span[@class='soft-word']") == [
        f"{word} (muss nicht vorkommen)" for word in ("wo", "finde", "ich")
    ]
    assert read("/search?q=Nachwuchsgruppen").xpath("//*[@class='soft-word']") == []


@pytest.mark.parametrize("q", ["§", "*", "%F0%9F%99%82", "%22%22"])
def test_nothing_to_search_for_is_said_and_finds_nothing(client: FlaskClient, read: Read, q: str) -> None:
    tree = read(f"/search?q={q}")
    assert texts(tree, "//h1")[0].endswith("ist nichts, wonach gesucht werden kann")
    assert texts(tree, "//section[@class='no-hits']//li")[0].startswith("Schreiben Sie ein Wort")
    assert tree.xpath("//article") == []
    answer = client.get(f"/api/v1/search?q={q}").json
    assert (answer["query"]["searchable"], answer["total"], answer["hits"], answer["closest"]) == (False, 0, [], [])
    assert client.get("/api/v1/search?q=§+29").json["query"]["searchable"]


def test_what_the_query_suggests_is_offered_with_its_number(client: FlaskClient, read: Read) -> None:
    links = read("/search?q=Integration+Konferenz+2019").xpath("//section[@class='also']//a")
    assert links
    for link in links:
        found = total(client, urlsplit(link.get("href")).query)
        assert texts(link, "following-sibling::span") == [f"{found} Treffer"]
    also = client.get("/api/v1/search?q=Integration+Konferenz+2019").json["also"]
    assert [other["total"] for other in also] == [client.get(other["links"]["self"]).json["total"] for other in also]
    assert client.get("/api/v1/search?q=Integration+Konferenz+2019&page=2").json["also"] == []


def test_matching_by_parts_is_shown_and_can_be_taken_back(read: Read) -> None:
    tree = read("/search?q=Integrationskonferenz&match=parts")
    (chip,) = tree.xpath("//a[@class='chip']")
    assert parameters(chip.get("href")) == {"q": ["Integrationskonferenz"]}
    assert tree.xpath("//input[@type='hidden' and @name='match']/@value") == ["parts"]
    assert all("match=parts" in href for href in tree.xpath("//link[@rel='alternate']/@href"))


def test_only_exactly_so_puts_the_words_into_quotes(client: FlaskClient, read: Read) -> None:
    (link,) = read("/search?q=Land&topic=Integration").xpath("//a[contains(@class, 'exact')]")
    assert parameters(link.get("href")) == {"q": ['"Land"'], "topic": ["Integration"]}
    found = total(client, urlsplit(link.get("href")).query)
    assert texts(link, "following-sibling::span")[0] == f"{found} Treffer"
    assert not read(link.get("href")).xpath("//a[contains(@class, 'exact')]")


def test_order_is_a_choice_of_links(read: Read) -> None:
    tree = read("/search?q=Land")
    assert texts(tree, "//nav[@class='sorts']//a") == ["Relevanz", "Neueste", "Älteste"]
    assert texts(tree, "//nav[@class='sorts']//a[@aria-current]") == ["Relevanz"]
    assert texts(read("/search"), "//nav[@class='sorts']//a") == ["Neueste", "Älteste"]


def test_a_chosen_order_stays_with_the_form(read: Read) -> None:
    tree = read("/search?q=Land&sort=oldest&size=20")
    hidden = {field.get("name"): field.get("value") for field in tree.xpath("//form[@role='search']//input[@type='hidden']")}
    assert hidden == {"sort": "oldest", "size": "20"}
    assert not read("/search?sort=newest").xpath("//form[@role='search']//input[@type='hidden']")


def test_the_page_size_is_a_choice_of_links(read: Read) -> None:
    tree = read("/search?size=20&page=2")
    assert texts(tree, "//nav[@class='sizes']//a") == ["10", "20", "50", "100"]
    assert texts(tree, "//nav[@class='sizes']//a[@aria-current]") == ["20"]
    assert [parameters(url) for url in tree.xpath("//nav[@class='sizes']//a/@href")][:2] == [{}, {"size": ["20"]}]


def test_paging_goes_through_all_hits_once(client: FlaskClient, read: Read) -> None:
    seen: list[str] = []
    path: str | None = "/search?size=20"
    while path:
        tree = read(path)
        assert tree.xpath("//ol[starts-with(@class, 'hits')]/@start") == [str(len(seen) + 1)]
        seen += tree.xpath("//article//h3/a/@href")
        path = next(iter(tree.xpath("//a[@rel='next']/@href")), None)
    assert len(seen) == len(set(seen)) == total(client, "")


def test_paging_marks_the_current_page(read: Read) -> None:
    tree = read("/search?size=5&page=2")
    assert texts(tree, "//nav[@class='paging']//a[@aria-current='page']") == ["Seite 2"]
    assert parameters(tree.xpath("//a[@rel='prev']/@href")[0]) == {"size": ["5"]}


@pytest.mark.parametrize(("sent", "size"), [("page=999", 10), ("page=2000&size=100", 100)])
def test_a_page_past_the_end_leads_to_the_last_one(client: FlaskClient, read: Read, sent: str, size: int) -> None:
    answer = client.get(f"/search?{sent}")
    assert answer.status_code == 302
    last = -(-total(client, "") // size)
    assert parameters(answer.location).get("page", ["1"]) == [str(last)]
    tree = read(answer.location)
    assert tree.xpath("//article")
    if last > 1:
        assert texts(tree, "//p[@id='total']")[0].endswith(f" Treffer, Seite {last} von {last}")


@pytest.mark.parametrize("q", ["Xylofonquartett", "Nachwuchsgruppen+Xylophone"])
def test_without_hits_there_is_one_page(client: FlaskClient, q: str) -> None:
    answer = client.get(f"/search?q={q}&page=99")
    assert (answer.status_code, parameters(answer.location)) == (302, {"q": [q.replace("+", " ")]})


@pytest.mark.parametrize(
    ("sent", "tidy"),
    [
        ("q=Land&topic_query=&period=", {"q": ["Land"]}),
        ("q=&topic=Verkehr&topic=", {"topic": ["Verkehr"]}),
        ("q=Land&period=M%C3%A4rz+2019&utm_source=x", {"q": ["Land"], "utm_source": ["x"], "from": ["2019-03-01"], "to": ["2019-03-31"]}),
        ("period=ab+2015&from=2019&to=2020&lang=en", {"lang": ["en"], "from": ["2015-01-01"]}),
        ("q=&%0D%0Ax%26=1", {"\r\nx&": ["1"]}),
    ],
)
def test_what_a_form_sends_leads_to_a_tidy_address(client: FlaskClient, sent: str, tidy: dict[str, list[str]]) -> None:
    answer = client.get(f"/search?{sent}")
    assert answer.status_code == 302
    assert parameters(answer.location) == tidy
    assert client.get(answer.location).status_code == 200


def test_a_period_that_cannot_be_read_is_told_with_everything_else(read: Read) -> None:
    tree = read("/search?q=a*&period=quatsch", status=400)
    assert tree.xpath("//div[@role='alert']//a/@href") == ["#period", "#q"]
    assert tree.xpath("//input[@name='period']/@value") == ["quatsch"]


@pytest.mark.parametrize("sent", ["period=2024+bis+2023", "from=2024&to=2023", "period=Mai+bis+M%C3%A4rz+2019", "q=seit:2024+bis:2023"])
def test_a_period_that_ends_before_it_begins_is_told_as_such(read: Read, sent: str) -> None:
    (line,) = texts(read(f"/search?{sent}", status=400), "//div[@role='alert']//li")
    assert line.endswith("Das Ende liegt vor dem Anfang. Schreiben Sie das frühere Datum zuerst.")


def test_a_quote_that_is_not_closed_is_told_with_what_was_searched(read: Read) -> None:
    (said,) = texts(read('/search?q=Land+"erste+Woche'), "//p[@class='understood']")
    assert said == 'Gesucht: Land, genau „erste Woche“ Land "erste Woche" Das Anführungszeichen ist nicht geschlossen.'
    assert "nicht geschlossen" not in read('/search?q=Land+"erste+Woche"').text_content()


def test_help_says_nothing_that_an_offer_does(read: Read) -> None:
    phrase = read('/search?q="Xylofonquartett+im+Land"')
    assert texts(phrase, "//section[@class='no-hits']//li") == ["prüfen Sie die Schreibweise", "lassen Sie die Anführungszeichen weg"]
    in_titles = read("/search?q=titel:Xylofonquartett")
    assert "suchen Sie im ganzen Text statt in einem Feld" in texts(in_titles, "//section[@class='no-hits']//li")
    unquoted = read('/search?q="Polizei+Kinder+Land"')
    assert "In jeder Form, ohne Anführungszeichen" in unquoted.text_content()
    assert "lassen Sie die Anführungszeichen weg" not in unquoted.text_content()
    mistyped = read("/search?q=Nachwuchsgrupen&from=1990&to=1991")
    assert texts(mistyped, "//section[@class='ways-out']//li")[0].startswith("Andere Schreibweise")
    assert not mistyped.xpath("//section[@class='no-hits']")
    empty_year = read("/search?from=1990&to=1991")
    assert texts(empty_year, "//section[@class='ways-out']//li")[0].startswith("Ohne den Filter 1990–1991")
    assert not empty_year.xpath("//section[@class='no-hits']")


def test_what_was_understood_comes_before_what_was_corrected(read: Read) -> None:
    (understood,) = read("/search?q=wo+sind+Nachwuchsgrupen").xpath("//p[@class='understood']")
    assert understood.xpath("following-sibling::p[@class='did-you-mean']")


def test_no_hits_offer_help(read: Read) -> None:
    tree = read("/search?q=Xylofonquartett")
    assert texts(tree, "//h1") == ["Keine Treffer: Xylofonquartett"]
    assert not tree.xpath("//article")
    assert texts(tree, "//section[@class='no-hits']//li") == ["prüfen Sie die Schreibweise", "verwenden Sie ein allgemeineres Wort"]
    assert tree.xpath("//section[@id='filters']/@hidden") and not tree.xpath("//input[@name='period']")


def test_help_is_what_fits_the_search(read: Read) -> None:
    words = texts(read("/search?q=Xylofonquartett+Zitherorchester&topic=Verkehr"), "//section[@class='no-hits']//li")
    assert words == ["prüfen Sie die Schreibweise", "verwenden Sie weniger Wörter"]
    assert "prüfen Sie die Schreibweise" not in texts(read("/search?q=Nachwuchsgrupen&spelling=typed"), "//section[@class='no-hits']//li")


def test_filters_are_to_be_removed_only_where_that_finds_something(read: Read) -> None:
    help_lines = "//section[@class='no-hits']//li"
    assert "entfernen Sie alle Filter" not in texts(read("/search?q=Xylofonquartett&topic=Verkehr&from=2024"), help_lines)
    # Of two filters either may be left out, and then both may be.
    both = texts(read("/search?q=Land&topic=Gibt+es+nicht&from=1990&to=1991"), f"{help_lines} | //section[@class='ways-out']//li")
    assert any(line == "entfernen Sie alle Filter" or line.startswith("Ohne den Filter") for line in both)


def test_of_one_word_that_is_lacking_is_said_just_that(site: Site, read: Read) -> None:
    lines = ["Impfung gegen die Grippe: Die Impfung schützt.", "Eine Grippewelle und eine Schutzimpfung."] * 5
    site.publish(*(release(f"r{number}", line) for number, line in enumerate(lines)))
    hint = "//section[@id='results']/p[@class='kern-hint']"
    one = html.fromstring(site.client.get("/search?q=Impfungsgrippe").text)
    assert texts(one, hint) == ["Keine Meldung enthält dieses Wort. Diese kommen am nächsten:"]
    several = read("/search?q=Nachwuchsgruppen+Xylofonquartett")
    assert texts(several, hint) == ["Keine Meldung enthält alle Ihre Wörter. Diese kommen am nächsten:"]


def test_partial_matches_are_told_from_hits(read: Read) -> None:
    tree = read("/search?q=Nachwuchsgruppen+Xylofonquartett")
    assert texts(tree, "//h1") == ["Keine genauen Treffer: Nachwuchsgruppen Xylofonquartett"]
    assert texts(tree, "//article//p[@class='hit__missing']")[0].casefold() == "fehlt: xylofonquartett"


def test_a_cut_query_says_so(read: Read) -> None:
    tree = read("/search?q=" + "Haushalt+" * 100)
    assert any("Nur ihr Anfang wurde gesucht" in notice for notice in texts(tree, "//*[@role='status']"))


def test_understood_dates_stand_in_the_fields(read: Read) -> None:
    for sent, shown in (
        ("from=M%C3%A4rz+2024", "ab März 2024"),
        ("from=2024&to=2024", "2024"),
        ("from=2024-03-10&to=2024-04-20", "10. März – 20. Apr. 2024"),
        ("to=2024-03-10", "bis 10. März 2024"),
        ("from=2021&to=2024&lang=en", "2021–2024"),
    ):
        (value,) = read(f"/search?{sent}").xpath("//input[@name='period']/@value")
        assert " ".join(value.split()) == shown


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "„Zitat“ & Co."])
def test_what_was_typed_is_only_text(read: Read, q: str) -> None:
    tree = read("/search?" + "&".join([f"q={q.replace('&', '%26')}"]))
    assert tree.xpath("//input[@name='q']/@value") == [q]
    assert not tree.xpath("//script[not(@src)] | //img | //*[@onerror]")


def test_the_canonical_link_has_one_form_per_search(read: Read) -> None:
    tree = read("/search?utm_source=x&to=2024&topic=Verkehr&topic=Schule&q=Land&page=1&sort=relevance")
    assert tree.xpath("//link[@rel='canonical']/@href") == ["http://localhost/search?q=Land&topic=Schule&topic=Verkehr&to=2024-12-31"]


def test_an_empty_page_shows_the_mended_search_and_the_way_back(read: Read, client: FlaskClient) -> None:
    tree = read("/search?q=Nachwuchsgrupen&sort=newest")
    found = total(client, "q=Nachwuchsgruppen")
    assert texts(tree, "//h1") == ["Meldungen: Nachwuchsgruppen"]
    assert texts(tree, "//p[@id='total']") == [f"{found} Treffer"]
    assert len(tree.xpath("//article")) == min(found, 10)
    assert tree.xpath("//input[@name='q']/@value") == ["Nachwuchsgruppen"]
    (back,) = tree.xpath("//p[@class='did-you-mean']/a")
    assert texts(tree, "//p[@class='did-you-mean']") == ["„Nachwuchsgrupen“ findet nichts. Trotzdem suchen"]
    assert parameters(back.get("href")) == {"q": ["Nachwuchsgrupen"], "sort": ["newest"], "spelling": ["typed"]}
    assert all("spelling" not in parameters(url) for url in tree.xpath("//nav[@class='sorts']//a/@href"))


def test_what_was_typed_stays_when_it_is_asked_for(read: Read) -> None:
    tree = read("/search?q=Nachwuchsgrupen&spelling=typed")
    assert texts(tree, "//h1") == ["Keine Treffer: Nachwuchsgrupen"]
    assert texts(tree, "//p[@class='did-you-mean']/a") == ["Nachwuchsgruppen"]
    (better,) = tree.xpath("//p[@class='did-you-mean']/a/@href")
    assert parameters(better) == {"q": ["Nachwuchsgruppen"]}


def test_with_one_hit_ways_to_more_stand_below_the_closest(read: Read) -> None:
    tree = read("/search?q=Nachwuchsgruppen+Landes")
    assert texts(tree, "//h1") == ["Meldungen: Nachwuchsgruppen Landes"]
    assert texts(tree, "//p[@id='total']") == ["1 Treffer"]
    (ways,) = tree.xpath("//section[@class='ways-out']")
    assert texts(ways, "h2") == ["Diese Suchen finden mehr"]
    assert len(ways.xpath("preceding-sibling::section[@class='closest']")) == 1


def test_without_hits_the_closest_come_before_ways_out_and_help(read: Read) -> None:
    (ways,) = read("/search?q=Nachwuchsgruppen+Xylophone").xpath("//section[@class='ways-out']")
    assert texts(ways, "h2") == ["Diese Suchen finden etwas"]
    assert ways.xpath("preceding-sibling::div[@class='closest closest--alone']//article")
    assert not ways.xpath("preceding-sibling::section[@class='no-hits']")
