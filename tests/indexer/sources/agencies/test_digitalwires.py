"""dpa digitalwires: what is for readers, and what is for editors only."""

from __future__ import annotations

from indexer.sources.base import hashed_id
from search_service.release import RelatedRelease, Status
from tests.indexer.sources.reading import as_json, release_of, releases_of

URN = "urn:newsml:agentur.example:20240321:240321-99-1"
WIRE = {
    "format": "digitalwires@1.0.0", "entry_id": "x", "urn": URN, "version": 1, "version_created": "2024-03-21T14:10:47+01:00",
    "updated": "2024-03-21T16:28:31Z", "pubstatus": "usable", "embargoed": "2024-03-21T19:00:00+01:00", "language": "de",
    "kicker": "Hafen", "headline": "Neue Kaimauer für Auenhafen", "teaser": "Der Hafen wird tiefer.", "creditline": "agentur",
    "article_html": "<section class=\"main\"><p>Ein Satz.</p><h2>Kosten</h2><p>Zwei.</p></section>", "infobox_html": None,
    "linkbox_html": "<section><ul><li><a href=\"https://a.example/hafen\">Zum Hafen</a></li></ul></section>",
    "notepad": {"public_html": "<p>Achtung Redaktionen</p>", "nonpublic_html": "<p>Tel. 030 1</p>"},
    "ednotes": [{"ednote": "Sperrfrist 19.00 Uhr", "is_publishable": True}, {"ednote": "kontakt@a.example", "is_publishable": False}],
    "associations": [{"type": "image", "caption": "Die Kaimauer", "creditline": "M. Muster", "renditions": [{"url": "https://a.example/k.jpg"}]}],
    "dpasubject_names": ["Häfen", "Bau"],
}  # fmt: skip


def test_a_wire() -> None:
    release = release_of(as_json(WIRE))
    assert (release.id, release.title, release.teaser) == (hashed_id(URN), "Neue Kaimauer für Auenhafen", "Der Hafen wird tiefer.")
    assert (release.topics, release.ministries) == (("Hafen", "Häfen", "Bau"), ("agentur",))
    assert (release.published.isoformat(), release.updated) == ("2024-03-21T14:10:47+01:00", None)
    assert [block.text for block in release.body] == ["Ein Satz.", "Kosten", "Zwei."]
    assert release.related == (RelatedRelease(title="Zum Hafen", url="https://a.example/hafen"),)
    assert [(image.caption, image.credit, image.url) for image in release.images] == [
        ("Die Kaimauer", "M. Muster", "https://a.example/k.jpg")
    ]


def test_an_embargo_hides_and_notes_never_show() -> None:
    release = release_of(as_json(WIRE))
    assert release.visible_from.isoformat() == "2024-03-21T19:00:00+01:00"
    assert not [word for word in ("Redaktionen", "030", "kontakt@", "Sperrfrist") if word in release.model_dump_json()]


def test_later_versions_are_the_same_release() -> None:
    later = WIRE | {"version": 2, "pubstatus": "canceled", "entry_id": "y"}
    first, second = releases_of(as_json({"entries": [WIRE, later]}))
    assert (first.id == second.id, second.status) == (True, Status.WITHDRAWN)
