"""What leaves an address, and what stays as it stands."""

from __future__ import annotations

import pytest

from indexer.sources.addresses import without_tracking


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/pm/1.html;jsessionid=0A1B2C.node3", "https://a.example/pm/1.html"),
        ("https://a.example/pm/1.html;jsessionid=0A1B?nn=7", "https://a.example/pm/1.html?nn=7"),
        ("https://a.example/pm?id=7&utm_source=rss&utm_medium=feed", "https://a.example/pm?id=7"),
        ("https://a.example/pm?pk_campaign=x&fbclid=IwAR", "https://a.example/pm"),
        ("https://a.example/pm?wt_mc=nl&PHPSESSID=1f&art=5#oben", "https://a.example/pm?art=5#oben"),
        ("https://a.example/pm?utm_source=a&cHash=0123456789abcdef0123456789abcdef", "https://a.example/pm"),
    ],
)
def test_what_belongs_to_one_visit_leaves(url: str, kept: str) -> None:
    assert without_tracking(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://a.example/pm?id=7&source=archiv",
        "https://a.example/pm?tx_news[news]=45&cHash=0123456789abcdef0123456789abcdef",
        "https://a.example/a;b=1/c",
        "https://a.example/?q=utm_source",
        "http://[kaputt?utm_source=a",
    ],
)
def test_everything_else_stays(url: str) -> None:
    assert without_tracking(url) == url
