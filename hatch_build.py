"""Build hook: compiles the message catalogues (.po → .mo) for wheels and editable installs alike."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in Path(self.root, "search_service", "translations").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as po_file:
                catalogue = read_po(po_file, locale=source.parts[-3], abort_invalid=True)
            with source.with_suffix(".mo").open("wb") as mo_file:
                write_mo(mo_file, catalogue)
