"""Find every text of the program, and keep the catalogues of all languages in step with it."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import write_po
from jinja2.ext import babel_extract

import certification
import chassis
import contracts
import registry
import reports
import training
from chassis.catalogues import ENGLISH, PUBLIC, STAFF, file_of, read, reviewer

ERRORS = frozenset(
    {
        *("DomainError", "Invalid", "Unauthenticated", "Forbidden", "NotFound", "Refused"),
        *("NotKnownYet", "Gone", "Stale", "PreconditionRequired", "TooMany", "Unavailable"),
        *("NoFiles", "VisitOver"),
    }
)
"""Errors whose first argument is a sentence for people."""
AT_A_TERMINAL = (
    "chassis/bus/*",
    "chassis/serve.py",
    "chassis/standalone.py",
    "*/commands.py",
    "*/migrations/*",
)
"""Errors raised here are told in English to whoever runs the program, and to programs."""
FOR_EVERYBODY = (
    "chassis/auth.py",
    "chassis/bodies.py",
    "chassis/errors.py",
    "chassis/faults.py",
    "chassis/forms.py",
    "chassis/http.py",
    "chassis/idempotency.py",
    "chassis/pages.py",
    "chassis/paging.py",
    "chassis/web.py",
    "chassis/templates/chassis/error.html",
    "chassis/templates/chassis/layout.html",
    "chassis/templates/chassis/macros.html",
    "contracts/places.py",
    "certification/badges/*",
    "certification/certificates/formats.py",
    "certification/templates/certification/home/*",
    "certification/templates/certification/verify/*",
    "certification/verify/*",
    "registry/accounts/rules.py",
    "registry/awards/*",
    "registry/claims/actions.py",
    "registry/claims/forms.py",
    "registry/claims/pages.py",
    "registry/claims/rules.py",
    "registry/mails/formats.py",
    "registry/people/actions.py",
    "registry/people/rules.py",
    "registry/people/forms.py",
    "registry/people/pages.py",
    "registry/resets/*",
    "registry/roles/formats.py",
    "registry/schools/forms.py",
    "registry/signins/*",
    "registry/templates/registry/awards/find.html",
    "registry/templates/registry/claims/register.html",
    "registry/templates/registry/claims/sent.html",
    "registry/templates/registry/claims/sign_up.html",
    "registry/templates/registry/accounts/codes.html",
    "registry/templates/registry/home/_help.html",
    "registry/templates/registry/home/about.html",
    "registry/templates/registry/home/accessibility.html",
    "registry/templates/registry/home/privacy.html",
    "registry/templates/registry/home/start.html",
    "registry/templates/registry/people/invitation.html",
    "registry/templates/registry/people/link_gone.html",
    "registry/templates/registry/people/welcome.html",
    "registry/templates/registry/resets/*",
    "registry/templates/registry/signins/code.html",
    "registry/templates/registry/signins/sign_in.html",
    "registry/templates/registry/signins/sign_out.html",
    "registry/tries/*",
    "reports/codes/*",
    "reports/help/*",
    "reports/returns/*",
    "reports/submissions/*",
    "reports/templates/reports/help/*",
    "reports/templates/reports/home/*",
    "reports/threads/*",
    "reports/wordings/*",
    "training/cards/*",
    "training/templates/training/cards/check.html",
    "training/templates/training/home/*",
)
"""Places of the texts on public pages and pages for children, told in all languages."""

_PLAIN = frozenset({"_", "gettext", "_l", "lazy_gettext", "sentence"})
_COUNTED = frozenset({"ngettext", "_ln", "lazy_ngettext"})
_IN_TEMPLATES = ("_", "gettext", "ngettext")

MessageId = str | tuple[str, str]


@dataclass(frozen=True)
class Package:
    """The packages whose texts are in one catalogue, and where that is."""

    name: str
    roots: tuple[Path, ...]

    @property
    def folder(self) -> Path:
        """Return the folder of its catalogues."""
        return self.roots[0] / "translations"


def _root(module: object) -> Path:
    return Path(str(getattr(module, "__file__", ""))).parent


PACKAGES = (
    Package("chassis", (_root(chassis), _root(contracts))),
    *(
        Package(each.__name__, (_root(each),))
        for each in (registry, training, certification, reports)
    ),
)


@cache
def texts_of(package: Package) -> dict[MessageId, tuple[str, ...]]:
    """Return every text of a package, and the files it is in: `registry/home/pages.py`."""
    found: dict[MessageId, set[str]] = {}
    for root in package.roots:
        for path in sorted(root.rglob("*")):
            place = path.relative_to(root.parent).as_posix()
            for text in _texts_in(path, place):
                found.setdefault(text, set()).add(place)
    return {text: tuple(sorted(places)) for text, places in found.items()}


def is_for_everybody(places: Iterable[str]) -> bool:
    """Say whether a text is on a page for everybody."""
    return any(is_in(place, FOR_EVERYBODY) for place in places)


def is_in(place: str, wanted: Iterable[str]) -> bool:
    """Say whether a place, like `registry/home/pages.py`, is among the places wanted."""
    return any(fnmatch(place, each) for each in wanted)


def wanted_in(package: Package, lang: str) -> dict[MessageId, tuple[str, ...]]:
    """Return the texts that a language needs: those for everybody, or all of them."""
    return {
        text: places
        for text, places in texts_of(package).items()
        if lang in STAFF or is_for_everybody(places)
    }


def wanted_files() -> dict[Path, str]:
    """Return each catalogue as it should be: today's texts, with what is translated already."""
    return {
        file_of(package.folder, lang): _catalogue(package, lang)
        for package in PACKAGES
        for lang in PUBLIC
        if lang != ENGLISH
    }


