"""What a device is called, from what its browser says of itself."""

from ua_parser import parse

MOST_LETTERS = 60


def device_of(user_agent: str) -> str | None:
    """Return a browser and a system, such as `Firefox, Windows`; None for what says neither."""
    found = parse(user_agent[:500])
    names = (found.user_agent, found.os)
    known = [each.family for each in names if each is not None and each.family]
    return ", ".join(known)[:MOST_LETTERS] or None
