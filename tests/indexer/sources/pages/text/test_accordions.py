"""Text that a page shows when its heading is touched."""

from __future__ import annotations

import pytest

from tests.indexer.sources.reading import release_of

PAGE = (
    "<html><body><main><h1>Inselbahn</h1><p>12. März 2024</p><p>Die Inselbahn fährt ab sofort wieder bis Köhlerstadt.</p>"
    "<p>Das teilte die Bahn am Dienstag mit, die den Betrieb vor zwei Jahren eingestellt hatte.</p>%s</main></body></html>"
)
ANSWER = "Die Strecke wurde 1911 gebaut und führt über drei Brücken und einen Damm."


@pytest.mark.parametrize(
    "part",
    [
        f"<div><h3><button aria-expanded='false'>Die Strecke</button></h3><div hidden><p>{ANSWER}</p></div></div>",
        f"<div class='accordion'><h3><a>Die Strecke</a></h3><div aria-hidden='true' style='display: none'><p>{ANSWER}</p></div></div>",
    ],
)
def test_what_a_heading_opens_is_text(part: str) -> None:
    assert ANSWER in [block.text for block in release_of((PAGE % part).encode()).body]


def test_what_nothing_opens_is_not() -> None:
    part = f"<div><p>Ende.</p><div hidden><p>{ANSWER}</p></div></div>"
    assert ANSWER not in [block.text for block in release_of((PAGE % part).encode()).body]
