"""The address of a release without what belongs to one visit: session ids and tracking parameters."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

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
