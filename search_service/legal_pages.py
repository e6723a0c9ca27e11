"""The pages that German law asks of a public body's site, as a table; the footer and the warning of `serve` walk it.

The pages themselves lie with the operator: here is only what they are called and which setting has their address.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from search_service.config import Settings
from search_service.messages import N_


@dataclass(frozen=True, slots=True)
class LegalPage:
    """``setting`` has the address, ``label`` is its message in the footer, ``german`` how operators call it in `footer_links`.

    ``required`` says which rule asks for it of every public site, empty where it depends on the body.
    """

    setting: str
    label: str
    german: str
    required: str = ""


LEGAL_PAGES = (
    LegalPage("imprint_url", N_("Legal notice"), "Impressum", "§ 5 DDG, § 18 MStV"),
    LegalPage("privacy_url", N_("Privacy"), "Datenschutz"),
    LegalPage("accessibility_url", N_("Accessibility"), "Barrierefreiheit", "§ 12b BGG, the states' own acts"),
    LegalPage("easy_language_url", N_("Easy language"), "Leichte Sprache"),
    LegalPage("sign_language_url", N_("Sign language"), "Gebärdensprache"),
)


def address_of(page: LegalPage, settings: Settings) -> str:
    """Where the page lies, empty where no setting says so."""
    address: str = getattr(settings, page.setting)
    return address


def missing_pages(settings: Settings) -> tuple[LegalPage, ...]:
    """The required pages that a public site has no link to; none for one that only this machine or its network sees."""
    if not is_public(settings):
        return ()
    linked = {label.casefold() for label in settings.footer_links}
    return tuple(
        page
        for page in LEGAL_PAGES
        if page.required and not address_of(page, settings) and not any(page.german.casefold() in label for label in linked)
    )


def is_public(settings: Settings) -> bool:
    """Whether anybody but this machine and private networks may be meant: told by the public address, else by where it listens."""
    host = urlsplit(settings.site_url).hostname or settings.host
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host != "localhost" and not host.endswith((".localhost", ".local", ".internal", ".test"))
    return address.is_unspecified or address.is_global
