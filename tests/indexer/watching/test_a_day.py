"""A day in fast motion: a portal, an inbox and a mailbox with their changes, while the portal fails in six ways, and nothing is lost."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from search_service.archive import Archive
from tests.indexer.watching.mail_server import Mailbox, delivering
from tests.indexer.watching.portal import Fault, Portal, bomb, redirect, rubbish, slow, status, too_short
from tests.indexer.watching.watched import Watched, wait_until

TOML = """
pause = 0
[[source]]
name = "presse"
kind = "feed"
url = "{portal}/feed"
interval = "0.15 s"
seconds = "1 s"
size = 500_000
[[source]]
name = "eingang"
kind = "folder"
path = "eingang"
interval = "0.1 s"
settle = 0
[[source]]
name = "post"
kind = "imap"
host = "localhost"
port = {port}
encryption = "none"
user = "presse"
password_variable = "POST_GEHEIM"
folder = "Presseübersicht"
senders = ["@stk.example"]
interval = "0.1 s"
"""
PLACES = ("Ahlhorn", "Bergfeld", "Cornau", "Dornum", "Ebersdorf", "Freiburg")
FAULTS = (status(500), slow, too_short, rubbish, redirect("/feed"), bomb)


@dataclass(slots=True)
class Day:
    """What happens at one place after the other; ``published`` are path and title of the pages, newest first."""

    watched: Watched
    portal: Portal
    mailbox: Mailbox
    published: list[tuple[str, str]] = field(default_factory=list)

    def portal_fails(self, place: str, fault: Fault) -> None:
        """The others go on."""
        self.portal.faults["/feed"] = fault
        record = {"id": place, "title": f"Deich in {place} geschlossen", "published": "2024-03-21", "body": "Ein Satz."}
        (self.watched.folder / "eingang" / f"{place}.json").write_text(json.dumps(record))
        wait_until(lambda: self.watched.found(place) == [f"Deich in {place} geschlossen"])
        wait_until(lambda: self.watched.run_of("presse").problem != "")

    def portal_comes_back(self, place: str) -> None:
        """With news, and corrections of what it said before."""
        del self.portal.faults["/feed"]
        for number, (path, title) in enumerate(self.published):
            self.published[number] = path, title.replace("offen", "wieder zu")
            self.portal.page(*self.published[number], text="Berichtigter Text.")
        self.published.insert(0, (f"/{place}", f"Schleuse in {place} offen"))
        self.portal.page(*self.published[0], text=f"Der ganze Text über {place}.")
        self.portal.feed("/feed", *self.published)
        self.mailbox.deliver(len(self.published), "presse@stk.example", f"Brücke in {place} gesperrt")
        wait_until(lambda: len(self.watched.found(place)) == 3)


def test_a_day_of_changes_and_faults(watched: Watched, portal: Portal) -> None:
    (watched.folder / "eingang").mkdir()
    with delivering() as mailbox:
        watched.environment |= {"NEWS_SEARCH_PRIVATE_ADDRESSES": "true", "POST_GEHEIM": mailbox.password}
        watched.watches(TOML.format(portal=portal.address, port=mailbox.port))
        portal.feed("/feed")
        day = Day(watched, portal, mailbox)
        with watched.watching():
            for place, fault in zip(PLACES, FAULTS, strict=True):
                day.portal_fails(place, fault)
                day.portal_comes_back(place)
    titles = Counter(title for place in PLACES for title in watched.found(place))
    expected = {f"{what} in {place} {then}" for what, then in (("Deich", "geschlossen"), ("Brücke", "gesperrt")) for place in PLACES}
    assert titles == Counter(expected | {title for _, title in day.published})
    assert len(watched.found('"Berichtigter Text"')) == len(PLACES) - 1
    with closing(Archive.open(watched.data / "releases.db")) as archive:
        assert archive.count() == 3 * len(PLACES)


def test_a_store_that_is_replaced_ends_the_watch(watched: Watched) -> None:
    (watched.folder / "eingang").mkdir()
    watched.watches('[[source]]\nname = "eingang"\nkind = "folder"\npath = "eingang"\ninterval = "0.1 s"\n')
    with pytest.raises(AssertionError, match="replaced while watching"), watched.watching():
        wait_until(lambda: (watched.data / "watch.db").exists() and bool(watched.log()))
        store = watched.data / "releases.db"
        (watched.data / "neu.db").write_bytes(store.read_bytes())
        (watched.data / "neu.db").replace(store)
        wait_until(lambda: any("error" in str(line) for line in watched.log()))
