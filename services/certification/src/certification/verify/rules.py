"""How people write numbers of certificates and stickers, and how they are compared."""

import re
import unicodedata

LONGEST = 60
_OTHER = re.compile(r"[^0-9A-Z-]+")
_DASHES = re.compile(r"[‐‑‒–—−]")


def clean_number(text: str) -> str:
    """Return a number as it is printed: capitals, digits and dashes; '' when none is left."""
    text = unicodedata.normalize("NFKC", text[: LONGEST * 4]).upper()
    return _OTHER.sub("", _DASHES.sub("-", text))[:LONGEST].strip("-")
