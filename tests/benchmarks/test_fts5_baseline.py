"""The plain search that quality is held against."""

from benchmarks.peers.fts5_baseline import Fts5Baseline
from tests.archives import release


def test_releases_with_all_words_come_first_then_those_with_any() -> None:
    baseline = Fts5Baseline([release("bus", "Der Bus hält."), release("both", "Bus und Bahnen fahren."), release("rad", "Ein Rad.")])
    assert baseline.rank("Bus Bahn") == ["both", "bus"]
    assert baseline.rank("die") == []
    assert baseline.rank("*") == []
