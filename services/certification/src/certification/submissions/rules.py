"""What a school must say to hand its self-review in."""

from collections.abc import Collection

from chassis.errors import Invalid, Refused, sentence

KINDS = ("desk", "visit", "remote", "light")


def check_public_entry(public_entry: bool) -> None:
    """Refuse a school that does not agree to a public entry.

    Raises:
        Refused: `public_entry_missing`.

    """
    if not public_entry:
        raise Refused(
            "A certificate can be looked up by anybody. Agree to the public entry to go on.",
            reason="public_entry_missing",
        )


def check_complete(missing: Collection[str]) -> None:
    """Refuse a self-review that is not complete.

    Raises:
        Refused: `not_complete`, with the `criteria`.

    """
    if missing:
        raise Refused(
            "Some criteria are not rated, or not explained in 80 letters.",
            reason="not_complete",
            criteria=list(missing),
        )


def check_reasons(named: Collection[str], known: Collection[str]) -> None:
    """Refuse reasons for criteria there are not, or twice for one.

    Raises:
        Invalid: errors by criterion.

    """
    wrong = {each: [sentence("There is no such criterion.")] for each in named if each not in known}
    if not wrong and len(set(named)) != len(named):
        wrong = {"reasons": [sentence("Give one reason for each criterion.")]}
    if wrong:
        raise Invalid("Please check the criteria.", errors=wrong, reason="no_such_criterion")
