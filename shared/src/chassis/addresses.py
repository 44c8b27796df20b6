"""Addresses as a process is told them: taken apart without a word of the passwords in them."""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


def is_database(url: str) -> bool:
    """Say whether an address can be read, and no part of a password as its host."""
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        return False
    return not parts.host or "@" not in f"{parts.host}{parts.database}"


def split(url: str) -> SplitResult | None:
    """Return the parts of an address; None where a password would be read as a part of it.

    What a parser says of a bad address repeats it, so that is not asked for.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    # The sign that ends a password stands behind where the address ended for the parser.
    is_cut = "@" in parts.path + parts.query or parts.fragment
    return None if is_cut else parts


def is_sealed_way(url: str) -> bool:
    """Say whether nobody between can read what is sent to an address: by TLS, or on loopback."""
    parts = split(url)
    if parts is None or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))


def is_loopback(url: str) -> bool:
    """Say whether an address is of this machine only."""
    parts = split(url)
    host = (parts.hostname if parts else None) or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
