"""Find attempts, and show them without their key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFound, sentence
from training.attempts import rules
from training.attempts.model import Attempt
from training.curriculum import formats as curriculum
from training.curriculum.rules import ORDER, Item
from training.enrolments import queries as enrolments
from training.enrolments.model import Enrolment
from training.learners import queries as learners

NO_SUCH = sentence("There is no such attempt.")


def own(session: Session, identifier: UUID, user: str) -> tuple[Attempt, Enrolment]:
    """Return an attempt and its enrolment to its own learner.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    learner = learners.own(session, user)
    attempt = session.get(Attempt, identifier)
    if attempt is None:
        raise NotFound(NO_SUCH)
    return attempt, enrolments.own(session, attempt.enrolment_id, learner)


def open_one(session: Session, enrolment_id: UUID) -> Attempt | None:
    """Return the attempt of an enrolment that is not handed in yet, if any."""
    return session.scalar(
        select(Attempt).where(Attempt.enrolment_id == enrolment_id, Attempt.state == rules.OPEN)
    )


def last_submitted(session: Session, enrolment_id: UUID) -> Attempt | None:
    """Return the newest attempt of an enrolment that was handed in, if any."""
    return session.scalar(
        select(Attempt)
        .where(Attempt.enrolment_id == enrolment_id, Attempt.state == rules.SUBMITTED)
        .order_by(Attempt.no.desc())
        .limit(1)
    )


def items_of(attempt: Attempt, module: str) -> list[Item]:
    """Return the items of an attempt in the order shown; with their key, so never to be sent."""
    pool = curriculum.items(module, attempt.curriculum_version)
    return [pool[drawn["item"]] for drawn in attempt.draw]


def questions(attempt: Attempt, module: str) -> list[dict[str, Any]]:
    """Return what is asked, in the order shown, and nothing of the key."""
    asked = []
    for item, drawn in zip(items_of(attempt, module), attempt.draw, strict=True):
        texts = {option.id: option.text for option in item.options}
        asked.append(
            {
                "id": item.id,
                "kind": item.kind,
                "stem": item.stem,
                "options": [{"id": each, "text": texts[each]} for each in drawn["options"]],
            }
        )
    return asked


def feedback(attempt: Attempt, module: str) -> list[dict[str, Any]]:
    """Return, for an attempt that was handed in, what was right and why."""
    items = items_of(attempt, module)
    return [
        {
            "item": item.id,
            "right": rules.is_right(item, _chosen(attempt.answers, item.id)),
            "correct": list(item.correct),
            "explanation": item.explanation,
        }
        for item in items
    ]


def is_passed(attempt: Attempt, module: str) -> bool:
    """Say whether an attempt that was handed in was enough, whatever came after it."""
    return rules.judge(items_of(attempt, module), attempt.answers).passed


def _chosen(answers: Mapping[str, Any], item: str) -> Sequence[str]:
    found: Sequence[str] = answers.get(item, [])
    return found


@dataclass(frozen=True)
class Reviewed:
    """An item of an attempt that was handed in, in words."""

    stem: str
    right: bool
    chosen: list[str]
    correct: list[str]
    explanation: str
    critical: bool
    in_order: bool


def reviewed(attempt: Attempt, module: str) -> list[Reviewed]:
    """Return each item of an attempt that was handed in: the answer, the right one, and why."""
    found = []
    for item in items_of(attempt, module):
        texts = {option.id: option.text for option in item.options}
        chosen = _chosen(attempt.answers, item.id)
        found.append(
            Reviewed(
                stem=item.stem,
                right=rules.is_right(item, chosen),
                chosen=[texts[each] for each in chosen if each in texts],
                correct=[texts[each] for each in item.correct],
                explanation=item.explanation,
                critical=item.critical,
                in_order=item.kind == ORDER,
            )
        )
    return found
