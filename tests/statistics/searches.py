"""Searches as a server counts them, for the tests of the statistics."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from search_service.dates import BERLIN
from search_service.query.parser import parse
from search_service.query.render import render
from search_service.query.request import SearchRequest, default_sort
from search_service.statistics.limits import Limits
from search_service.statistics.report import Report
from search_service.statistics.statistics_file import StatisticsFile
from search_service.statistics.tally import AskedSearch, Tally

LIMITS = Limits(days=2, sources=3, kept_days=10, entries=1000)
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
MONDAY, TUESDAY, WEDNESDAY = date(2024, 3, 18), date(2024, 3, 19), date(2024, 3, 20)
SEVERAL = ("192.0.2.1", "192.0.2.2", "192.0.2.3")


def asked(query: str, *, day: date = MONDAY, address: str = SEVERAL[0], total: int = 7, **more: Any) -> AskedSearch:
    """A search at noon of ``day``."""
    node = parse(query).node
    request = SearchRequest(q=query, node=node, parsed=render(node), sort=default_sort(node))
    fields = {"mended": False, "seconds": 0.004, "filters": (), "agent": BROWSER} | more
    return AskedSearch(at=datetime.combine(day, time(12), BERLIN).timestamp(), request=request, total=total, address=address, **fields)


def add(file: StatisticsFile, *searches: AskedSearch, today: date) -> None:
    """Write a batch of searches on the day ``today``."""
    tally = Tally()
    for each in searches:
        tally.add(each)
    file.add(tally, today)


def whole(file: StatisticsFile) -> Report:
    return file.report(date(2024, 1, 1), date(2030, 12, 31))


def words_in(file: StatisticsFile) -> list[str]:
    return [query.words for query in whole(file).frequent]


def bytes_of(path: Path) -> bytes:
    """Everything that lies on the disk of a file: its log, too."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))
