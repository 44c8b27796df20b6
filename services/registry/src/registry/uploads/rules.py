"""What an uploaded list is called."""

from collections.abc import Sequence

from registry.names.rules import clean

LONGEST_NAME = 200
ADDED_COLUMNS = ("line", "column", "reason")
"""What a file of rejected rows has behind the columns of its list."""


def own_columns(header: Sequence[str]) -> Sequence[str]:
    """Return the columns of the list itself, without those that rejected rows came with."""
    return header[:-3] if tuple(header[-3:]) == ADDED_COLUMNS else header


def file_name_of(given: str) -> str:
    """Return the name of a file as it is kept and shown: one line, no folder, never empty."""
    shown = "".join(sign for sign in given if not "\ud800" <= sign <= "\udfff")
    name = clean(shown).replace("\\", "/").rpartition("/")[2]
    return name[-LONGEST_NAME:] or "list"
