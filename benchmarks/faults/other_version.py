"""What do readers and operators see when a newer program publishes, or the servers are upgraded one by one?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import click

from benchmarks.faults.nodes import NUMBERS
from benchmarks.faults.refusals import own_index, watched_site
from benchmarks.faults.scene import Outcome, Row, Scene

AWAY = 8.0
NEWER, JAVA = "NEWER_OPENSEARCH", "NEWER_JAVA_HOME"
"""Variables that name a newer server, and the Java that it runs on."""


def rows(scene: Scene) -> Iterator[Row]:
    """One row for the index; one for the servers, whose cluster is then of the newer version for good."""
    with own_index(scene, "other") as site, watched_site(site) as watched:
        yield watched.observed("an index of a newer program", lambda: newer(watched))
    if NEWER in os.environ:
        yield scene.observed("servers upgraded one by one", lambda: upgraded(scene))
    else:
        click.echo(f"servers are not upgraded: {NEWER}=3.9.0 {JAVA}=FOLDER does that", err=True)


def upgraded(scene: Scene) -> Outcome:
    """Node by node under searches, then an import."""
    version = os.environ[NEWER]
    for number in NUMBERS:
        scene.nodes.kill(number)
        scene.nodes.start(number, OPENSEARCH_VERSION=version, JAVA_HOME=os.environ[JAVA])
        scene.nodes.wait_for(status="green" if number == NUMBERS[-1] else "yellow")
    runs, _ = scene.site.through("import", scene.batch())
    return Outcome(f"to {version}", runs)


def newer(scene: Scene) -> Outcome:
    """A newer program publishes; who runs goes on with what it has, and a new process of the older one says what is to be done."""
    nodes, alias = scene.nodes, scene.site.index
    (index,) = nodes.ask(f"_alias/{alias}")
    meta = nodes.ask(f"{index}/_mapping")[index]["mappings"]["_meta"]
    newest = f"{alias}-{int(index.split('-')[1]) + 1}-abcdef0123456789"
    nodes.ask(f"{index}/_clone/{newest}", {"settings": {"index.blocks.write": None}}, method="PUT")
    nodes.wait_for()
    meta["sidecar"] = meta["sidecar"].replace('"format_version":1', '"format_version":99')
    nodes.ask(f"{newest}/_mapping", {"_meta": meta}, method="PUT")
    actions = [{"remove": {"index": index, "alias": alias}}, {"add": {"index": newest, "alias": alias}}]
    nodes.ask("_aliases", {"actions": actions}, method="POST")
    time.sleep(AWAY)
    run = scene.site.run("index")
    runs, _ = scene.site.through("rebuild")
    return Outcome(f"`index`: {run.last[:160]}", 1 + runs)
