"""Addresses of releases: without what belongs to one visit (session ids, tracking parameters), and in one spelling to compare them by."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid|sessionid)=[^/?#;]*", re.IGNORECASE)
_ONE_VISIT = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium|content|cid)|piwik_\w+|matomo_\w+|at_(?:medium|campaign|custom\d?)|wt[._]\w+"
    r"|mc_[ce]id|[gdw]?br?aid|gclid|dclid|fbclid|msclkid|twclid|yclid|igshid|mkt_tok|xtor|etcc_\w+|nl_?id|_ga|_gl|_hs\w+"
    r"|jsessionid|phpsessid|sessionid|fe_typo_user)(?:=.*)?",
    re.IGNORECASE | re.DOTALL,
)
_DIGEST = re.compile(r"cHash=[0-9a-f]{32}")  # TYPO3: a checksum of the other parameters


def without_tracking(url: str) -> str:
    """The address without ``;jsessionid=…`` and parameters that only tell who came from where; all others stay as they stand."""
    if ";" not in url and "?" not in url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that are no IPv6 address; whoever validates the address says so
        return url
    kept = [each for each in parts.query.split("&") if not _ONE_VISIT.fullmatch(each)]
    if len(kept) == 1 and _DIGEST.fullmatch(kept[0]) and "&" in parts.query:
        kept = []
    return parts._replace(path=_SESSION.sub("", parts.path), query="&".join(kept)).geturl()


_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_PORTS = {"http": 80, "https": 443}


def canonical_address(url: str) -> str:
    """One spelling for all addresses of a page: https for http, the host in small letters, neither its usual port nor a fragment, no
    tracking parameters, no slash at the end. One that is no address of the web stays as it is."""
    plain = without_tracking(url.strip())
    if "".join(plain.split()) != plain:
        return plain
    try:
        parts = urlsplit(plain)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # brackets that are no IPv6 address, or a port that is no number
        return plain
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return plain
    netloc = host.rstrip(".") if port in (None, _PORTS[scheme]) else f"{host.rstrip('.')}:{port}"
    path = _ESCAPE.sub(lambda escape: escape[0].upper(), parts.path).rstrip("/")
    return SplitResult("https", netloc, path, parts.query, "").geturl()
