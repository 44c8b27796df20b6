"""What is wrong with the translation of one text."""

import re
from collections.abc import Iterator, Sequence

GAP = re.compile(r"%\([a-z_0-9]+\)[sd]|%%|\{[a-z_]+\}")
TAG = re.compile(r"</?[a-z][a-z0-9]*[^>]*>|&[a-z]+;")


def faults(text: str | tuple[str, str], said: str | Sequence[str], forms: int) -> Iterator[str]:
    """Yield what is missing, or does not fit the English words."""
    if isinstance(text, str):
        yield from _compared(text, str(said))
        return
    given = [said] if isinstance(said, str) else list(said)
    if len(given) != forms:
        yield f"{len(given)} forms of {forms}"
    # The form for one thing, or for two, may say the number in words.
    for at, form in enumerate(given):
        for fault in _compared(text[1], form):
            if fault != "other gaps" or at == len(given) - 1 or not _fewer(text[1], form):
                yield f"form {at}: {fault}"


def _compared(english: str, said: str) -> Iterator[str]:
    if not said.strip():
        yield "nothing said"
        return
    if sorted(GAP.findall(english)) != sorted(GAP.findall(said)):
        yield "other gaps"
    if sorted(TAG.findall(english)) != sorted(TAG.findall(said)):
        yield "other tags"


def _fewer(english: str, said: str) -> bool:
    """Say whether only the number was left out."""
    return set(GAP.findall(said)) == set(GAP.findall(english)) - {"%(num)s", "%(num)d"}
