"""What an import and its indexing did, for people and for machines: counts, every rejection with place and reason, the exit code."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from itertools import islice

from indexer.listings import Vanished
from indexer.quarantine import Quarantine, QuarantineReport
from indexer.sources.base import Listed, Read, Rejection, Repaired
from indexer.sources.encoding import Repair
from indexer.store_batch import Outcome
from search_service.errors import NewsSearchError
from search_service.nouns import counted
from search_service.schema import FacetName
from search_service.taxonomy import UNNAMED, Taxonomy

_REPAIRED = {
    Repair.ODD_BYTES: "Odd bytes read as Windows-1252: {:,}.",
    Repair.MOJIBAKE: "Lines of mojibake (fÃ¼r) put right: {:,}.",
    Repair.HYPHENATION: "Words joined that a line end had divided: {:,}.",
}
FIELDS_FOR_PEOPLE = 20
"""Unknown fields that a terminal shows."""
LISTED_FOR_PEOPLE = 20
"""Addresses of a work list that a terminal shows; the others are in the object for machines."""
LINES_FOR_PEOPLE = 1_000
"""Rejections and remarks that a terminal shows."""
MOST_REJECTIONS = 100_000
"""Rejections that a report holds; those beyond it are counted, and kept in quarantine as long as there is room."""
ALL_WELL, SOME_REJECTED, NOTHING_DONE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class IndexingReport:
    """What bringing an index up to date did; ``rebuilt`` when there was none before, ``damaged`` names what had to be left out.

    ``settling`` are the seconds in which, after the publish, what words mean was computed anew; None where nothing was left to be.
    """

    added: int
    deleted: int
    seconds: float
    rebuilt: bool
    damaged: tuple[str, ...] = ()
    settling: float | None = None

    @property
    def releases_per_second(self) -> float:
        return self.added / self.seconds if self.seconds else 0.0

    def as_text(self) -> str:
        """One line for a terminal, and one for each release that is left out."""
        what = "built anew" if self.rebuilt else "brought up to date"
        speed = f" ({self.releases_per_second:,.0f} per second)" if self.added else ""
        done = f"index {what}: {counted(self.added, 'release')} indexed, {self.deleted:,} taken out in {self.seconds:.2f} s{speed}"
        settled = [] if self.settling is None else [f"index settled: what words mean is computed of all of it, in {self.settling:.2f} s"]
        return "\n".join([done, *settled, *(f"left out, damaged in the store: {each}" for each in self.damaged)])

    def as_facts(self) -> dict[str, object]:
        """The same for machines."""
        settling = self.settling and round(self.settling, 3)
        seconds = {"seconds": round(self.seconds, 3), "releases_per_second": round(self.releases_per_second, 1), "settling": settling}
        return {**asdict(self), **seconds}


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody should look at in a source that was read."""

    source: str
    text: str


