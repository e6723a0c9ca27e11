"""Tells sources apart without knowing them: a hash of address and query under a salt that lives for a day."""

from __future__ import annotations

import hashlib
from ipaddress import IPv6Address, ip_address, ip_network

HOME_BITS = 56
"""Of an address of IPv6 what one household or office has to itself (RFC 6177)."""


def source_hash(address: str, query: bytes, salt: bytes) -> bytes:
    """Equal for the same source, query and salt; without the salt nobody can tell of which."""
    return hashlib.blake2b(_household(address).encode() + b"\0" + query, digest_size=8, key=salt).digest()


def _household(address: str) -> str:
    """The part of an address that one household shares: counted too few rather than too many."""
    if ":" not in address:  # of IPv4, or a socket that has none
        return address
    try:
        read = ip_address(address)
    except ValueError:  # a proxy said something else
        return address
    if not isinstance(read, IPv6Address):
        return str(read)
    return str(read.ipv4_mapped or ip_network((read, HOME_BITS), strict=False))
