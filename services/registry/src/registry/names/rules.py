"""Names and codes as they are kept, compared, searched and shown in a spreadsheet."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from anyascii import anyascii

NAME_CHARACTERS = range(2, 301)
"""How long a school's name may be; it is never cut."""

CODE_CHARACTERS = range(1, 41)
"""How long an official code may be."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_ACCENTS = re.compile("[\u0300-\u036f]")
_BREAKS = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_WORDS = re.compile(r"[^\W_]+")
_SPREADSHEET_NUMBER = re.compile(
    r"[+-]?(?:\d+[.,]\d*(?:[eE][+-]?\d+)?|\d+[eE][+-]\d+)"  # `2E3` alone may well be a code
)


def clean(text: str) -> str:
    """Return one line of NFC text: line breaks and tabs become a space, control signs go.

    Spaces inside stay as given; those around go.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = _CONTROL.sub("", _BREAKS.sub(" ", text))
    return text.strip()


def fold_name(text: str) -> str:
    """Return a name for searching: NFKC, small letters, single spaces.

    Accents stay, since in many languages they make another word.
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def search_key(text: str) -> str:
    """Return a text for finding: as `fold_name`, and without accents, dots and tails.

    Whoever types `scoala` or `елка` finds Școala and Ёлка; vowel signs of Thai or Arabic stay.
    """
    if text.isascii():
        return fold_name(text)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return fold_name(bare)


def code_key(code: str) -> str:
    """Return what two codes are compared by: `ab1` and `AB1` are one, `2` and `02` are two."""
    return code.casefold() if code.isascii() else unicodedata.normalize("NFKC", code).casefold()


def is_spreadsheet_number(code: str) -> bool:
    """Tell whether a spreadsheet has turned a code into a number: `1.23E+11`, `319506.000`."""
    return _SPREADSHEET_NUMBER.fullmatch(code) is not None


@cache
def _legal_words() -> frozenset[str]:
    return frozenset(word for text in _data()["words"] for word in _ascii_words(text))


@cache
def _legal_phrases() -> re.Pattern[str]:
    phrases = sorted((" ".join(_ascii_words(text)) for text in _data()["phrases"]), key=len)
    return re.compile(r"\b(?:" + "|".join(reversed(phrases)) + r")\b")


@cache
def _data() -> dict[str, list[str]]:
    return tomllib.loads(files(__package__).joinpath("legal_forms.toml").read_text("utf-8"))


@lru_cache(maxsize=16_384)
def _ascii(word: str) -> str:
    return anyascii(fold_name(word)).casefold()


def _ascii_words(text: str) -> list[str]:
    return _WORDS.findall(" ".join(map(_ascii, text.replace("№", " ").split())))


def match_key(name: str, town: str | None) -> str:
    """Return what two schools without codes share when they are possibly the same one.

    Latin letters, no punctuation, no words for the legal form; digits stay, so that No. 5 and
    No. 6 differ always. A name of nothing but such words keeps them.
    """
    words = _ascii_words(name)
    told = _legal_phrases().sub("", " ".join(words)).split()
    telling = [word for word in told if word not in _legal_words()]
    return " ".join(telling or words) + "|" + " ".join(_ascii_words(town or ""))


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula; `plain_cell` takes it back exactly."""
    return "'" + text if _FORMULA.match(text) else text


def plain_cell(text: str) -> str:
    """Return what `safe_cell` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
