"""Which hosts the application answers for: a name that nobody set is refused before a link, a feed or a site map repeats it."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import SecurityError

from search_service.config import Settings
from search_service.web.i18n import gettext

PROBES = frozenset({"/healthz", "/readyz"})
"""Asked by address, or without a host at all; their answers repeat nothing of it."""


class Hosts:
    """The loopback names, the address that the server listens on, the host of ``site_url``, and those of ``trusted_hosts``."""

    def __init__(self, settings: Settings) -> None:
        named = (settings.host, urlsplit(settings.site_url).hostname or "", *settings.trusted_hosts)
        self._names = frozenset(name.lower() for name in named if name) | {"localhost"}
        self._endings = (".localhost", *(name for name in self._names if name.startswith(".")))

    def answer_for(self, host: str) -> bool:
        """Whether ``host``, as a request names it (perhaps with a port), is one of them, or below one that begins with a dot."""
        try:
            name = (urlsplit(f"//{host}").hostname or "").removesuffix(".")  # written out to the root, it is the same name
        except ValueError:  # such as "[:::"
            return False
        return name in self._names or name.endswith(self._endings) or f".{name}" in self._names or _is_loopback(name)


def install_hosts(app: Flask, settings: Settings) -> None:
    """To be called before what else looks at requests."""
    hosts = Hosts(settings)

    def refuse_others() -> None:
        # Flask has emptied what is no host by its letters.
        if not hosts.answer_for(request.host) and request.path not in PROBES:
            raise SecurityError(gettext("This host is not answered. Whoever runs the service adds its name to the setting trusted_hosts."))

    app.before_request(refuse_others)


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
