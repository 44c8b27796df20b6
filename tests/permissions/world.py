"""A town with practice data, and a thing of one school for every word that a path names."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from joserfc import jwt
from sqlalchemy import select
from sqlalchemy.orm import Session

from allinone.compose import Town
from allinone.deployment import Deployment
from certification.assessments.model import Assessment
from certification.assignments.model import Assignment
from certification.certificates.model import Certificate
from certification.plans.model import PlanAction
from certification.schools.model import School
from chassis.ids import new_id
from registry.claims.model import Claim
from registry.clients.model import Client
from registry.enrolments.model import Enrolment
from registry.jurisdictions.model import Jurisdiction
from registry.partners.model import Partner
from registry.roles.model import Membership
from registry.signins.model import SignInSession
from registry.uploads.model import SchoolImport
from reports.channels.model import Channel
from training.attempts.model import Attempt
from training.enrolments.model import Enrolment as Course
from training.learners.model import Learner

ELSEWHERE = "zz-elsewhere"
"""Code of a partner that has no part in this deployment's schools."""


@dataclass(frozen=True)
class Thing:
    """Something that a path can name, and whose it is.

    `kind` is `school`, `partner`, `person`, or `offer` (a partner's, to one person); `person` also
    stands at what somebody owns beside their school. `also_of` are the scopes beside the school's
    by which the service knows it.
    """

    id: object
    kind: str
    person: UUID | None = None
    also_of: tuple[str, ...] = ()
    is_secret: bool = False


@dataclass(frozen=True)
class World:
    """What the tests of permissions play in."""

    town: Town
    deployment: Deployment
    partner: Partner
    school: UUID
    """The school all things belong to."""
    neighbour: UUID
    """Another school of the same partner."""
    cohort: UUID
    things: dict[tuple[str, str], Thing]
    """By service and segment of the path."""
    stranger: UUID = field(default_factory=uuid4)

    def token(
        self,
        roles: list[tuple[str, str, str]],
        *,
        sub: UUID | None = None,
        partner: str | None = None,
        tier: str | None = None,
        shown_ago: int = 0,
    ) -> str:
        """Return a token as registry would make it for somebody with these roles."""
        now = int(self.deployment.clock.now().timestamp())
        claims = {
            "iss": self.deployment.settings.public_url,
            "aud": "ciss",
            "sub": str(sub or self.stranger),
            "sid": str(self.stranger),
            "login": "somebody",
            "name": "Some Body",
            "lang": "en",
            "partner": partner or self.partner.code,
            "roles": [{"role": role, "scope": scope, "id": id} for role, scope, id in roles],
            "iat": now,
            "shown_at": now - shown_ago,
            "exp": now + int(timedelta(minutes=15).total_seconds()),
            "jti": "test",
            **({"tier": tier} if tier else {}),
        }
        return jwt.encode({"alg": "ES256"}, claims, self.deployment.keyring.signing_key())


def make_world(deployment: Deployment) -> World:
    """Return the world of a deployment with practice data."""
    read = {name: base.read for name, base in deployment.databases().items()}
    with read["certification"]() as session:
        certified = _certified(session)
    with deployment.database("registry").write() as session:
        partner = session.scalars(select(Partner)).one()
        session.expunge(partner)
        registry, cohort = _of_registry(session, partner, certified, deployment)
    with read["certification"]() as session:
        found = session.scalars(select(School.id).where(School.id != certified).order_by(School.id))
        neighbour = found.first()
        certification = _of_certification(session, certified)
    with read["training"]() as session:
        training = _of_training(session, certified)
    with read["reports"]() as session:
        owned = select(Channel.id).where(Channel.owner_id == certified)
        reports = {"channels": Thing(_one(session, owned), "school", is_secret=True)}
    by_service = {
        "registry": registry,
        "training": training,
        "certification": certification,
        "reports": reports,
    }
    things = {
        (service, segment): thing
        for service, known in by_service.items()
        for segment, thing in {"schools": Thing(certified, "school"), **known}.items()
    }
    assert neighbour is not None
    return World(Town(deployment), deployment, partner, certified, neighbour, cohort, things)


