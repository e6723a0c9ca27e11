"""Servers that are down, slow, lie, send rubbish, lead away or want to be left alone; each is one clear line, others are unaffected."""

from __future__ import annotations

import time

import pytest

from indexer import connecting
from indexer.connecting import Limits
from indexer.watching.visiting import Visitor
from search_service.errors import SourceRefusedError, UnreadableSourceError
from tests.indexer.watching.portal import Fault, Portal, bomb, no_http, redirect, rubbish, slow, status, too_short
from tests.indexer.watching.watched import Watched, wait_until

SOURCE = """
[[source]]
name = "{name}"
kind = "feed"
url = "{url}"
interval = "0.1 s"
seconds = "10 s"
size = 100_000
"""
GOOD = ("/1", "Deich geschlossen")


FAULTS: dict[str, tuple[Fault, str]] = {
    "500": (status(500), "answers 500"),
    "404": (status(404), "answers 404"),
    "short": (too_short, "too early"),
    "rubbish": (rubbish, "cannot be read"),
    "no-http": (no_http, "cannot be fetched"),
    "loop": (redirect("/loop"), "more than 5 redirects"),
    "file": (redirect("file:///etc/passwd"), "no http or https address"),
    "bomb": (bomb, "longer than 100,000 bytes"),
    "slow": (slow, "longer than 0.5 seconds"),
    "long": (lambda handler: handler.answer(b"x" * 200_000), "longer than 100,000 bytes"),
    "brotli": (lambda handler: handler.answer(b"x", Content_Encoding="br"), "packed as br"),
    "no-gzip": (lambda handler: handler.answer(b"no gzip", Content_Encoding="gzip"), "cannot be unpacked"),
}


def test_each_fault_is_one_line_and_keeps_nobody_else(watched: Watched, portal: Portal) -> None:
    watched.environment["NEWS_SEARCH_PRIVATE_ADDRESSES"] = "true"
    portal.page(*GOOD)
    portal.feed("/gut", GOOD)
    portal.faults |= {f"/{name}": fault for name, (fault, _) in FAULTS.items()}
    bad = [SOURCE.format(name=name, url=f"{portal.address}/{name}") for name in FAULTS]
    bad = [each.replace("10 s", "0.5 s") if "/slow" in each else each for each in bad]
    good = SOURCE.format(name="gut", url=f"{portal.address.replace('127.0.0.1', 'localhost')}/gut")
    watched.watches("\n".join(["pause = 0", *bad, good]))
    output = watched.round(exit_codes=(1,))
    assert watched.found("Deich") == ["Deich geschlossen"]
    assert watched.run_of("gut").problem == ""
    assert watched.run_of("slow").seconds < 15  # it would go on for half a minute
    assert [name for name, (_, said) in FAULTS.items() if said not in watched.run_of(name).problem] == []
    assert [name for name in FAULTS if sum(f'"{name}"' in line for line in output.splitlines()) != 1] == []


def test_a_server_that_is_down_is_one_line(watched: Watched) -> None:
    watched.environment["NEWS_SEARCH_PRIVATE_ADDRESSES"] = "true"
    watched.watches(SOURCE.format(name="weg", url="http://127.0.0.1:9/feed"))
    watched.round(exit_codes=(2,))
    assert "cannot be fetched" in watched.run_of("weg").problem or "cannot be known" in watched.run_of("weg").problem


def test_a_private_address_is_refused(watched: Watched, portal: Portal) -> None:
    watched.watches(SOURCE.format(name="innen", url=f"{portal.address}/feed"))
    watched.round()
    assert "private network" in watched.run_of("innen").problem
    assert portal.requests == []


def test_a_private_address_is_refused_behind_a_redirect_too(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "_is_public", lambda address: address == "127.0.0.1")  # stands for the internet
    portal.faults["/feed"] = redirect(portal.address.replace("127.0.0.1", "127.0.0.2") + "/geheim")
    visitor = Visitor(user_agent="news-indexer", pause=0, private_addresses=False, heeds_robots=False)
    with pytest.raises(UnreadableSourceError, match=r"127\.0\.0\.2 is an address of a private network"):
        visitor.visit(f"{portal.address}/feed", Limits())
    assert portal.asked("/geheim") == 0


@pytest.mark.parametrize("target", ["http://[::1", "http://", "//", "http://a b/", "http://127.0.0.1:0/"])
def test_a_redirect_to_what_is_no_address_is_an_error_of_ours(portal: Portal, target: str) -> None:
    portal.faults["/feed"] = redirect(target)
    visitor = Visitor(user_agent="news-indexer", pause=0, private_addresses=True)
    with pytest.raises(UnreadableSourceError):
        visitor.visit(f"{portal.address}/feed", Limits(private_addresses=True, seconds=2))


