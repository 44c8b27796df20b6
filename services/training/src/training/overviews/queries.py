"""What the head of a school wants to know about its training."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from chassis import seen
from training.coverage import queries as coverage
from training.coverage import rules
from training.coverage.queries import Coverage
from training.enrolments import queries as enrolments
from training.headcounts import queries as headcounts
from training.headcounts.model import Headcount
from training.keypeople import queries as keypeople
from training.keypeople.queries import PostShown
from training.learners import queries as learners
from training.learners.model import Learner
from training.learners.rules import GROUPS
from training.schools import queries as schools
from training.schools.model import School


@dataclass(frozen=True)
class Person:
    """Somebody of the school, and what they still miss."""

    id: UUID
    name: str
    group: str
    row_version: int
    missing: list[str]


@dataclass(frozen=True)
class Unlisted:
    """How many people of a group have not said yet that they learn here."""

    group: str
    number: int


@dataclass(frozen=True)
class Overview:
    """A school's training."""

    school: School
    headcount: Headcount | None
    coverage: Coverage
    people: list[Person]
    left: list[Person]
    unlisted: list[Unlisted]
    posts: list[PostShown]

    def pct(self, module: str, group: str) -> int | str:
        """Return the share of a group in a module."""
        return next(
            each.pct
            for each in self.coverage.shares
            if (each.module, each.group) == (module, group)
        )


def of_school(session: Session, school_id: UUID, now: datetime) -> Overview:
    """Return a school's training, in a number of questions that does not grow with the school.

    Raises:
        NotKnownYet: registry has not told of the school.

    """
    school = schools.known(session, school_id)
    active = learners.active_of_school(session, school_id)
    gone = learners.left_of_school(session, school_id)
    everybody = [each.user_id for each in (*active, *gone)]
    names = seen.names(session, everybody)
    valid = enrolments.valid_passes(session, everybody, schools.today(school, now))
    people = sorted((_person(each, names, valid) for each in active), key=_by_name)
    headcount = headcounts.find(session, school_id)
    return Overview(
        school=school,
        headcount=headcount,
        coverage=coverage.of_school(session, school, now),
        people=people,
        left=sorted((_person(each, names, valid) for each in gone), key=_by_name),
        unlisted=_unlisted(headcount, people),
        posts=keypeople.of_school(session, school, now),
    )


def _person(learner: Learner, names: dict[UUID, str], valid: dict[UUID, dict[str, date]]) -> Person:
    held = valid.get(learner.user_id, {})
    missing = [each for each in rules.MODULES if each not in held]
    return Person(
        learner.id,
        names.get(learner.user_id, ""),
        learner.staff_group or "",
        learner.row_version,
        missing,
    )


def _by_name(person: Person) -> tuple[str, str]:
    return person.name.casefold(), str(person.id)


def _unlisted(headcount: Headcount | None, people: list[Person]) -> list[Unlisted]:
    if headcount is None:
        return []
    declared = headcount.groups()
    found = []
    for group in GROUPS:
        rest = declared[group] - sum(each.group == group for each in people)
        if rest > 0:
            found.append(Unlisted(group, rest))
    return found
