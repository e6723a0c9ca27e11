"""What do readers and operators see when the cluster refuses, or has lost the index?"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.faults.nodes import NUMBERS
from benchmarks.faults.scene import Outcome, Row, Scene
from benchmarks.faults.site import Site
from benchmarks.faults.witness import Witness

AWAY = 8.0
USER, PASSWORD = "leser", "richtig-geheim"
_NGINX = """daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ }}
http {{
    access_log off; client_max_body_size 0; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        auth_basic "cluster"; auth_basic_user_file {folder}/users;
        location / {{ proxy_pass {node}; }}
    }}
}}
"""


def rows(scene: Scene) -> Iterator[Row]:
    """One row a fault; each has indices of its own."""
    with own_index(scene, "locked") as site, _password_asked(site) as door:
        locked = site.but(opensearch_url=f'["{door.url}"]', opensearch_user=USER)
        with watched_site(locked, PASSWORD) as watched:
            yield watched.observed("wrong credentials", lambda: wrong_credentials(watched, door))
    with own_index(scene, "red", opensearch_replicas="0") as site, watched_site(site) as watched:
        yield watched.observed("a red index whose node comes back", lambda: red(watched))
        yield watched.observed("a red index whose data are gone", lambda: lost(watched))


@contextmanager
def own_index(scene: Scene, name: str, **settings: str) -> Iterator[Site]:
    """The same store, indexed under a name of its own, which is gone afterwards."""
    folder = scene.site.folder / name
    folder.mkdir()
    site = replace(scene.site.but(**settings), index=name, folder=folder)
    site.through("rebuild")
    yield site
    scene.nodes.ask(f"{name}*?expand_wildcards=all", method="DELETE")


@contextmanager
def watched_site(site: Site, password: str = "") -> Iterator[Scene]:
    site = replace(site, password=password)
    with site.serving() as address:
        witness = Witness(address, site.releases[: len(site.releases) // 2])
        witness.learn()
        yield Scene(site, witness)


@dataclass(frozen=True, slots=True)
class Door:
    """nginx before the first node; it asks for a password."""

    url: str
    users: Path

    def lets_in(self, password: str) -> None:
        """Who has this password comes in, nobody else."""
        self.users.write_text(f"{USER}:{{PLAIN}}{password}\n")


@contextmanager
def _password_asked(site: Site) -> Iterator[Door]:
    port = site.nodes.base + 9
    configuration = site.folder / "nginx.conf"
    configuration.write_text(_NGINX.format(folder=site.folder, port=port, node=site.nodes.urls[0]))
    site.folder.chmod(0o755)
    door = Door(f"http://127.0.0.1:{port}", site.folder / "users")
    door.lets_in(PASSWORD)
    process = subprocess.Popen(["nginx", "-c", str(configuration)])
    try:
        yield door
    finally:
        process.terminate()
        process.wait()


def wrong_credentials(scene: Scene, door: Door) -> Outcome:
    door.lets_in("another")
    time.sleep(AWAY)
    run = scene.site.run("index")
    door.lets_in(PASSWORD)
    runs, _ = scene.site.through("index")
    return Outcome(run.last, 1 + runs)


def red(scene: Scene) -> Outcome:
    number = scene.nodes.holder(scene.site.index)
    scene.nodes.kill(number)
    scene.nodes.wait_for_red()
    time.sleep(AWAY)
    run = scene.site.run("rebuild") if number not in _of_lexicons(scene) else None
    scene.nodes.start(number)
    scene.nodes.wait_for()
    return Outcome(run.last[:100] if run else "", 1 if run else 0)


def _of_lexicons(scene: Scene) -> Sequence[str]:
    shards = scene.nodes.ask(f"_cat/shards/{scene.site.index}-lexicons?format=json")
    return [str(each["node"]).removeprefix("n") for each in shards]


def lost(scene: Scene) -> Outcome:
    """Every node forgets what it has, so that index and lexicons are nowhere; the cluster's state goes on."""
    said: list[str] = []
    for number in NUMBERS:
        scene.nodes.kill(number)
        scene.nodes.erase(number)
        scene.nodes.start(number)
        scene.nodes.wait_for(status="red")
    run = scene.site.run("index")
    said.append(f"`index`: {run.last[:160]}")
    runs, failed = scene.site.through("rebuild")
    return Outcome("; ".join([*said, *failed]), 1 + runs)
