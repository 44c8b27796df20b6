"""Countries and languages by code or by name, as lists in many languages write them."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import pycountry
from babel import Locale

LANGUAGES = (
    "en", "ru", "uk", "ro", "be", "fr", "th", "ar", "es", "de", "pt", "it", "pl", "tr", "ka", "hy",
    "az", "kk", "ky", "uz", "tg", "bg", "cs", "sk", "hu", "el", "he", "fa", "zh", "ja", "ko", "vi",
    "id", "hi", "nl",
)  # fmt: skip
"""Languages in which names of countries are known."""

_ALIASES = {
    "UK": "GB",
    "Great Britain": "GB",
    "England": "GB",
    "Scotland": "GB",
    "Wales": "GB",
    "Northern Ireland": "GB",
    "USA": "US",
    "U.S.A.": "US",
    "United States of America": "US",
    "Russian Federation": "RU",
    "РФ": "RU",
    "Российская Федерация": "RU",
    "Республика Беларусь": "BY",
    "Рэспубліка Беларусь": "BY",
    "Белоруссия": "BY",
    "Республика Молдова": "MD",
    "Republica Moldova": "MD",
    "Молдавия": "MD",
    "Республика Казахстан": "KZ",
    "Киргизия": "KG",
    "Ivory Coast": "CI",
    "Republic of the Congo": "CG",
    "Democratic Republic of the Congo": "CD",
    "Palestinian Territory": "PS",
    "Palestine": "PS",
    "Czech Republic": "CZ",
    "Turkey": "TR",
    "Burma": "MM",
    "Swaziland": "SZ",
    "Macedonia": "MK",
    "Laos": "LA",
    "South Korea": "KR",
    "North Korea": "KP",
}
_AREA_CODE = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_NOT_WORD = re.compile(r"[\W_]+")


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _NOT_WORD.sub("", "".join(char for char in plain if not unicodedata.combining(char)))


def _known_names() -> Iterator[tuple[str, str]]:
    for language in reversed(LANGUAGES):
        for code, name in Locale.parse(language).territories.items():
            if pycountry.countries.get(alpha_2=code):
                yield name, code
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name", "alpha_2", "alpha_3"):
            if name := getattr(country, attribute, None):
                yield name, country.alpha_2
    yield from _ALIASES.items()


@cache
def _countries() -> dict[str, str]:
    return {_fold(name): code for name, code in _known_names()}


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code for a code or a name; None when unknown."""
    if len(text) == 2 and text.isascii() and text.isupper():  # noqa: PLR2004  # alpha-2
        return _countries().get(text.lower())
    return _countries().get(_fold(text))


@cache
def _areas() -> frozenset[str]:
    return frozenset(area.code for area in pycountry.subdivisions)


@lru_cache(maxsize=4096)
def area_code(text: str) -> str | None:
    """Return an ISO 3166-2 code in capitals when the text is one; None for anything else."""
    code = text.upper()
    if not _AREA_CODE.fullmatch(code):
        return None
    return code if code in _areas() else None


@cache
def _languages() -> dict[str, str]:
    known = {str(code) for code in Locale.parse("en").languages if str(code).isalpha()}
    names = {
        _fold(str(name)): str(code)
        for language in reversed(LANGUAGES)
        for code, name in Locale.parse(language).languages.items()
        if code in known
    }
    return names | {code: code for code in known}


@lru_cache(maxsize=4096)
def language_code(text: str) -> str | None:
    """Return the ISO 639 code of a language named by code or name; None when unknown."""
    return _languages().get(_fold(text))
