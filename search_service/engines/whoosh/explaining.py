"""Makes a hit of a document: what is stored of it, the forms that matched and why, and snippets with exactly these marked."""

from __future__ import annotations

from search_service.analysis.tokenizer import tokenize
from search_service.engines.whoosh.snapshot import Snapshot
from search_service.engines.whoosh.sought import NEARNESS, sought_by
from search_service.engines.whoosh.whoosh_schema import StoredDocument
from search_service.query.nodes import Node
from search_service.results import Hit, Match, Rule
from search_service.schema import Field
from search_service.snippets import Mark, make_snippets


class Explainer:
    """Explains the hits of one query on one snapshot."""

    def __init__(self, snapshot: Snapshot, node: Node) -> None:
        self._snapshot = snapshot
        self._sought = tuple(sought_by(node, snapshot.lexicon))

    def hit(self, document: int, score: float, *, missing: tuple[str, ...] = (), highlight: bool = True) -> Hit:
        """The hit of ``document``; without ``highlight`` there are no snippets."""
        stored = self._snapshot.document(document)
        texts = stored_texts(stored)
        found = {field: self._find(field, text) for field, text in texts.items()}
        marks = {field: [mark for mark, _ in of_field] for field, of_field in found.items()}
        return Hit(
            id=stored.id,
            url=stored.url,
            title=stored.title,
            teaser=stored.teaser,
            published=stored.published,
            topics=stored.topics,
            ministries=stored.ministries,
            score=round(score, 3),
            snippets=make_snippets(texts, marks) if highlight else (),
            matched=self._matched(found, texts),
            missing=missing,
        )

    def _find(self, field: Field, text: str) -> list[tuple[Mark, Rule]]:
        """Marks of one field, ascending, without overlaps (the longer one stays), with the rule by which each matched."""
        if not self._sought or not text:
            return []
        tokens = tokenize(text)
        spans = [
            (span, number)
            for number, sought in enumerate(self._sought)
            if field is Field.TITLE or not sought.title_only
            for span in sought.find(tokens)
        ]
        spans.sort(key=lambda each: (each[0].start, -each[0].end))
        marks: list[tuple[Mark, Rule]] = []
        for span, number in spans:
            if not marks or span.start >= marks[-1][0].end:
                marks.append((Mark(span.start, span.end, number), span.rule))
        return marks

    def _matched(self, found: dict[Field, list[tuple[Mark, Rule]]], texts: dict[Field, str]) -> tuple[Match, ...]:
        """Every form that matched once, in the order of the query's words, nearest rule first."""
        matches = {
            (mark.word, NEARNESS.index(rule), texts[field][mark.start : mark.end]) for field, marks in found.items() for mark, rule in marks
        }
        return tuple(Match(self._sought[word].word, form, NEARNESS[rule]) for word, rule, form in sorted(matches))


def stored_texts(stored: StoredDocument) -> dict[Field, str]:
    """The searched texts of a document by field."""
    return {Field.TITLE: stored.title, Field.TEASER: stored.teaser, Field.BODY: stored.body, Field.CAPTION: stored.caption}
