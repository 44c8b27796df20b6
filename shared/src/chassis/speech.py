"""Say in the reader's language what was put into words where no language is known."""

from flask_babel import gettext

from chassis.errors import Sentence


def told(words: object) -> str:
    """Return a sentence of a rule, or any text a catalogue may know, as the reader reads it."""
    if isinstance(words, Sentence):
        return str(_filled(words))
    # The catalogue's own head stands under the empty text.
    text = str(words)
    return str(gettext(text)) if text else ""


def _filled(words: Sentence) -> str:
    values = {name: told(v) if isinstance(v, Sentence) else v for name, v in words.values.items()}
    return str(gettext(words.text, **values)) if words.text else ""
