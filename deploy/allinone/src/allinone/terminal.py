"""What others wrote, on its way to a terminal that would obey it."""

import json


def visible(text: str, *, keep: str = "") -> str:
    """Return a text in which what a terminal would not show as it is, is written out.

    A terminal takes an escape character for an order: to clear the screen, to change what was
    printed before. In a JSON document the same is written the same way.

    Args:
        text: what somebody else wrote.
        keep: characters that are left as they are, such as the ends of lines.

    """
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each in keep else json.dumps(each)[1:-1] for each in text
    )
