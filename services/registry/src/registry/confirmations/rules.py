"""What a person may say about rows that are possibly schools we have."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from chassis.errors import Invalid, sentence

LONGEST_LINE = 9
"""Digits of a line's number."""
SKIP, ADD = "skip", "add"


@dataclass(frozen=True)
class Duplicates:
    """What becomes of rows that are possibly schools we have."""

    others: str = SKIP
    """Of the rows that `lines` does not name: `skip` or `add`."""
    lines: Mapping[int, UUID | None] = field(default_factory=dict)
    """Line to the school it is; None when it is to be added."""


def duplicates_of(said: object) -> Duplicates:
    """Read what a person said: `skip`, `add`, or line to one of them or to a school's id.

    Raises:
        Invalid: it is none of these.

    """
    if said in (SKIP, ADD):
        return Duplicates(others=str(said))
    if not isinstance(said, Mapping):
        raise Invalid(
            "Please say what becomes of possible duplicates.",
            errors={
                "duplicates": [sentence("Use skip, add, or a line with skip, add or a school.")]
            },
        )
    lines: dict[int, UUID | None] = {}
    for line, word in said.items():
        if word != SKIP:
            lines[_line(line)] = None if word == ADD else _school(line, word)
    return Duplicates(lines=lines)


def _line(text: object) -> int:
    if isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) <= LONGEST_LINE:
        return int(text)
    raise Invalid(
        "Please name lines by their number.",
        errors={"duplicates": [sentence("%(text)s is not a line.", text=text)]},
    )


def _school(line: object, word: object) -> UUID:
    try:
        return UUID(str(word))
    except ValueError as error:
        raise Invalid(
            "Please say what becomes of possible duplicates.",
            errors={
                "duplicates": [
                    sentence("Line %(line)s: use skip, add or the id of a school.", line=line)
                ]
            },
        ) from error
