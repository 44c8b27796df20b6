"""Which encoding turns these bytes into words that people write."""

import codecs
import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import pairwise, starmap
from typing import NamedTuple

from charset_normalizer import from_bytes

# Ours (as IANA names them) and Python's name, in the order that decides between equals.
CODECS = {
    "utf-8": "utf-8",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "windows-1252": "cp1252",
    "windows-1251": "cp1251",
    "koi8-u": "koi8-u",
    "windows-874": "cp874",
    "windows-1250": "cp1250",
    "iso-8859-5": "iso8859-5",
    "ibm866": "cp866",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1255": "cp1255",
    "windows-1256": "cp1256",
    "windows-1257": "cp1257",
    "iso-8859-2": "iso8859-2",
    "shift_jis": "cp932",
    "gb18030": "gb18030",
    "big5": "cp950",
    "euc-kr": "cp949",
}
"""Encodings a list may be read in."""

BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16le", b"\xfe\xff": "utf-16be"}
SAMPLE_BYTES = 6_000
"""So much of the telling part of a file is weighed; more changes nothing."""

_ONE_BYTE = list(CODECS)[3:16]
_TELLING = re.compile(rb"[A-Za-z'-]*[\x80-\xff][\x80-\xffA-Za-z'-]*")
_ASCII = bytes(range(128))
_VOWELS = frozenset("аеиоуыэюяіїєё")
_NEVER_FIRST = frozenset("ьъы")
_UNKNOWN_LETTER, _ODD_SIGN, _USUAL_SIGN = -7.0, -9.0, -3.0
_TURN, _STRANGERS, _HANGING, _CROWDED, _DULL = -4.0, -4.0, -5.0, -2.5, -0.5
_DOUBTFUL = -5.0
_MOSTLY = 2


class Letter(NamedTuple):
    """How one character behaves: its weight, its script and its shape."""

    weight: float
    script: str
    shape: str
    """`u` upper, `l` lower, `m` a mark that hangs on another letter, `o` other, `` no letter."""


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("letters.toml").read_text("utf-8"))


@cache
def _weights(family: str) -> dict[str, float]:
    ranked = [*_data()["ranks"].values(), _data()["families"][family]]
    return {
        letter: -math.log(place + 2) for letters in ranked for place, letter in enumerate(letters)
    } | dict.fromkeys(_data()["punctuation"]["usual"], _USUAL_SIGN)


@cache
def _letter(char: str, family: str) -> Letter:
    weights = _weights(family)
    weight = weights.get(char, weights.get(char.lower()))
    category = unicodedata.category(char)
    if category[0] not in "LM" and char not in _data()["ranks"]["thai"]:
        return Letter(0.0 if char.isascii() else weight or _ODD_SIGN, "", "")
    shape = {"Lu": "u", "Ll": "l", "Mn": "m"}.get(category, "o")
    script = unicodedata.name(char, "?").split()[0].lower()
    return Letter(0.0 if char.isascii() else weight or _UNKNOWN_LETTER, script, shape)


def _pair(first: Letter, second: Letter) -> float:
    if not first.shape or not second.shape:
        return _HANGING if second.shape == "m" else 0.0
    if first.script != second.script:
        return _STRANGERS
    cost = _TURN if first.shape == "l" and second.shape == "u" else 0.0
    if second.script == "latin" and first.weight and second.weight:
        cost += _CROWDED
    return cost


def _word(word: str, family: str) -> float:
    letters = [_letter(char, family) for char in word]
    cost = _HANGING if letters[0].shape == "m" or word[0].lower() in _NEVER_FIRST else 0.0
    cost += sum(letter.weight for letter in letters) + sum(starmap(_pair, pairwise(letters)))
    sounds = [char.lower() in _VOWELS for char in word if "а" <= char.lower() <= "ґ"]
    dull = sum(before == after for before, after in pairwise(sounds))
    return cost + _DULL * dull


def score(text: str) -> float:
    """Weigh how much a text looks written by people: the nearer to 0, the more.

    Counts letters by how common they are in their script, and what no language does: a capital
    inside a word, two scripts in one word, a Thai vowel sign with nothing to hang on.
    """
    telling = sum(not char.isascii() for char in text)
    words = text.split()
    weights = (sum(_word(word, family) for word in words) for family in _data()["families"])
    return max(weights) / max(telling, 1)


def codec_of(encoding: str) -> str | None:
    """Return Python's name for an encoding a person chose; None when lists are not read in it."""
    wanted = encoding.strip().lower()
    if wanted in CODECS:
        return CODECS[wanted]
    try:
        name = codecs.lookup(wanted).name
    except LookupError:
        return None
    return next((codec for codec in CODECS.values() if codecs.lookup(codec).name == name), None)


def name_of(codec: str) -> str:
    """Return our name for one of Python's codecs."""
    return next(name for name, known in CODECS.items() if known == codec)


def wide(head: bytes) -> str | None:
    """Tell UTF-16 without a mark from other bytes: every second byte of its signs is zero."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    pairs = len(head) // 2
    if max(even, odd) * 20 < pairs or not pairs:
        return None
    name = "utf-16le" if odd > even else "utf-16be"
    lines = head.decode(CODECS[name], "ignore").count("\n")
    return name if lines and min(even, odd) * 8 < max(even, odd) else None


def sample(chunks: Iterable[bytes]) -> bytes:
    """Collect the words that hold non-ASCII bytes, the first `SAMPLE_BYTES` of them."""
    words: list[bytes] = []
    size = 0
    for chunk in chunks:
        for match in _TELLING.finditer(chunk):
            words.append(match.group())
            size += len(words[-1]) + 1
            if size > SAMPLE_BYTES:
                return b" ".join(words)
    return b" ".join(words)


def high_bytes(chunks: Iterable[bytes]) -> bytes:
    """Return every byte above 127 that occurs, once each."""
    seen: set[int] = set()
    for chunk in chunks:
        seen.update(chunk.translate(None, _ASCII))
    return bytes(sorted(seen))


def bad_line(chunks: Iterable[bytes], codec: str) -> int | None:
    """Return the number of the first line that cannot be decoded, or None when all can."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line = 1
    for chunk in chunks:
        try:
            line += decoder.decode(chunk).count("\n")
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].decode(codec, "ignore").count("\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def damaged_utf8(words: bytes) -> bool:
    """Tell UTF-8 with a few broken bytes from a list in another encoding."""
    text = words.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not char.isascii() for char in text) - broken
    return whole > _MOSTLY * broken and score(text.replace("\ufffd", "")) > _DOUBTFUL


def guess(words: bytes, high: bytes, head: bytes) -> str | None:
    """Choose among the encodings of one byte a letter; None when no known one fits.

    Args:
        words: what `sample` collected.
        high: what `high_bytes` found in the whole file; all of it must have a meaning.
        head: the first bytes as they are, for a second opinion when no choice convinces.

    """
    fitting = [name for name in _ONE_BYTE if _decodes(high, CODECS[name])]
    scores = {name: score(words.decode(CODECS[name], "ignore")) for name in fitting}
    best = max(scores, key=scores.__getitem__, default=None)
    if best is not None and scores[best] > _DOUBTFUL:
        return best
    hint = from_bytes(head).best()
    codec = codec_of(hint.encoding) if hint else None
    return name_of(codec) if codec else best


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
