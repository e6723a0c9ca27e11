"""A fault and what it did, as a row of the table: what readers saw, how often a command had to be run, what is wrong afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count

import click

from benchmarks.faults.gate import Decide, Gate
from benchmarks.faults.nodes import Nodes
from benchmarks.faults.site import Site
from benchmarks.faults.witness import Counts, Witness
from search_service.release import Release

HEADER = ("", "right", "refused", "wrong", "longest in s", "runs", "problems")
SHOWN = 5
"""Wrong answers and problems of a row that are printed."""
_number = count(1)


@dataclass
class Outcome:
    """What a fault says of itself: in words, and how often the indexer's command was run (0: it wrote nothing)."""

    said: str = ""
    runs: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A fault with its counts."""

    name: str
    counts: Counts
    outcome: Outcome
    problems: Sequence[str]

    @property
    def is_well(self) -> bool:
        return not self.counts.wrong and not self.problems and self.counts.right > 0

    def cells(self) -> list[str]:
        """As a row of the table."""
        name = f"{self.name} ({self.outcome.said})" if self.outcome.said else self.name
        counted = self.counts.right, self.counts.refused, len(self.counts.wrong)
        return [name, *map(str, counted), f"{self.counts.longest:.1f}", str(self.outcome.runs or "–"), str(len(self.problems))]


@dataclass
class Scene:
    """A service over the first releases, asked by a witness; the others come while faults happen."""

    site: Site
    witness: Witness
    later: list[Release] = field(default_factory=list)

    @property
    def nodes(self) -> Nodes:
        return self.site.nodes

    def batch(self) -> str:
        """A file with some releases that are new, and some that are changed."""
        number = next(_number)
        share = max(1, len(self.site.releases) // 20)
        fresh, self.later = self.later[:share], self.later[share:]
        first = self.site.releases[share * (number % 5) :][:share]
        changed = [each.model_copy(update={"title": f"{each.title} (Fassung {number})"}) for each in first]
        return self.site.file(f"batch-{number}", [*fresh, *changed])

    def observed(self, name: str, fault: Callable[[], Outcome]) -> Row:
        """What readers see while ``fault`` happens, and what is wrong afterwards."""
        with self.witness.watching() as counts:
            outcome = fault()
        self.witness.learn()
        self.witness.judge(counts)
        return shown(Row(name, counts, outcome, self.site.problems()))


def shown(row: Row) -> Row:
    """Print a row as soon as it is there, and what is wrong."""
    click.echo(" | ".join(row.cells()), err=True)
    for each in [*row.counts.wrong[:SHOWN], *row.problems[:SHOWN]]:
        click.echo(f"    {each}", err=True)
    return row


@contextmanager
def behind_gates(site: Site, decide: Decide) -> Iterator[Site]:
    """The site with a gate before each node, all of which ask ``decide``."""
    with ExitStack() as standing:
        gates = [standing.enter_context(Gate(target, decide).standing()) for target in targets(site.nodes)]
        listed = ", ".join(f'"{gate.url}"' for gate in gates)
        yield site.but(opensearch_url=f"[{listed}]")


def targets(nodes: Nodes) -> list[tuple[str, int]]:
    """Host and port of each node."""
    return [("127.0.0.1", nodes.base + number) for number in (1, 2, 3)]
