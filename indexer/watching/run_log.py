"""What a watch says: a line a run, a line each time the index was brought up to date. Titles, senders and texts are in no line."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from indexer.listings import Vanished
from indexer.report import IndexingReport
from indexer.watching.memory import SourceRun
from search_service.errors import NewsSearchError
from search_service.log_lines import log_fields

LOGGER = logging.getLogger("indexer.watch")
Fields = dict[str, str | int | float]


def log_run(run: SourceRun, *, quarantine: Path, strangers: int = 0, unknown_names: int = 0, vanished: Vanished | None = None) -> None:
    """One line: the source, whether it could be read, what came, how long that took, and what to do where something is wrong.

    ``strangers`` are mails that were passed over because their senders may not publish, ``unknown_names`` those of ministries and topics
    that no earlier line of this watch has counted. What was rejected stands in ``quarantine``.
    """
    fields: Fields = {"source": run.source, "status": "failed" if run.problem else "ok"}
    fields |= {name: getattr(run, name) for name in ("read", "new", "changed", "withdrawn", "rejected")}
    fields |= {"quarantine": str(quarantine)} if run.rejected else {}
    fields["seconds"] = round(run.seconds, 2)
    fields |= {"strangers": strangers} if strangers else {}
    fields |= {"unknown_names": unknown_names} if unknown_names else {}
    fields |= _of_vanished(vanished) if vanished else {}
    if run.problem:
        fields |= {"failures": run.failures, "again_in": round(run.due_at - run.ended_at), "problem": run.problem}
    is_odd = run.problem or run.rejected or (vanished and not vanished.withdrawn and (vanished.too_many or not vanished.listed))
    log_fields(LOGGER, logging.WARNING if is_odd else logging.INFO, fields)


def _of_vanished(vanished: Vanished) -> Fields:
    """How many vanished; of how many, where those are too many to be plausible and not withdrawn."""
    if not vanished.listed:
        return {"empty": f"{vanished.source} is empty; nothing was withdrawn"}
    fields: Fields = {"vanished": len(vanished.ids)}
    return fields | ({"too_many_of": vanished.listed} if vanished.too_many and not vanished.withdrawn else {})


def log_index(report: IndexingReport) -> None:
    """One line when something new can be found."""
    fields: Fields = {"index": "built" if report.rebuilt else "updated", "added": report.added, "deleted": report.deleted}
    log_fields(LOGGER, logging.INFO, fields | {"seconds": round(report.seconds, 2)})


def log_settled(seconds: float) -> None:
    """One line when what words mean was computed anew of the whole archive."""
    log_fields(LOGGER, logging.INFO, {"index": "settled", "seconds": round(seconds, 2)})


def log_unsettled(problem: str, *, again_in: float, is_usual: bool) -> None:
    """One line when settling failed; it is tried again, and the index answers as it is until then."""
    log_fields(LOGGER, logging.INFO if is_usual else logging.ERROR, {"index": "unsettled", "again_in": round(again_in), "problem": problem})


def log_waiting(error: NewsSearchError, *, is_usual: bool) -> None:
    """One line when the index cannot be written; what was stored waits."""
    log_fields(LOGGER, logging.INFO if is_usual else logging.ERROR, {"index": "waits", "problem": str(error)})


def log_away(error: NewsSearchError) -> None:
    """One line while the server of the store does not answer; watching goes on."""
    log_fields(LOGGER, logging.ERROR, {"store": "away", "problem": str(error)})


def log_trouble(error: NewsSearchError) -> None:
    """One line when what is known of sources cannot be written; watching goes on."""
    log_fields(LOGGER, logging.ERROR, {"watch": "trouble", "problem": str(error)})


def log_state(state: Literal["started", "ends", "ended"], sources: int) -> None:
    """The beginning and the end of a watch."""
    log_fields(LOGGER, logging.INFO, {"watch": state, "sources": sources})
