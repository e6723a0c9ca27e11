"""One release from several sources is one; two releases never are. Whatever comes first, the store says the same in the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.identity import are_same, shared_share, title_key
from indexer.sources.addresses import canonical_address
from indexer.sources.base import hashed_id
from indexer.sources.corrections import is_correction
from indexer.store import Store
from indexer.store_batch import Outcome
from indexer.store_intake import Incoming
from search_service.archive import Withdrawn
from search_service.database import Database
from search_service.release import Release
from tests.archives import release

URL = "https://www.example.org/presse/radwege"
TEASER = "Das Land zahlt zwanzig Millionen Euro für neue Radwege in Aubingen."
TEXT = (
    "Das Land zahlt zwanzig Millionen Euro für neue Radwege in Aubingen und Umgebung, sagte die Ministerin am Montag.\n"
    "Gebaut wird zuerst zwischen Bahnhof und Hafen, danach folgen die Wege zu den Schulen im Norden der Stadt.\n"
    "Die Arbeiten beginnen im Herbst und dauern etwa zwei Jahre, Umleitungen werden rechtzeitig angekündigt."
)
OTHER = (
    "Im Hafen von Aubingen legt morgen das größte Schiff des Jahres an, die Polizei sperrt dafür die Uferstraße.\n"
    "Wer das Schiff sehen will, kommt am besten mit dem Bus, denn Plätze für Autos gibt es an diesem Tag keine."
)
PAGE = release("page", TEXT, title="Neue Radwege für Aubingen", url=URL, ministries=["Verkehrsministerium"], teaser=TEASER)
FEED = release("feed", "", title="Neue Radwege für Aubingen", url=URL + "/?utm_source=rss#top", topics=["Verkehr"], teaser=TEASER)
MAIL = release("mail", TEXT + "\nPressestelle, Telefon 0123", title="Pressemitteilung Nr. 7: Neue Radwege für Aubingen")
SOURCES = {"page": "html", "feed": "feed", "mail": "mail"}


def made(told: Release, kind: str = "") -> Incoming:
    return Incoming(told, own_id=False, kind=kind or SOURCES.get(told.id, "record"))


@pytest.fixture
def store(place: Database) -> Iterator[Store]:
    store = Store.open(place)
    yield store
    store.close()


def the_one(store: Store) -> Release:
    (only,) = store.archive().current()
    return only


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("HTTP://WWW.Example.org:80/presse/", "https://www.example.org/presse"),
        ("https://www.example.org:443/a?utm_campaign=x&id=7#oben", "https://www.example.org/a?id=7"),
        ("https://www.example.org:8080/a;jsessionid=1F", "https://www.example.org:8080/a"),
        ("https://www.example.org./%c3%bc", "https://www.example.org/%C3%BC"),
        ("https://www.example.org/", "https://www.example.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("tag:example.org,2024:7", "tag:example.org,2024:7"),
        ("https://[::1", "https://[::1"),
        ("https://www.example.org/a\nTitel #1", "https://www.example.org/a\nTitel #1"),
    ],
)
def test_an_address_has_one_spelling(written: str, address: str) -> None:
    assert canonical_address(written) == address
    assert canonical_address(address) == address


@pytest.mark.parametrize("order", [("page", "feed", "mail"), ("mail", "feed", "page"), ("feed", "mail", "page"), ("feed", "page", "mail")])
def test_feed_page_and_mail_become_one_with_the_fullest_text(store: Store, order: Sequence[str]) -> None:
    told = {each.id: each for each in (PAGE, FEED, MAIL)}
    for name in order:
        store.take([made(told[name])])
    one = the_one(store)
    assert one.id == order[0]
    assert (one.topics, one.ministries, one.teaser) == (("Verkehr",), ("Verkehrsministerium",), TEASER)
    assert one.url
    assert TEXT.splitlines()[2] in one.body_text
    for name in order:
        assert store.take([made(told[name])]) == [Outcome.UNCHANGED]
    assert len(store.archive().versions(order[0])) <= 3


def test_in_one_batch_too(store: Store) -> None:
    assert store.take([made(FEED), made(PAGE), made(MAIL)])[0] is Outcome.NEW
    assert the_one(store).id == "feed"


def test_a_teaser_or_a_cut_text_never_replaces_a_whole_one(store: Store) -> None:
    store.take([made(PAGE)])
    cut = release("feed", "Das Land zahlt zwanzig Millionen …", title=PAGE.title, url=URL, cut=True)
    assert store.take([made(cut)]) == [Outcome.UNCHANGED]
    assert the_one(store).body == PAGE.body
    assert store.take([made(cut.model_copy(update={"id": "page"}), "feed")]) == [Outcome.UNCHANGED]


def test_a_changed_text_of_one_source_wins_over_what_another_told_before(store: Store) -> None:
    store.take([made(MAIL), made(PAGE)])
    shorter = release("page", TEXT.replace("zwei Jahre", "drei Jahre"), title=PAGE.title, url=URL)
    assert store.take([made(shorter)]) == [Outcome.CHANGED]
    assert "drei Jahre" in the_one(store).body_text
    assert store.take([made(MAIL)]) == [Outcome.UNCHANGED]
    assert "drei Jahre" in the_one(store).body_text


def test_what_one_more_source_tells_of_a_withdrawn_release_brings_nothing_back(store: Store) -> None:
    store.take([made(PAGE)])
    store.withdraw("page")
    assert store.take([made(FEED), made(MAIL)]) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert isinstance(store.archive().get("page"), Withdrawn)
    assert list(store.archive().current()) == []


def test_an_erased_release_comes_back_from_no_source_that_told_of_it(store: Store) -> None:
    store.take([made(PAGE), made(FEED)])
    store.erase("page")
    assert store.take([made(PAGE)]) == store.take([made(FEED)]) == [Outcome.ERASED]


def test_ids_of_sources_own_are_never_one_release(store: Store) -> None:
    twice = [PAGE, PAGE.model_copy(update={"id": "other"})]
    assert store.put(twice) == [Outcome.NEW, Outcome.NEW]
    assert store.take([made(MAIL)]) == [Outcome.UNCHANGED]
    assert len(list(store.archive().current())) == 2


DIFFERENT = [
    ("another address", PAGE, release("x", TEXT, title=PAGE.title, url="https://www.example.org/presse/radwege-2")),
    ("another day", PAGE, release("x", TEXT, title=PAGE.title, published="2024-03-22")),
    ("another text", PAGE, release("x", OTHER, title=PAGE.title, ministries=["Verkehrsministerium"])),
    ("a short title, no text", release("y", "", title="Termine", teaser="Termine"), release("x", "", title="Termine", teaser="Heute")),
    ("the address of a list", release("y", OTHER, title="Hafen", url=URL), release("x", TEXT, title="Radwege", url=URL)),
    (
        "another sender",
        release("y", TEXT, title="Radwege", ministries=["Amt A"]),
        release("x", OTHER, title="Radwege", ministries=["Amt B"]),
    ),
]


@pytest.mark.parametrize(("one", "other"), [each[1:] for each in DIFFERENT], ids=[each[0] for each in DIFFERENT])
def test_different_releases_stay_two(store: Store, one: Release, other: Release) -> None:
    assert not are_same(one, other)
    assert store.take([made(one), made(other)]) == [Outcome.NEW, Outcome.NEW]


def test_a_mail_with_another_subject_is_known_by_its_text(store: Store) -> None:
    store.take([made(PAGE)])
    store.take([made(release("mail", TEXT, title="Presseinfo des Verkehrsministeriums"))])
    assert the_one(store).id == "page"
    assert shared_share(PAGE, MAIL) > 0.9


@pytest.mark.parametrize(
    ("title", "correction"),
    [
        ("Korrektur: Neue Radwege", True),
        ("KORREKTUR – Neue Radwege", True),
        ("Berichtigung der Pressemitteilung: Neue Radwege", True),
        ("2. Korrekturmeldung: Neue Radwege", True),
        ("(Korrigierte Fassung) Neue Radwege", True),
        ("Neue Radwege (Korrektur)", True),
        ("Korrektur der Rentenformel beschlossen", False),
        ("Berichtigungen im Grundbuch werden einfacher", False),
        ("Land plant Korrektur: Radwege werden breiter", False),
    ],
)
def test_a_correction_is_marked_by_the_words_before_or_behind_a_title(title: str, correction: bool) -> None:  # a row
    assert is_correction(title) is correction
    assert not correction or title_key(title) == title_key("Neue Radwege")


WORDS = st.sampled_from(TEXT.split())


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Incoming], list[Incoming]]:
    """What three sources tell of two releases, each its own texts in their order; twice, mixed in two ways."""
    lanes = []
    for number, text in enumerate((TEXT, OTHER)):
        title, url = f"Meldung aus Aubingen Nummer {number}", f"{URL}-{number}"
        for kind in draw(st.sets(st.sampled_from(["html", "feed", "mail"]), min_size=1)):
            endings = draw(st.lists(WORDS, min_size=1, max_size=3))
            lane = []
            for ending in endings:
                body = "" if kind == "feed" else f"{text}\nStand: {ending}"
                teaser = f"{TEASER} {ending}" if kind == "feed" else ""
                told = release(hashed_id(f"{kind} {number}"), body, title=title, teaser=teaser, url="" if kind == "mail" else url)
                lane.append(Incoming(told.model_copy(update={"ministries": ("Amt",)}), own_id=False, kind=kind))
            lanes.append(lane)
    return _mixed(draw, lanes), _mixed(draw, lanes)


def _mixed(draw: st.DrawFn, lanes: Sequence[Sequence[Incoming]]) -> list[Incoming]:
    order = draw(st.permutations([number for number, lane in enumerate(lanes) for _ in lane]))
    at = [iter(lane) for lane in lanes]
    return [next(at[number]) for number in order]


def said(store: Store) -> list[str]:
    return sorted(each.content_hash for each in store.archive().current())


@settings(max_examples=60, deadline=None)
@given(histories())
def test_histories_of_several_sources_in_any_order_end_in_the_same_store(both: tuple[list[Incoming], list[Incoming]]) -> None:
    ends = []
    for history in both:
        with TemporaryDirectory() as folder:
            store = Store.open(Path(folder) / "releases.db")
            for incoming in history:
                store.take([incoming])
            ends.append(said(store))
            store.close()
    assert ends[0] == ends[1]
    assert len(ends[0]) <= 2
