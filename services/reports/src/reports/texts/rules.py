"""Cleaning of free text: one form of letters, no control signs, no addresses."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_REPORT = 2000
LONGEST_MESSAGE = 1500
ADDRESS = "address"
BLOB = "encoded"
ADDRESS_GONE = "[address removed]"
BLOB_GONE = "[code removed]"

_HOST = r"[^\s/?#<>\"'()\[\]{}|\\^`]"
_SIGN = r"[!#-;=?-~]"
"""What an address goes on with: no space, no quote, no angle; words after it are the child's."""
_ADDRESS = re.compile(
    rf"[a-z][a-z0-9+.-]{{0,30}}://(?P<host>{_HOST}*)(?:[/?#]{_SIGN}*)?"
    rf"|\b(?:data|magnet):{_SIGN}+"
    rf"|\b(?P<www>www\.[\w-]+(?:\.[\w-]+)*)(?::\d+)?(?:[/?#]{_SIGN}*)?"
    rf"|(?<![\w.-])(?P<bare>(?:[\w-]+\.)+[^\W\d_]{{2,}})(?::\d+)?/{_SIGN}*",
    re.IGNORECASE,
)
"""A scheme with `://`, `data:`, `magnet:`, `www.` and a host, or a host name before a `/`."""
_BLOB = re.compile(r"[A-Za-z0-9+/=_-]{512,}")
"""So long a run without a space is no word: a picture may hide in it."""


@dataclass(frozen=True)
class Cleaned:
    """A text as it is kept, and what was taken out of it."""

    text: str
    removed: tuple[str, ...]


def clean(text: str, *, keeps_host: bool = False) -> Cleaned:
    """Return a text as it is kept: NFC, without control signs but tab and newline, cut.

    With `keeps_host` the name of a cut address's host stays: a school must know which useful
    site was blocked.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    plain = "".join(sign for sign in plain if sign in "\t\n" or not _is_control(sign))
    plain, blobs = _BLOB.subn(BLOB_GONE, plain)
    plain, addresses = _ADDRESS.subn(_host_only if keeps_host else ADDRESS_GONE, plain)
    removed = [word for word, count in ((ADDRESS, addresses), (BLOB, blobs)) if count]
    return Cleaned(plain, tuple(removed))


def length(text: str) -> int:
    """Return how many letters were written, before anything is taken out or put in."""
    return len(unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def _host_only(found: re.Match[str]) -> str:
    host = (found["host"] or found["www"] or found["bare"] or "").rpartition("@")[2]
    return f"[address removed: {host}]" if host else ADDRESS_GONE


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs")
