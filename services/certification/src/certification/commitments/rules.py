"""What a school promises, and that it does so once."""

from dataclasses import dataclass

from chassis.errors import Invalid, Refused, sentence

SIGNED = "signed"


@dataclass(frozen=True)
class Statement:
    """A version of the text; a published one never changes."""

    version: str
    title: str
    opening: str
    points: tuple[str, ...]
    closing: str


def check_version(version: str, known: list[str]) -> None:
    """Refuse a text that there is not.

    Raises:
        Invalid: on the field `statement`.

    """
    if version not in known:
        text = sentence("There is no such statement.")
        raise Invalid(text, errors={"statement": [text]})


def check_not_signed(*, is_signed: bool) -> None:
    """Refuse to sign the same text twice.

    Raises:
        Refused: `signed_already`.

    """
    if is_signed:
        raise Refused("This school has signed this already.", reason="signed_already")
