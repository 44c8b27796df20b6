"""Find where a school is on its way to a certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from certification.assessments import queries as assessments
from certification.assessments import rules as assessment_rules
from certification.assessments.model import Assessment
from certification.ceilings import queries as ceilings
from certification.ceilings.queries import Known
from certification.certificates import queries as certificates
from certification.certificates.queries import Worth
from certification.commitments import formats as statements
from certification.commitments import queries as commitments
from certification.commitments.model import Commitment
from certification.gates import queries as gates
from certification.gates.rules import Gate
from certification.levels.rules import least
from certification.outlooks import queries as outlooks
from certification.outlooks.queries import Outlook
from certification.overviews import rules
from certification.plans import queries as plans
from certification.plans.model import PlanAction
from certification.reviews import queries as reviews
from certification.reviews import rules as review_rules
from certification.reviews.model import Rating, Review
from certification.schools import queries as schools
from certification.schools.model import School
from certification.standards import formats
from certification.standards.rules import Standard


@dataclass(frozen=True)
class Overview:
    """A school on its way to a certificate."""

    school: School
    standard: Standard
    commitment: Commitment | None
    review: Review | None
    ratings: Mapping[str, Rating]
    outlook: Outlook | None
    """None before the first self-review."""
    gates: Mapping[str, Gate]
    known: Known
    actions: Sequence[PlanAction]
    next_step: str
    unrated: Sequence[str]
    incomplete: Sequence[str]
    certificate: Worth | None
    """The one that is not over."""
    assessment: Assessment | None
    """The newest of the self-review."""
    today: date
    """At the school."""

    @property
    def waits_for_head(self) -> str | None:
        """Return what the head is asked for: `day`, `answer` or nothing."""
        if self.assessment is None:
            return None
        day = self.assessment.visit_on
        proposed = self.assessment.state == assessment_rules.SIFT and bool(self.assessment.agenda)
        proposed = proposed and day is not None and day >= self.today
        shared = self.assessment.state == assessment_rules.FINDINGS_SHARED
        return "day" if proposed else "answer" if shared else None

    def target_of(self, module: str) -> int:
        """Return the least that the award aimed at asks of a module."""
        target = self.review.target if self.review else self.standard.awards[0].award
        return least(self.standard.rule(target), module)


def of_school(session: Session, school_id: UUID, now: datetime) -> Overview:
    """Return where a school is.

    Raises:
        NotKnownYet: registry has not told of this school.

    """
    school = schools.known(session, school_id)
    review = reviews.newest(session, school_id)
    version = review.standard_version if review else formats.NEWEST
    standard = formats.load(version)
    ratings = reviews.ratings(session, review.id) if review else {}
    commitment = commitments.find(session, school_id, statements.NEWEST)
    outlook = outlooks.of_review(session, review, ratings.values(), now) if review else None
    known = outlook.known if outlook else ceilings.known(session, school, now)
    incomplete = review_rules.incomplete(standard, ratings.values())
    progress = rules.Progress(
        commitment is not None,
        review.state if review else None,
        incomplete,
        bool(review and review.plan_adopted_on),
    )
    return Overview(
        school=school,
        standard=standard,
        commitment=commitment,
        review=review,
        ratings=ratings,
        outlook=outlook,
        gates=outlook.gates if outlook else gates.of_known(standard, known),
        known=known,
        actions=plans.of_review(session, review.id) if review else (),
        next_step=rules.next_step(progress),
        unrated=review_rules.unrated(standard, ratings.values()),
        incomplete=incomplete,
        certificate=certificates.not_over(session, school_id, now),
        assessment=assessments.newest_of_review(session, review.id) if review else None,
        today=schools.today(school, now),
    )
