"""What every page shows around its own content, as plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from babel import Locale

Text = object
"""A sentence: a string, or a lazy one that becomes a string in the reader's language."""


class Named(Protocol):
    """Whoever is signed in, as far as the header needs to know."""

    @property
    def name(self) -> str:
        """Return the name as the person wishes to be called."""
        ...


@dataclass(frozen=True)
class Link:
    """A word with an address, in navigation, in breadcrumbs and in the language choice."""

    label: Text
    url: str
    current: bool = False
    """True for the page (or the part of the site) the reader is on."""
    lang: str | None = None
    """Language tag of the label, where it is not the page's own."""


@dataclass(frozen=True)
class HelpNumber:
    """A telephone number in the foot of every page."""

    number: str
    who: Text
    when: Text = ""
    """Opening hours in words, empty when unknown."""


@dataclass(frozen=True)
class Frame:
    """All that `chassis/layout.html` reads; made once for each request."""

    programme: Text
    """Name of the programme as the public knows it; the second half of every title."""
    partner_name: str
    """Who runs this deployment."""
    service: str
    """Machine name of the serving app; never shown."""
    path: str
    """Path of this request, so that signing in leads back to it."""
    request_id: str
    lang: str = "en"
    direction: str = "ltr"
    """`ltr` or `rtl`; see `direction_of`."""
    navigation: Sequence[Link] = ()
    """3 to 6 places for this reader's role, never a tree."""
    langs: Sequence[Link] = ()
    """One link for each language; the current one is marked. Shown when there are two or more."""
    not_in: str | None = None
    """Name of the language that the reader chose, where this page is not in it."""
    is_checked: bool = True
    """False where nobody who speaks this page's language stands by its words."""
    english_url: str | None = None
    """This page in English, where its words are not checked."""
    zone: str | None = None
    """Name of the zone of all times on the page, for those who work with them."""
    keep_url: str | None = None
    """Where somebody signed in keeps the language of this page for all others."""
    actor: Named | None = None
    said: Text | None = None
    """What the last step did, from `saying`."""
    asks_no_codes: bool = False
    """True when practice data asks for no codes at sign-in."""
    demo: bool = False
    """True when all data is invented."""
    help_numbers: Sequence[HelpNumber] = ()
    home_url: str = "/"
    sign_in_url: str = "/registry/sign-in"
    sign_out_url: str = "/registry/sign-out"
    """A page with one button; receives the POST too."""
    signs_out_here: bool = False
    """True in the app that serves `sign_out_url`: only there does this app's form token fit."""
    account_url: str = "/registry/me"
    search_url: str | None = None
    """Where the header's search box leads (GET, `q`); no box when None."""
    about: Sequence[Link] = field(default_factory=tuple)
    """Foot links: accessibility, privacy, about this deployment."""


def direction_of(lang: str) -> str:
    """Return `rtl` for languages written from the right, else `ltr`."""
    return str(Locale.parse(lang, sep="-").text_direction)


_SAYINGS: dict[str, Text] = {}


def register_sayings(sayings: Mapping[str, Text]) -> None:
    """Add sentences that `?said=<code>` may show, at import time; a code has one owner.

    Raises:
        ValueError: a code is already taken.
    """
    for code, sentence in sayings.items():
        if _SAYINGS.setdefault(code, sentence) is not sentence:
            raise ValueError(f"the saying {code!r} is taken")


def saying(code: str | None) -> Text | None:
    """Return the sentence of a code, or None, so that an address cannot put words on a page."""
    return _SAYINGS.get(code) if code else None
