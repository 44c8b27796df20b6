"""How a badge is drawn: in the colour of its level while valid, else grey; always with words."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 280, 96
GREY = "#595959"
COLOURS = {"bronze": "#7a4a1d", "silver": "#44525e", "gold": "#6b5200"}
"""White words on each have a contrast of 7 to 1 or more."""


@dataclass(frozen=True)
class Words:
    """What a badge says, in the reader's language."""

    level: str
    state: str
    number: str
    title: str
    about: str


def draw(words: Words, level: str, *, is_valid: bool) -> str:
    """Return a badge as SVG: no script, nothing from elsewhere, every word escaped."""
    colour = COLOURS[level] if is_valid else GREY
    sign = "M24 50l11 11 21-24" if is_valid else "M27 36l26 26M53 36l-26 26"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{escape(words.title)}</title>"
        f"<desc>{escape(words.about)}</desc>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="{colour}"/>'
        f'<circle cx="40" cy="48" r="28" fill="#ffffff"/>'
        f'<path d="{sign}" fill="none" stroke="{colour}" stroke-width="6" '
        f'stroke-linecap="round" stroke-linejoin="round"/>'
        f'<g fill="#ffffff" font-family="sans-serif">'
        f'<text x="80" y="36" font-size="22" font-weight="bold"{_fit(words.level, 15)}>'
        f"{escape(words.level)}</text>"
        f'<text x="80" y="60" font-size="16"{_fit(words.state, 20)}>{escape(words.state)}</text>'
        f'<text x="80" y="82" font-size="13"{_fit(words.number, 24)}>{escape(words.number)}</text>'
        f"</g></svg>\n"
    )


def _fit(text: str, most: int) -> str:
    """Squeeze words that would run out of the badge."""
    return ' textLength="190" lengthAdjust="spacingAndGlyphs"' if len(text) > most else ""
