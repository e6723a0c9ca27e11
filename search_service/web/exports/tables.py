"""Any search as a table (CSV) or as whole releases (JSON Lines), written while they are read: memory does not grow with the result."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from search_service.archive import Archive
from search_service.dates import BERLIN
from search_service.messages import N_
from search_service.release import Release
from search_service.schema import FACETS, facet_values
from search_service.spreadsheet_cells import as_text
from search_service.web.i18n import asked_language, in_language
from search_service.web.links import release_url

CSV_ROWS = 10_000
_BYTE_ORDER_MARK = "\ufeff"
_ROWS_AT_A_TIME = 200
_COLUMNS = (N_("Date"), N_("Title"), N_("Address"), N_("Link"), N_("ID"))


def csv_table(archive: Archive, ids: Sequence[str], *, more_at: str, language: str) -> Iterator[str]:
    """The releases as rows for a spreadsheet, capped at ``CSV_ROWS``; then the last line says so and names ``more_at``."""
    yield _BYTE_ORDER_MARK + _lines([table_columns(language)])
    rows: list[Sequence[str]] = []
    for release in archive.many(ids[:CSV_ROWS]):
        rows.append(_row(release))
        if len(rows) == _ROWS_AT_A_TIME:
            yield _lines(rows)
            rows.clear()
    if len(ids) > CSV_ROWS:
        capped = in_language(language, N_("Only the newest %(rows)s of %(hits)s hits. All of them: %(address)s"))
        rows.append((capped % {"rows": CSV_ROWS, "hits": len(ids), "address": more_at},))
    yield _lines(rows)


def json_lines(archive: Archive, ids: Sequence[str]) -> Iterator[str]:
    """The releases with all their fields, as the store has them and the indexer reads them back, one a line."""
    return (release.model_dump_json() + "\n" for release in archive.many(ids))


def table_columns(language: str) -> Sequence[str]:
    """The names of the columns; ``indexer.sources.csv_table`` reads either language back."""
    date, title, address, source, release_id = (in_language(language, name) for name in _COLUMNS)
    return (date, title, "Teaser", *(in_language(language, facet.plural) for facet in FACETS), address, source, release_id)


def table_language() -> str:
    """German unless the address names another: who works on with a table relies on its columns, whatever a browser accepts."""
    return asked_language() or "de"


def _row(release: Release) -> Sequence[str]:
    return (
        _day(release.published),
        release.title,
        release.teaser,
        *(" | ".join(values) for values in facet_values(release).values()),
        release_url(release.id),
        release.url,
        release.id,
    )


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(BERLIN):%d.%m.%Y}"


def _lines(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue()