def _one(session: Session, query: Any) -> Any:
    found = session.scalars(query.limit(1)).first()
    assert found is not None, str(query)
    return found


def of_partner(identifier: object) -> Thing:
    return Thing(identifier, "partner")


def _certified(session: Session) -> UUID:
    planned = select(PlanAction.review_id)
    query = select(Assessment.school_id).join(
        Certificate, Certificate.assessment_id == Assessment.id
    )
    found: UUID = _one(session, query.where(Assessment.review_id.in_(planned)))
    return found


def _of_registry(
    session: Session, partner: Partner, school: UUID, deployment: Deployment
) -> tuple[dict[str, Thing], UUID]:
    enrolment = _one(session, select(Enrolment).where(Enrolment.school_id == school))
    member = _one(session, select(Membership).where(Membership.scope_id == str(school)))
    sign_in, client = _made(session, partner, member.user_id, deployment)
    upload = _one(session, select(SchoolImport))
    claim = _one(session, select(Claim.id))
    own = Thing(sign_in, "person", member.user_id)
    return {
        "schools": Thing(school, "school", also_of=("cohort", "country")),
        "enrolments": Thing(enrolment.id, "school", also_of=("cohort",)),
        "memberships": Thing(member.id, "school", member.user_id),
        "people": Thing(member.user_id, "school", member.user_id),
        "devices": own,
        "sign-ins": own,
        "claims": of_partner(claim),
        "clients": of_partner(client),
        "cohorts": of_partner(enrolment.cohort_id),
        "imports": of_partner(upload.id),
        "jobs": of_partner(upload.job_id),
        "school-imports": of_partner(upload.id),
        "jurisdictions": of_partner(_one(session, select(Jurisdiction.id))),
    }, enrolment.cohort_id


def _made(
    session: Session, partner: Partner, user: UUID, deployment: Deployment
) -> tuple[UUID, UUID]:
    """Make what practice data has none of, a sign-in and a client, and return their ids."""
    now = deployment.clock.now()
    sign_in = SignInSession(
        id=new_id(),
        user_id=user,
        is_strong=False,
        refreshed_at=now,
        expires_at=now + timedelta(hours=12),
        created_at=now,
    )
    client = Client(
        id=new_id(),
        partner_id=partner.id,
        name="A library of numbers",
        tier="public",
        secret_hash="0" * 64,
        made_by=user,
        created_at=now,
        updated_at=now,
    )
    session.add_all([sign_in, client])
    session.flush()
    return sign_in.id, client.id


def _of_certification(session: Session, school: UUID) -> dict[str, Thing]:
    certificate = _one(session, select(Certificate).where(Certificate.school_id == school))
    assessment = session.get_one(Assessment, certificate.assessment_id)
    asked = select(Assignment).where(Assignment.assessment_id == assessment.id)
    offer = _one(session, asked)
    action = select(PlanAction.id).where(PlanAction.review_id == assessment.review_id)
    planned = Thing(_one(session, action), "school")
    assessor = Thing(offer.accreditation_id, "partner")
    return {
        "actions": planned,
        "plan": planned,
        "assessments": Thing(assessment.id, "school"),
        "assessor-accreditations": assessor,
        "assessors": assessor,
        "assignments": Thing(offer.id, "offer", offer.user_id),
        "certificates": Thing(certificate.number, "school"),
        "reviews": Thing(assessment.review_id, "school"),
    }


def _of_training(session: Session, school: UUID) -> dict[str, Thing]:
    rows = select(Attempt.id, Course.id, Learner.id, Learner.user_id)
    rows = rows.join(Course, Course.id == Attempt.enrolment_id)
    rows = rows.join(Learner, Learner.id == Course.learner_id)
    row = session.execute(rows.where(Learner.place_id == school).limit(1)).one()
    attempt, course, learner, user = row
    taken = Thing(course, "school", user)
    return {
        "attempts": Thing(attempt, "person", user),
        "enrolments": taken,
        "talks": taken,
        "learners": Thing(learner, "school", user),
    }
