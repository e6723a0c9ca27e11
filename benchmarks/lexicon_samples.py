"""What a lexicon believes, to be judged by eye: random split words and random abbreviations of an index, seeded.

python -m benchmarks.lexicon_samples var [--count 40] [--seed 1]
"""

from __future__ import annotations

import random
from pathlib import Path

import click
import numpy as np

from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.tokens import Kind
from search_service.config import Settings
from search_service.engines.generations import generation_folder, published_number
from search_service.engines.vocabulary_keeper import LEXICON_FOLDER


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--count", default=40, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(data: Path, count: int, seed: int) -> None:
    """Print samples from the lexicon of the index in DATA."""
    folder = Settings(data=data).index_folder
    lexicon = Lexicon.open(generation_folder(folder, published_number(folder)) / LEXICON_FOLDER)
    chance = random.Random(seed)
    split = np.flatnonzero((lexicon.kinds == KINDS.index(Kind.WORD)) & (lexicon.part_counts > 1)).tolist()
    click.echo(f"{len(split):,} words split; {count} of them, each with the classes of its parts:")
    for form in sorted(chance.sample(split, min(count, len(split)))):
        click.echo(f"  {lexicon.surface(form)}: {' + '.join(lexicon.class_key(part) for part in lexicon.parts_of(form).tolist())}")
    abbreviations = list(lexicon.abbreviations)
    click.echo(f"{len(abbreviations):,} abbreviations; {count} of them, with their readings and how often each is defined:")
    for abbreviation in chance.sample(abbreviations, min(count, len(abbreviations))):
        readings = "; ".join(f"{reading.long} ({reading.count})" for reading in abbreviation.readings)
        click.echo(f"  {abbreviation.short}: {readings}{' → expanded' if abbreviation.clear_reading else ''}")


if __name__ == "__main__":
    main()