def test_robots_are_told_no(watched: Watched, portal: Portal) -> None:
    watched.environment |= {
        "NEWS_SEARCH_PRIVATE_ADDRESSES": "true",
        "NEWS_SEARCH_USER_AGENT": "Pressearchiv/1.0 (+https://www.example.org)",
    }
    portal.pages["/robots.txt"] = b"User-agent: *\nDisallow:\n\nUser-agent: pressearchiv\nDisallow: /*.xml$\nAllow: /\n"
    portal.page(*GOOD)
    portal.feed("/feed.xml", GOOD)
    portal.feed("/feed", GOOD)
    watched.watches("pause = 0" + SOURCE.format(name="a", url=f"{portal.address}/feed.xml"))
    watched.round()
    assert "not for robots" in watched.run_of("a").problem
    assert portal.asked("/feed.xml") == 0
    watched.watches("pause = 0" + SOURCE.format(name="b", url=f"{portal.address}/feed"))
    watched.round()
    assert watched.run_of("b").new == 1
    assert {headers["User-Agent"] for headers in portal.headers} == {"Pressearchiv/1.0 (+https://www.example.org)"}
    watched.watches("pause = 0\nrobots = false" + SOURCE.format(name="c", url=f"{portal.address}/feed.xml"))
    watched.round()
    assert watched.run_of("c").problem == ""


@pytest.mark.parametrize(("code", "permitted"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_a_missing_robots_txt_permits_and_one_that_cannot_be_had_does_not(portal: Portal, code: int, permitted: bool) -> None:
    portal.faults["/robots.txt"] = status(code)
    portal.page(*GOOD)
    visitor = Visitor(user_agent="news-indexer", pause=0, private_addresses=True)
    if permitted:
        assert visitor.visit(f"{portal.address}/1", Limits(private_addresses=True)) is not None
    else:
        with pytest.raises(UnreadableSourceError, match="cannot be known"):
            visitor.visit(f"{portal.address}/1", Limits(private_addresses=True))
    assert portal.asked("/1") == int(permitted)


def test_requests_to_one_host_keep_their_distance(portal: Portal) -> None:
    portal.page(*GOOD)
    visitor = Visitor(user_agent="news-indexer", pause=0.15, private_addresses=True)
    started = time.monotonic()
    for _ in range(3):
        visitor.visit(f"{portal.address}/1", Limits(private_addresses=True))
    assert time.monotonic() - started >= 3 * 0.15  # with robots.txt four requests


def test_a_crawl_delay_counts(portal: Portal) -> None:
    portal.pages["/robots.txt"] = b"User-agent: *\nCrawl-delay: 0.4\n"
    portal.page(*GOOD)
    visitor = Visitor(user_agent="news-indexer", pause=0, private_addresses=True)
    started = time.monotonic()
    for _ in range(2):
        visitor.visit(f"{portal.address}/1", Limits(private_addresses=True))
    assert time.monotonic() - started >= 0.4


def test_who_wants_to_be_left_alone_is(watched: Watched, portal: Portal) -> None:
    watched.environment["NEWS_SEARCH_PRIVATE_ADDRESSES"] = "true"
    portal.faults["/feed"] = status(429, Retry_After="1200")
    watched.watches("pause = 0" + SOURCE.format(name="a", url=f"{portal.address}/feed"))
    watched.round()
    assert 1100 < watched.run_of("a").due_at - time.time() < 1300
    visitor = Visitor(user_agent="news-indexer", pause=0, private_addresses=True)
    with pytest.raises(SourceRefusedError):
        visitor.visit(f"{portal.address}/feed", Limits(private_addresses=True))
    asked = len(portal.requests)
    with pytest.raises(SourceRefusedError, match="left alone"):
        visitor.visit(f"{portal.address}/anders", Limits(private_addresses=True))
    assert len(portal.requests) == asked


def test_a_slow_server_keeps_no_other_source(watched: Watched, portal: Portal) -> None:
    watched.environment["NEWS_SEARCH_PRIVATE_ADDRESSES"] = "true"
    portal.faults["/schlecht"] = slow
    portal.page(*GOOD)
    portal.feed("/gut", GOOD)
    other = portal.address.replace("127.0.0.1", "localhost")
    bad = SOURCE.format(name="schlecht", url=f"{portal.address}/schlecht").replace("10 s", "60 s")
    watched.watches("pause = 0" + bad + SOURCE.format(name="gut", url=f"{other}/gut"))
    with watched.watching():
        wait_until(lambda: watched.found("Deich") == ["Deich geschlossen"])
        assert not any(line.get("source") == "schlecht" for line in watched.log())


def test_a_round_in_which_all_wait_after_a_failure_ends_as_the_failure_did(watched: Watched, portal: Portal) -> None:
    watched.environment["NEWS_SEARCH_PRIVATE_ADDRESSES"] = "true"
    watched.watches("pause = 0\n" + SOURCE.format(name="weg", url=f"{portal.address}/weg").replace("0.1 s", "5 min"))
    watched.round(exit_codes=(2,))
    asked = portal.asked("/weg")
    watched.round(exit_codes=(2,))
    assert portal.asked("/weg") == asked
