"""How people write numbers of certificates and stickers, and how they are compared."""

import re
import unicodedata

LONGEST = 60
_OTHER = re.compile(r"[^0-9A-Z-]+")
_DASHES = re.compile(r"[‐‑‒–—―−﹘﹣]")
_RUN_TOGETHER = re.compile(r"([A-Z]{2,6})([A-Z]{2})(\d{4})(\d{6})(\d)", re.ASCII)


def clean_number(text: str) -> str:
    """Return a number as it is printed: capitals, digits and dashes; '' when none is left.

    Dashes that were left out are put back where the rest has the shape of a number.
    """
    text = unicodedata.normalize("NFKC", _DASHES.sub("-", text[: LONGEST * 4])).upper()
    found = _OTHER.sub("", _DASHES.sub("-", text))[:LONGEST].strip("-")
    parts = _RUN_TOGETHER.fullmatch(found.replace("-", ""))
    return "-".join(parts.groups()) if parts else found
