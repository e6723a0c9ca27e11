"""What snippets show: whether a sentence comes twice, whether a word is cut, how many words of the query they have, how long they are.

`python -m benchmarks.snippets ARCHIVE`. The queries are one to four words of random titles.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import click

from benchmarks.known_items import title_words
from benchmarks.tables import table
from benchmarks.workspace import archive_options, workspace
from search_service.answers.searcher import open_searcher
from search_service.config import Settings
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.release import Release
from search_service.results import Hit, Snippet
from search_service.schema import Field

QUERIES = 400
MOST_WORDS = 4
SHORTEST_SENTENCE = 25
"""Letters; what is shorter may well come twice (a heading, a name)."""
_SENTENCES = re.compile(r"(?<=[^\W\d_]{4}[.!?])\s+|\n")


def queries(releases: Sequence[Release], *, seed: int, count: int = QUERIES) -> Iterator[str]:
    """Words of titles, in their order."""
    chance = random.Random(seed)
    titles = [words for release in releases if (words := title_words(release.title))]
    for _ in range(count):
        words = chance.choice(titles)
        places = sorted(chance.sample(range(len(words)), min(len(words), chance.randint(1, MOST_WORDS))))
        yield " ".join(words[place] for place in places)


def has_repeated_sentence(hit: Hit) -> bool:
    """Whether two fragments, or a fragment and the title, have a sentence in common, blanks and signs aside."""
    sentences = [_letters(sentence) for text in (hit.title, *map(_text, _fragments(hit))) for sentence in _SENTENCES.split(text)]
    long = [sentence for sentence in sentences if len(sentence) >= SHORTEST_SENTENCE]
    return len(long) > len(set(long))


def has_cut_word(hit: Hit, release: Release) -> bool:
    """Whether a fragment begins or ends within a word of its text."""
    words = set(re.findall(r"\S+", " ".join([hit.title, hit.teaser, *(block.text for block in release.body)])))
    words |= {word for image in release.images for word in re.findall(r"\S+", f"{image.alt} {image.caption}")}
    shown = [_text(each).removeprefix("… ").removesuffix(" …").split() for each in _fragments(hit)]
    return any(parts and not {parts[0], parts[-1]} <= words for parts in shown)


def shown_share(hit: Hit) -> float:
    """The share of the query's words that title or fragments show marked."""
    shown = "".join(_letters(part.text) for each in hit.snippets for part in each.parts if part.match)
    words = {match.word for match in hit.matched}
    forms = {word: [_letters(match.form) for match in hit.matched if match.word == word] for word in words}
    texts = _letters(" ".join(map(_text, hit.snippets)))
    return sum(bool(shown) and any(form in texts for form in forms[word]) for word in words) / max(1, len(words))


def _fragments(hit: Hit) -> list[Snippet]:
    return [each for each in hit.snippets if each.field is not Field.TITLE]


def _text(snippet: Snippet) -> str:
    return "".join(part.text for part in snippet.parts)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


@click.command()
@archive_options
def main(archive: Path, releases: int | None, seed: int, keep: Path | None) -> None:
    """Print what the snippets of ten hits of each query show."""
    with workspace(archive, releases=releases, seed=seed, keep=keep) as place:
        by_id = {each.id: each for each in place.releases()}
        with closing(open_searcher(Settings(data=place.index("ours")))) as searcher:
            found: list[Hit] = []
            for q in queries(place.real, seed=seed):
                request = SearchRequest(q=q, node=parse(q).node, sort=Sort.RELEVANCE, moment=datetime.now(UTC))
                found += searcher.search(request).hits
    lengths = [sum(map(len, map(_text, _fragments(hit)))) for hit in found]
    rows = [
        ["hits", f"{len(found):,}"],
        ["with a repeated sentence", f"{sum(has_repeated_sentence(hit) for hit in found):,}"],
        ["with a cut word", f"{sum(has_cut_word(hit, by_id[hit.id]) for hit in found):,}"],
        ["share of the query's words shown, mean", f"{mean(shown_share(hit) for hit in found):.3f}"],
        ["characters beside the title, mean / most", f"{mean(lengths):.0f} / {max(lengths)}"],
    ]
    click.echo(table(["snippets", ""], rows))


if __name__ == "__main__":
    main()
