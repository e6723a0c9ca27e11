"""The command `news-indexer`: its group; each command is a module of `commands/`. No work is done here."""

from __future__ import annotations

import sys
from typing import Any

import click

from indexer.commands.checking import check
from indexer.commands.copying import copy_command, take_over_command
from indexer.commands.erasing import erase
from indexer.commands.exporting import export
from indexer.commands.indexing import index, rebuild_command
from indexer.commands.keeping import backup, restore
from indexer.commands.options import version_option
from indexer.commands.reading import import_command, preview
from indexer.commands.status import status
from indexer.commands.taxonomy import taxonomy
from indexer.commands.watching import watch
from indexer.commands.withdrawing import withdraw

INTERRUPTED = 130
"""128 and the number of SIGINT, as shells count."""


class _Interruptible(click.Group):
    """Says what an interrupted command leaves; click would end with 1, which says that records were rejected."""

    def invoke(self, ctx: click.Context) -> Any:  # as click's own
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted: what is stored is safe; run the same command again, it goes on from there", err=True)
            sys.exit(INTERRUPTED)


@click.group(cls=_Interruptible)
@version_option
def main() -> None:
    """Read press releases into the archive and keep its index up to date."""


_READING = (import_command, preview, watch)
_KEEPING = (check, status, taxonomy, withdraw, erase, backup, restore, copy_command, take_over_command, export)
for command in (*_READING, index, rebuild_command, *_KEEPING):
    main.add_command(command)
