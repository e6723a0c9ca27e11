"""Why no node could be reached, in words for the operator. Asks nothing; addresses are told without users and passwords."""

from __future__ import annotations

import re

from opensearchpy import OpenSearch

_CERTIFICATE = re.compile(r"certificate verify failed: ([^(]*[^( ])")
_CAUSES = (
    ("Connection refused", "the connection is refused; see that the nodes run and listen there"),
    ("WRONG_VERSION_NUMBER", "they speak no TLS there; write http:// in `opensearch_url`, or turn TLS on"),
    ("Connection aborted", "they close the connection; where they speak TLS write https:// in `opensearch_url`, else see that they run"),
    ("Failed to resolve", "a name of a host is unknown; see `opensearch_url`"),
    ("Operation not permitted", "this process may not go there; see IPAddressAllow of its unit, or the firewall"),
    ("timed out", "nobody answers there in time; see that the nodes run and that no firewall is between"),
)
"""What the system's or the library's words mean."""


def why_unreachable(client: OpenSearch, said: str) -> str:
    """The addresses of ``client`` and the cause, which the library ``said``."""
    return f"OpenSearch cannot be reached at {', '.join(map(_address, client.transport.hosts))}: {_cause(said)}"


def _address(host: dict[str, object]) -> str:
    scheme = "https" if host.get("use_ssl") else "http"
    return f"{scheme}://{host['host']}:{host.get('port', 9200)}"


def _cause(said: str) -> str:
    if untrusted := _CERTIFICATE.search(said):
        return f"the certificate is not trusted ({untrusted[1]}); see `opensearch_ca_file`, and the names in `opensearch_url`"
    return next((meant for sign, meant in _CAUSES if sign in said), f"{said[:200]}; see that the nodes of `opensearch_url` run")
