"""How long a visit lasts, and how much may be written."""

from datetime import datetime, timedelta

from chassis.errors import Invalid, Refused, sentence

IDLE = timedelta(minutes=20)
MOST_MESSAGES = 500
CHILD = "child"


def check_text(text: str, *, written: int, longest: int) -> None:
    """Refuse a message of which nothing is kept, or of which too many letters were written.

    Raises:
        Invalid: with what to do.

    """
    if not text.strip():
        raise Invalid(
            "Write something first.", errors={"text": [sentence("Write something first.")]}
        )
    if written > longest:
        words = sentence(
            "Write at most %(most)s letters. You can send a second message.", most=longest
        )
        raise Invalid(words, errors={"text": [words]})


def check_room(messages: int) -> None:
    """Refuse to fill a thread without end.

    Raises:
        Refused: `thread_full`.

    """
    if messages >= MOST_MESSAGES:
        raise Refused("This conversation is full.", reason="thread_full")


def ends_at(now: datetime) -> datetime:
    """Return when a visit ends if nothing more is done in it."""
    return now + IDLE
