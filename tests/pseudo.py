"""A language for tests alone: every text stands in brackets and is 40 % longer.

What is shown without brackets came past the catalogues.
"""

from collections.abc import Iterator

from babel.support import NullTranslations
from bs4 import BeautifulSoup, Comment, Doctype
from flask import Flask

from allinone.catalogues import PACKAGES, is_for_everybody, texts_of
from chassis.catalogues import Catalogues

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4
UNSEEN = ("script", "style", "template")


class _Longer(NullTranslations):
    """Every text it is asked for; of some texts only, where they are named."""

    def __init__(self, only: frozenset[str] | None) -> None:
        super().__init__()
        self._only = only

    def gettext(self, message: str) -> str:
        if self._only is not None and message not in self._only:
            return message
        return f"{OPEN}{message}{'~' * round(len(message) * LONGER)}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    ugettext = gettext
    ungettext = ngettext


class Pseudo(Catalogues):
    """In the place of an app's catalogues."""

    def __init__(self, only: frozenset[str] | None = None) -> None:
        super().__init__([])
        self._texts = _Longer(only)

    def of(self, lang: str) -> NullTranslations:  # noqa: ARG002 - it is the same in all
        return self._texts


def speak(app: Flask, *, only: frozenset[str] | None = None) -> None:
    """Let an app speak it from now on."""
    app.extensions["babel"].instance.domain_instance = Pseudo(only)


def for_everybody() -> frozenset[str]:
    """The texts that all languages have."""
    return frozenset(
        each
        for package in PACKAGES
        for text, places in texts_of(package).items()
        if is_for_everybody(places)
        for each in ([text] if isinstance(text, str) else text)
    )


def plain_texts(html: str) -> Iterator[str]:
    """Yield what a reader sees, or hears, outside of brackets."""
    page = BeautifulSoup(html, "html.parser")
    # A text may have tags in it, so a bracket that opens here can close in a later node.
    depth = 0
    for node in page.find_all(string=True):
        if isinstance(node, Comment | Doctype) or node.find_parent(UNSEEN):
            continue
        words, depth = _outside(str(node), depth)
        yield from words
    for tag in page.select("[aria-label], [placeholder], [title], [alt]"):
        for name in ("aria-label", "placeholder", "title", "alt"):
            yield from _outside(str(tag.get(name, "")), 0)[0]


def _outside(text: str, depth: int) -> tuple[list[str], int]:
    """Return the words outside of brackets, and how many are open at the end."""
    kept = ""
    for sign in text:
        depth += (sign == OPEN) - (sign == CLOSE)
        kept += "" if depth or sign == CLOSE else sign
    words = " ".join(kept.split())
    return ([words] if words else []), depth