@dataclass(slots=True)
class ImportReport:
    """Filled while an import runs.

    ``read`` counts releases, without the rejected records; ``inferred_dates`` those whose date came from their ``text`` or ``file``;
    ``unknown_fields`` in how many records each field was left out; ``unknown_names`` how many releases have each value that ``names`` do
    not know; ``republished`` how many of the changed ones had been withdrawn; ``repairs`` how often each kind of damage was put right.
    ``remarks`` are about releases that may have been read wrong, each with the source it is about.
    ``erased`` are releases that were erased before, ``vanished`` what sources no longer have; ``rejected_in_all`` counts the rejections
    of which ``rejected`` holds the first.
    ``listed`` are the addresses that sitemaps name; they are not fetched. ``seconds`` is wall-clock time. ``quarantine`` keeps what is
    rejected; ``quarantined`` is what became of it, None where nothing did.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    republished: int = 0
    erased: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    inferred_dates: Counter[str] = field(default_factory=Counter)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    names: Taxonomy = UNNAMED
    unknown_names: Counter[tuple[FacetName, str]] = field(default_factory=Counter)
    repairs: Counter[Repair] = field(default_factory=Counter)
    listed: list[Listed] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    seconds: float = 0.0
    rejected_in_all: int = 0
    quarantine: Quarantine | None = None
    quarantined: QuarantineReport | None = None
    vanished: list[Vanished] = field(default_factory=list)

    def count(self, item: Read, outcome: Outcome) -> None:
        """Enter a release that was read, and what storing it did."""
        self.read += 1
        self.new += outcome is Outcome.NEW
        self.changed += outcome in (Outcome.CHANGED, Outcome.REPUBLISHED)
        self.republished += outcome is Outcome.REPUBLISHED
        self.unchanged += outcome is Outcome.UNCHANGED
        self.withdrawn += outcome is Outcome.WITHDRAWN
        self.erased += outcome is Outcome.ERASED
        if item.release.published_from != "page":
            self.inferred_dates[item.release.published_from] += 1
        self.unknown_fields.update(item.unknown_fields)
        self.unknown_names.update(self.names.unknown(item.release))
        self.remarks.extend(Remark(item.source, text) for text in item.account.remarks)
        if self.quarantine:
            self.quarantine.note(item)

    def reject(self, rejection: Rejection) -> None:
        """Enter a record that did not become a release."""
        self.rejected_in_all += 1
        if len(self.rejected) < MOST_REJECTIONS:
            self.rejected.append(replace(rejection, raw=""))
        if self.quarantine:
            self.quarantine.add(rejection)

    def vanish(self, vanished: Vanished) -> None:
        """Enter what a source no longer has."""
        if vanished.ids:
            self.vanished.append(vanished)
            self.withdrawn += len(vanished.ids) if vanished.withdrawn else 0

    def close_run(self) -> None:
        """Nothing comes any more: the quarantine is written."""
        if self.quarantine:
            self.quarantined = self.quarantine.close_run()

    def repair(self, repaired: Repaired) -> None:
        """Enter what was put right in a source."""
        self.repairs[repaired.kind] += repaired.count

    def list_page(self, listed: Listed) -> None:
        """Enter an address of a work list."""
        self.listed.append(listed)

    @property
    def releases_per_second(self) -> float:
        return self.read / self.seconds if self.seconds else 0.0

    @property
    def exit_code(self) -> int:
        """0 all well, 1 some records were rejected, 2 there was something and nothing of it could be used."""
        if not self.rejected:
            return ALL_WELL
        return SOME_REJECTED if self.read else NOTHING_DONE

    def as_text(self) -> str:
        """Lines for a terminal: the counts, what was guessed or left out, then a line for every rejection."""
        counts = f"{self.new:,} new, {self.changed:,} changed, {self.unchanged:,} unchanged, {self.withdrawn:,} withdrawn"
        lines = [
            f"Read {counted(self.read, 'release')} in {self.seconds:.1f} s ({self.releases_per_second:,.0f} per second): {counts}.",
            *([f"Published again after being withdrawn: {counted(self.republished, 'release')}."] if self.republished else []),
            *([f"Erased before, not taken in again: {counted(self.erased, 'release')}."] if self.erased else []),
            *(f"Date taken from the {origin}: {counted(number, 'release')}." for origin, number in sorted(self.inferred_dates.items())),
            *(_REPAIRED[kind].format(count) for kind, count in sorted(self.repairs.items())),
            *self._unknown_fields(),
            *self._unknown_names(),
        ]
        if self.remarks:
            lines.append(f"To be looked at, {len(self.remarks):,}:")
            lines.extend(_first(f"  {each.source}: {each.text}" for each in self.remarks))
        lines.extend(map(_vanished_line, self.vanished))
        lines.extend(self._work_list())
        if self.rejected:
            lines.append(f"Rejected {max(self.rejected_in_all, len(self.rejected)):,}:")
            lines.extend(_first(f"  {_place(each)}: {each.reason}" for each in self.rejected))
        return "\n".join([*lines, *(self.quarantined.as_lines() if self.quarantined else ())])

    def _unknown_fields(self) -> Iterator[str]:
        """A line a field, the most frequent first; a hostile source can have as many fields as records."""
        for name, number in self.unknown_fields.most_common(FIELDS_FOR_PEOPLE):
            yield f"Unknown field left out: {name} ({number:,} ×)."
        if (more := len(self.unknown_fields) - FIELDS_FOR_PEOPLE) > 0:
            yield f"Unknown fields left out: {more:,} more, see --json."

    def _unknown_names(self) -> Iterator[str]:
        """A line a facet: the values, the most frequent first."""
        for facet, values in self._unknown_by_facet():
            listed = ", ".join(f"{value} ({number:,})" for value, number in values.most_common(FIELDS_FOR_PEOPLE))
            more = f" and {len(values) - FIELDS_FOR_PEOPLE:,} more, see --json" if len(values) > FIELDS_FOR_PEOPLE else ""
            yield f"Not in the taxonomy, kept as they are: {facet} {listed}{more}."

    def _unknown_by_facet(self) -> Iterator[tuple[FacetName, Counter[str]]]:
        for facet in FacetName:
            if values := Counter({value: number for (name, value), number in self.unknown_names.items() if name is facet}):
                yield facet, values

    def _work_list(self) -> Iterator[str]:
        """The listed addresses, as many as a person reads."""
        if self.listed:
            sitemaps = sum(each.is_sitemap for each in self.listed)
            counts = f"{counted(len(self.listed) - sitemaps, 'page')} and {counted(sitemaps, 'further sitemap')}"
            yield f"Listed by sitemaps, not fetched: {counts}; import their addresses."
            yield from (f"  {each.url}" for each in self.listed[:LISTED_FOR_PEOPLE])
            if len(self.listed) > LISTED_FOR_PEOPLE:
                yield f"  and {len(self.listed) - LISTED_FOR_PEOPLE:,} more, see --json"

    def as_json(self, indexing: IndexingReport | None = None, problem: NewsSearchError | None = None) -> str:
        """One JSON object with the same facts under fixed names; ``indexing`` is null where nothing was indexed.

        ``problem`` is what ended the import or kept it from being indexed: its text is ``error`` there, null else.
        """
        facts = {
            **{name: getattr(self, name) for name in ("read", "new", "changed", "unchanged", "withdrawn", "republished", "erased")},
            "listed": [{"url": each.url, "is_sitemap": each.is_sitemap, "language": each.language} for each in self.listed],
            "remarks": [asdict(each) for each in self.remarks],
            "rejected": [{"source": each.source, "line": each.line, "reason": each.reason} for each in self.rejected],
            "rejected_in_all": max(self.rejected_in_all, len(self.rejected)),
            "quarantine": self.quarantined and asdict(self.quarantined),
            "inferred_dates": dict(sorted(self.inferred_dates.items())),
            "unknown_fields": dict(sorted(self.unknown_fields.items())),
            "unknown_names": {facet.value: dict(sorted(values.items())) for facet, values in self._unknown_by_facet()},
            "repairs": dict(sorted(self.repairs.items())),
            "vanished": [asdict(each) for each in self.vanished],
            "seconds": round(self.seconds, 3),
            "releases_per_second": round(self.releases_per_second, 1),
            "indexing": indexing and indexing.as_facts(),
            "error": None if problem is None else str(problem),
            "exit_code": self.exit_code if problem is None else NOTHING_DONE,
        }
        return json.dumps(facts, ensure_ascii=False, indent=2)


def _first(lines: Iterable[str]) -> Iterator[str]:
    """As many lines as a person reads, and how many more there are."""
    rest = iter(lines)
    yield from islice(rest, LINES_FOR_PEOPLE)
    if more := sum(1 for _ in rest):
        yield f"  and {more:,} more, see --json"


def _vanished_line(vanished: Vanished) -> str:
    number = counted(len(vanished.ids), "release")
    more = "" if len(vanished.ids) <= LISTED_FOR_PEOPLE else f" and {len(vanished.ids) - LISTED_FOR_PEOPLE:,} more, see --json"
    listed = ", ".join(vanished.ids[:LISTED_FOR_PEOPLE]) + more
    if vanished.withdrawn:
        return f"Vanished from {vanished.source}, withdrawn: {number} ({listed})."
    if vanished.too_many:
        whole = f"{number} of {vanished.listed:,}, too many to be plausible ({listed})"
        return f"Vanished from {vanished.source}, not withdrawn: {whole}; look at the source, then withdraw them with --mirror-all."
    return f"Vanished from {vanished.source}, not withdrawn: {number} ({listed}); --mirror withdraws them."


def _place(rejection: Rejection) -> str:
    return rejection.source if rejection.line is None else f"{rejection.source}:{rejection.line}"
