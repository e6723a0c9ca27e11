"""Five releases that never change: what golden files, feeds and exports are compared with."""

from __future__ import annotations

from datetime import UTC, datetime

from search_service.release import Attachment, Block, BlockType, Image, RelatedRelease, Release

SMALL_ARCHIVE = (
    Release(
        id="2024-03-21-radwege",
        url="https://www.example.org/presse/radwege",
        title="Land fördert Radwege in Gemeinden",
        topics=("Verkehr", "Kommunen"),
        ministries=("Verkehrsministerium",),
        published=datetime(2024, 3, 21, 9, 0, tzinfo=UTC),
        updated=datetime(2024, 3, 22, 9, 0, tzinfo=UTC),
        teaser="20 Millionen Euro für sichere Radwege.",
        body=(
            Block(type=BlockType.HEADING, text="Sicher zur Schule"),
            Block(text="Der Europäische Fonds für regionale Entwicklung (EFRE) zahlt mit. Neue Radwege entstehen."),
            Block(type=BlockType.QUOTE, text="„Jeder Radweg zählt“, sagte die Ministerin."),
            Block(type=BlockType.LIST_ITEM, text="Aubingen"),
        ),
        images=(Image(alt="Ein Radweg", caption="Der Radweg am Fluss", credit="Land/Kröger", url="https://www.example.org/radweg.jpg"),),
        related=(RelatedRelease(title="Neue Brücken", topic="Verkehr", url="https://www.example.org/presse/bruecken"),),
        attachments=(Attachment(title="Liste der Radwege", url="https://www.example.org/liste.pdf"),),
    ),
    Release(
        id="2024-02-05-bruecken",
        url="https://www.example.org/presse/bruecken",
        title="Neue Brücken für Radwege",
        topics=("Verkehr",),
        ministries=("Verkehrsministerium",),
        published=datetime(2024, 2, 5, 9, 0, tzinfo=UTC),
        body=(Block(text="Drei Brücken verbinden Radwege. Der Europäische Fonds für regionale Entwicklung (EFRE) hilft."),),
    ),
    Release(
        id="2023-11-10-formel",
        title='=SUMME(A1;A2) ist keine Formel; sagt "Kröger"',
        topics=("Schule",),
        ministries=("Kultusministerium", "Staatskanzlei"),
        published=datetime(2023, 11, 10, 9, 0, tzinfo=UTC),
        teaser="-1 Grad & <kalt>",
        body=(Block(text="Rechnen lernen mit dem Europäischen Fonds für regionale Entwicklung (EFRE)."),),
    ),
    Release(
        id="2023-05-02-schulweg",
        url="https://www.example.org/presse/schulweg",
        title="Sicherer Schulweg",
        topics=("Schule", "Verkehr"),
        published=datetime(2023, 5, 2, 9, 0, tzinfo=UTC),
        body=(Block(text="Kinder kommen auf Radwegen sicher zur Schule."),),
    ),
    Release(
        id="2022-12-24-ohne-alles",
        title="Frohe Feiertage",
        published=datetime(2022, 12, 24, 9, 0, tzinfo=UTC),
    ),
)
