"""How things are called on pages for children."""

from babel import Locale


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language, or the code itself when nobody knows it."""
    locale = Locale.parse(language, sep="-" if "-" in language else "_")
    return str(locale.territories.get(code, code))
