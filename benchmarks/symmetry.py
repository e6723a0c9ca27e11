"""Whether the form that is typed matters: every form of a class must ask for the same, but for itself.

`python -m benchmarks.symmetry ARCHIVE`. Families are the classes of the archive's vocabulary with two plain forms and more. The second row
asks from outside: forms that differ by an ending of a closed list (``attested_forms``) are taken for one word, whatever our classes say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.archive_file import read_archive
from benchmarks.attested_forms import AttestedForms
from benchmarks.tables import table
from search_service.analysis.bulk_tokenizer import ChunkTable
from search_service.analysis.meaning.counts.vocabulary import WordCounts
from search_service.analysis.meaning.lexicon import KINDS, Lexicon
from search_service.analysis.meaning.lexicon_builder import build_lexicon
from search_service.analysis.tokens import Kind
from search_service.query.alternatives import Alternative, ExactForm
from search_service.query.expand import expand
from search_service.query.nodes import Words
from search_service.release import Release
from search_service.schema import field_texts

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Family:
    """Forms of one word and, for each, what a search for it asks for."""

    forms: tuple[str, ...]
    concepts: tuple[tuple[Alternative, ...], ...]

    @property
    def differs(self) -> bool:
        return len(set(self.concepts)) > 1


def families(lexicon: Lexicon) -> Iterator[Family]:
    """The classes of a lexicon that have several plain forms."""
    plain = KINDS.index(Kind.WORD)
    for class_id in range(lexicon.classes):
        forms = [lexicon.form(form) for form in lexicon.forms_of_class(class_id).tolist() if lexicon.kinds[form] == plain]
        if len(forms) > 1:
            yield family(forms, lexicon)


def family(forms: Iterable[str], lexicon: Lexicon) -> Family:
    """What each of some forms asks for beside itself."""
    forms = tuple(forms)
    return Family(forms, tuple(_asked(form, lexicon) for form in forms))


def _asked(form: str, lexicon: Lexicon) -> tuple[Alternative, ...]:
    concepts = expand(Words(form), lexicon)
    return tuple(each for concept in concepts for each in concept.alternatives if not isinstance(each, ExactForm))


def archive_lexicon(releases: Iterable[Release], folder: Path) -> Lexicon:
    """The lexicon of some releases."""
    texts = [text for release in releases for text in field_texts(release).values()]
    counts, chunks = WordCounts(), ChunkTable()
    for text in texts:
        counts.add(text)
    chunks.read(texts)
    return build_lexicon(counts, chunks.terms.strings, folder)


def attested_families(releases: Iterable[Release], lexicon: Lexicon) -> Iterator[Family]:
    """Nouns with the other forms that the archive attests of them by endings alone."""
    attested = AttestedForms(releases)
    for word in sorted(attested.uses):
        others = attested.inflected(word) if attested.is_noun(word) else []
        if others and word <= min(others):
            yield family([word, *others], lexicon)


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(archive: Path) -> None:
    """Count the families of ARCHIVE (JSON Lines, .gz too) whose forms ask for different things."""
    releases = read_archive(archive)
    with TemporaryDirectory(prefix="news-search-symmetry-") as folder:
        lexicon = archive_lexicon(releases, Path(folder))
        checked = {"classes": list(families(lexicon)), "nouns by their endings": list(attested_families(releases, lexicon))}
    rows = [[name, f"{len(each):,}", f"{sum(family.differs for family in each):,}"] for name, each in checked.items()]
    click.echo(table(["", "families checked", "families that differ"], rows))
    for name, each in checked.items():
        differing = [" ".join(family.forms) for family in each if family.differs]
        click.echo(
            f"\n{name}, {min(SHOWN, len(differing))} of {len(differing)} that differ: {'; '.join(differing[:SHOWN])}" if differing else ""
        )


if __name__ == "__main__":
    main()
