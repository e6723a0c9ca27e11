"""A client that keeps a copy in step with an archive, by nothing but its change feed: what another service would write.

`python -m benchmarks.mirror URL FILE` brings the copy in FILE (JSON) up to date with the service at URL, from wherever it stands.
"""

from __future__ import annotations

import json
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import click


@dataclass
class Mirror:
    """The releases of an archive by id, and the number of the last change that they hold."""

    releases: dict[str, dict[str, Any]] = field(default_factory=dict)
    since: int = 0

    def catch_up(self, url: str, *, limit: int = 500) -> int:
        """Apply every change since the last time; returns how many. Interrupted anywhere, the next call goes on."""
        applied, more = 0, True
        while more:
            with urllib.request.urlopen(f"{url}/api/v1/changes?since={self.since}&limit={limit}", timeout=60) as response:
                answer = json.load(response)
            for change in answer["changes"]:
                if change["type"] == "withdrawn":
                    self.releases.pop(change["id"], None)
                else:
                    self.releases[change["id"]] = change["release"]
            self.since, more = answer["next_since"], answer["more"]
            applied += len(answer["changes"])
        return applied


@click.command()
@click.argument("url")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def main(url: str, file: Path) -> None:
    """Bring the copy in FILE up to date with the service at URL."""
    mirror = Mirror(**json.loads(file.read_bytes())) if file.exists() else Mirror()
    applied = mirror.catch_up(url.rstrip("/"))
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.write_text(json.dumps(asdict(mirror), ensure_ascii=False), encoding="utf-8")
    unfinished.replace(file)
    click.echo(f"{applied} changes, {len(mirror.releases)} releases, up to number {mirror.since}")


if __name__ == "__main__":
    main()
