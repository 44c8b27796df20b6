"""What an uploaded list is called."""

from registry.names.rules import clean

LONGEST_NAME = 200


def file_name_of(given: str) -> str:
    """Return the name of a file as it is kept and shown: one line, no folder, never empty."""
    shown = "".join(sign for sign in given if not "\ud800" <= sign <= "\udfff")
    name = clean(shown).replace("\\", "/").rpartition("/")[2]
    return name[-LONGEST_NAME:] or "list"
