"""A process that only reads, as a server does: answers a line of standard input with what it holds open after some searches.

`python -m tests.engines.reader DATA`. The garbage collector is off: what only it would give back counts as kept.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import tracemalloc
from pathlib import Path

from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.engines.base import Searcher
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.schema import Field

OPEN_FILES = 256
QUERIES = ("Verkehr", "Verkehrswende", '"der Verkehr"', "Verk*", "Bus Bahn", "titel:Meldung -Bus", "unbekannt")


def ask(searcher: Searcher) -> None:
    """Every kind of question that keeps something."""
    for q in QUERIES:
        page = searcher.search(SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE))
        searcher.marks({Field.BODY: "Der Verkehr ruht."}, page.request.node)
    searcher.suggest("Ver")
    searcher.similar(text="Der Verkehr ruht.")
    searcher.spellings("Verkhr")
    searcher.abbreviations()
    searcher.status()


def held() -> dict[str, int]:
    """Open files, maps, and bytes allocated by Python and numpy."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").count("\n")
    return {"files": len(list(Path("/proc/self/fd").iterdir())), "maps": maps, "bytes": tracemalloc.get_traced_memory()[0]}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    searcher = open_searcher(Settings(data=Path(sys.argv[1])))
    gc.disable()
    tracemalloc.start()
    for _ in sys.stdin:
        ask(searcher)
        print(json.dumps(held()), flush=True)


if __name__ == "__main__":
    main()
