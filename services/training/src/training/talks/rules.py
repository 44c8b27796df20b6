"""Who may give new tries to whom."""

from chassis.errors import Refused


def check_another_person(learner: str, trainer: str) -> None:
    """Refuse a trainer who talks to themselves.

    Raises:
        Refused: `same_person`.

    """
    if learner == trainer:
        raise Refused("Another trainer has to talk to you.", reason="same_person")
