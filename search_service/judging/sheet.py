"""The sheet on which people judge: releases among the first ten that nobody judged, a row each, opened in any spreadsheet."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from search_service.dates import BERLIN
from search_service.engines.base import Searcher
from search_service.errors import SettingsError
from search_service.judging.judged_file import JudgedQuery
from search_service.judging.run import first_hits
from search_service.judging.whole_file import replace_text
from search_service.release import is_release_id
from search_service.spreadsheet_cells import as_text, as_written

COLUMNS = ("grade", "query", "intent", "place", "date", "title", "teaser", "address", "id")
GRADES = ("0", "1", "2", "3")
_BYTE_ORDER_MARK = "\ufeff"


def write_sheet(path: Path, searcher: Searcher, queries: Sequence[JudgedQuery]) -> int:
    """Write the sheet and return the number of its rows. Raises SettingsError."""
    rows = [row for query in queries for row in _rows(searcher, query)]
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows([COLUMNS, *([as_text(cell) for cell in row] for row in rows)])
    replace_text(path, _BYTE_ORDER_MARK + text.getvalue())
    return len(rows)


def _rows(searcher: Searcher, query: JudgedQuery) -> Iterator[Sequence[str]]:
    for place, hit in enumerate(first_hits(searcher, query.text), 1):
        if hit.id not in query.judged:
            day = hit.published.astimezone(BERLIN).date().isoformat()
            yield "", query.text, query.intent, str(place), day, hit.title, hit.teaser, hit.url, hit.id


def read_sheet(path: Path, queries: Sequence[JudgedQuery]) -> Mapping[str, Mapping[str, int]]:
    """The grades of a filled sheet by query and id; rows without a grade are left for another time.

    Raises SettingsError that lists every row that cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the sheet {path} cannot be read ({error}); save it as CSV in UTF-8") from error
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    if not {"grade", "query", "id"} <= set(rows.fieldnames or ()):
        raise SettingsError(f"the sheet {path} lacks the columns grade, query or id; keep its first line as it was written")
    known = {query.text: query.judged for query in queries}
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    faults: list[str] = []
    for row in rows:
        grade, query, release = ((row[column] or "").strip() for column in ("grade", "query", "id"))
        query, release = query if query in known else as_written(query), as_written(release)
        if grade and (fault := _fault(grade, query, release, known)):
            faults.append(f"line {rows.line_num}: {fault}")
        elif grade:
            grades[query][release] = int(grade)
    if faults:
        raise SettingsError(f"the sheet {path} cannot be taken in, mend it: " + "; ".join(faults))
    return grades


def _fault(grade: str, query: str, release: str, known: Mapping[str, Mapping[str, int]]) -> str:
    if query not in known:
        return f"there is no query {query!r} in the file of judged queries"
    if grade not in GRADES:
        return f"{grade!r} is no grade; write 3 exactly what is sought, 2 relevant, 1 marginal, 0 not"
    if not release:
        return "it has no id"
    if not is_release_id(release):
        return f"{release!r} is no id of a release; copy it from the sheet as it was written"
    judged = known[query].get(release)
    return f"{release} was judged {judged} for {query!r}; change that in the file itself" if judged not in (None, int(grade)) else ""
