"""How editors change the order of hits: which are lifted for a query, whose scores are promoted, and for which hits they did so."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from search_service.analysis.meaning.lexicon import Lexicon
from search_service.analysis.normalize import xkey
from search_service.engines.base import Matcher
from search_service.engines.found import Order, Promotion, is_promoted
from search_service.query.conjunction import parts_of
from search_service.query.nodes import Node, Words
from search_service.query.parser import parse
from search_service.query.request import SearchRequest, Sort
from search_service.query.steered_words import without_stop_phrases
from search_service.query.units import Unit, read_units
from search_service.results import Hit
from search_service.schema import Scope
from search_service.steering.rules import Boost, Steering
from search_service.taxonomy import Taxonomy

_EPOCH = date(1970, 1, 1)


def steered_order(matcher: Matcher, request: SearchRequest, order: Order, *, day: int) -> Order:
    """The order with what editors want of it on ``day`` (days since 1970); by date they want nothing."""
    steering = request.steering
    if order.sort is not Sort.RELEVANCE or not (steering.pins or steering.boosts):
        return order
    key = ("steered order", steering, request.node, order, day)
    return matcher.cache.get(key, lambda: _Kept(_steered_order(matcher, request, order, today=_EPOCH + timedelta(day)))).order


def _steered_order(matcher: Matcher, request: SearchRequest, order: Order, *, today: date) -> Order:
    steering = request.steering
    promotions = tuple(_promotion(boost, matcher.status.taxonomy, today) for boost in steering.boosts)
    return replace(order, lifted=_pinned(request.node, steering, matcher.lexicon), promotions=promotions)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An order as the cache keeps it."""

    order: Order

    @property
    def nbytes(self) -> int:
        """100 bytes an id, 300 a promotion (measured with sys.getsizeof)."""
        return 100 * len(self.order.lifted) + 300 * len(self.order.promotions)


def with_steering(hits: Sequence[Hit], steering: Steering, order: Order) -> tuple[Hit, ...]:
    """The hits, each with what editors did for it."""
    if not (order.lifted or order.promotions):
        return tuple(hits)
    return tuple(_steered(hit, steering.boosts, order) for hit in hits)


def _steered(hit: Hit, boosts: Sequence[Boost], order: Order) -> Hit:
    promoted = zip(boosts, order.promotions, strict=True)
    own = tuple(boost for boost, promotion in promoted if is_promoted(hit.facet_values, hit.published, promotion))
    return replace(hit, pinned=hit.id in order.lifted, boosts=own)


def _promotion(boost: Boost, taxonomy: Taxonomy, today: date) -> Promotion:
    values = tuple((facet, taxonomy.names_shown(facet, value)) for facet, value in boost.values.items())
    first = None if boost.newer_than_days is None else today - timedelta(boost.newer_than_days)
    last = None if boost.older_than_days is None else today - timedelta(boost.older_than_days + 1)
    return Promotion(boost.factor, values, first, last)


def _pinned(node: Node, steering: Steering, lexicon: Lexicon) -> tuple[str, ...]:
    """The releases that are pinned for a query, whichever forms of its words it has, and in which order."""
    if not steering.pins:
        return ()
    return lexicon.kept(("pins", steering), lambda: _pins_by_query(steering, lexicon)).get(_asked(node, steering, lexicon), ())


def _pins_by_query(steering: Steering, lexicon: Lexicon) -> Mapping[Hashable, tuple[str, ...]]:
    """Of two queries that ask for the same the first."""
    return {_asked(parse(pin.query).node, steering, lexicon): pin.releases for pin in reversed(steering.pins)}


def _asked(node: Node, steering: Steering, lexicon: Lexicon) -> Hashable:
    """Equal for queries that ask for the same words in any form and order; words that only carry the request aside."""
    return frozenset(key for part in parts_of(node) for key in _keys(part, steering, lexicon))


def _keys(part: Node, steering: Steering, lexicon: Lexicon) -> Iterator[Hashable]:
    if not isinstance(part, Words) or part.scope is not Scope.TEXT:
        yield part
        return
    units = without_stop_phrases(list(read_units(part.text, lexicon)), steering, lexicon)
    yield from map(_key, [unit for unit in units if not unit.soft] or units)


def _key(unit: Unit) -> Hashable:
    return unit.class_id if unit.class_id >= 0 else xkey(unit.text)
