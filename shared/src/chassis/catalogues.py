"""Texts in other languages, read from `.po` files as translators leave them.

There is a file for each package and language. A service shows its own texts and those of the
chassis; what no file knows is shown in English.
"""

import re
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Domain, get_locale

ENGLISH = "en"
STAFF = (ENGLISH, "ru", "uk", "ro")
"""Languages of pages behind the sign-in."""
PUBLIC = (*STAFF, "be", "fr", "th", "ar")
"""Languages of pages for everybody, and for children."""
SHARED = Path(__file__).parent / "translations"
"""Catalogues of the chassis and the contracts."""

_REVIEWED = re.compile(r'^"X-Reviewed-By: *(.*?) *\\n"$', re.MULTILINE)


class Catalogues(Domain):  # type: ignore[misc] # untyped library
    """The texts of an app, from the catalogues in some folders."""

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__([])
        self._folders = tuple(folders)

    def get_translations(self) -> NullTranslations:
        """Return the texts in the language of this request."""
        locale = get_locale()
        return NullTranslations() if locale is None else self.of(str(locale))

    def of(self, lang: str) -> NullTranslations:
        """Return the texts in a language; none of a language that nobody wrote."""
        return _texts(self._folders, lang)

    def is_reviewed(self, lang: str) -> bool:
        """Say whether a person who speaks a language stands by all its texts."""
        files = [path for path in _files(self._folders, lang) if path.exists()]
        return lang == ENGLISH or bool(files and all(reviewer(path) for path in files))


def install(app: Flask, own: Path | None) -> Catalogues:
    """Let an app, of which Flask-Babel knows, speak from its own catalogues and the chassis'."""
    texts = Catalogues([SHARED, own] if own else [SHARED])
    app.extensions["babel"].instance.domain_instance = texts
    return texts


def file_of(folder: Path, lang: str) -> Path:
    """Return where a language's texts are, below a package's `translations`."""
    return folder / lang / "LC_MESSAGES" / "messages.po"


def read(path: Path, lang: str) -> Catalog:
    """Return a catalogue; an empty one if there is no file."""
    if not path.exists():
        return Catalog(locale=lang)
    with path.open("rb") as file:
        return read_po(file, locale=lang)


@cache
def reviewer(path: Path) -> str:
    """Return who checked a file, and when: `Ana Rusu 2026-02-03`; empty while nobody has."""
    found = _REVIEWED.search(path.read_text(encoding="utf-8")) if path.exists() else None
    return found[1] if found else ""


def _files(folders: Iterable[Path], lang: str) -> list[Path]:
    return [file_of(folder, lang) for folder in folders]


@cache
def _texts(folders: tuple[Path, ...], lang: str) -> NullTranslations:
    """Read the files of a language; in memory they become what gettext looks up fast."""
    if lang == ENGLISH:
        return NullTranslations()
    whole = Catalog(locale=lang)
    for path in _files(folders, lang):
        for message in read(path, lang):
            if message.id and any(message.string or ()):
                whole.add(message.id, message.string)
    packed = BytesIO()
    write_mo(packed, whole)
    packed.seek(0)
    return Translations(packed)