def known_files() -> list[Path]:
    """Return the catalogues that there are."""
    return [path for package in PACKAGES for path in package.folder.glob("*/LC_MESSAGES/*.po")]


def done(package: Package, lang: str) -> int:
    """Count the texts that a language has of those it needs."""
    held = read(file_of(package.folder, lang), lang)
    return sum(_string(held, text) is not None for text in wanted_in(package, lang))


def _texts_in(path: Path, place: str) -> Iterator[MessageId]:
    if path.suffix == ".py":
        is_quiet = is_in(place, AT_A_TERMINAL)
        yield from _in_python(path, _PLAIN if is_quiet else _PLAIN | ERRORS)
    elif path.suffix == ".html" and "vendor" not in path.parts:
        with path.open("rb") as file:
            for _line, name, text, _notes in babel_extract(file, _IN_TEMPLATES, (), {}):
                one, *more = text if isinstance(text, tuple) else (text,)
                # A text that is not written out, such as a variable, was found elsewhere.
                if one:
                    yield (one, str(more[0])) if name in _COUNTED else one


def _in_python(path: Path, plain: frozenset[str]) -> Iterator[MessageId]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(one)), *_]) if (
                name in plain and one
            ):
                yield one
            case ast.Call(
                func=ast.Name(id=name),
                args=[ast.Constant(value=str(one)), ast.Constant(value=str(many)), *_],
            ) if name in _COUNTED:
                yield one, many


def _catalogue(package: Package, lang: str) -> str:
    path = file_of(package.folder, lang)
    held = read(path, lang)
    made = Catalog(locale=lang)
    for text, places in wanted_in(package, lang).items():
        made.add(text, _string(held, text), locations=[(place, 0) for place in places])
    written = BytesIO()
    write_po(written, made, width=100, omit_header=True, sort_output=True, include_lineno=False)
    return f"{_head(lang, reviewer(path))}\n{written.getvalue().decode().strip()}\n"


def _string(held: Catalog, text: MessageId) -> Any:
    """Return what a catalogue has for a text; None when a form of it is missing."""
    found = held.get(text)
    if found is None or not found.string or found.id != text:
        return None
    forms = found.string if isinstance(found.string, tuple | list) else (found.string,)
    return found.string if all(forms) else None


def _head(lang: str, reviewed_by: str) -> str:
    lines = [
        f"Language: {lang}",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {get_plural(lang)}",
        f"X-Reviewed-By: {reviewed_by}",
    ]
    return "\n".join(['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in lines), ""])
