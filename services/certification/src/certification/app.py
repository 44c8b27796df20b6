"""Put the certification service together."""

from pathlib import Path

from flask import Flask

from certification.accreditations import pages as accreditation_pages
from certification.accreditations import views as accreditation_views
from certification.assignments import pages as assignment_pages
from certification.assignments import views as assignment_views
from certification.badges import pages as badge_pages
from certification.belongings.queries import FINDERS
from certification.certificates import jobs as certificate_jobs
from certification.certificates import pages as certificate_pages
from certification.certificates import views as certificate_views
from certification.channels import consumers as channels
from certification.commitments import pages as commitment_pages
from certification.commitments import views as commitment_views
from certification.coverage import consumers as coverage
from certification.decisions import jobs as decision_jobs
from certification.decisions import pages as decision_pages
from certification.decisions import views as decision_views
from certification.deeds import formats as deed_words
from certification.deeds import queries as deeds
from certification.dossiers import pages as dossier_pages
from certification.dossiers import views as dossier_views
from certification.enrolments import consumers as enrolments
from certification.findings import jobs as finding_jobs
from certification.findings import pages as finding_pages
from certification.findings import views as finding_views
from certification.gates import views as gate_views
from certification.home import pages as home_pages
from certification.home import queries as home
from certification.illegal import consumers as illegal
from certification.keypeople import consumers as keypeople
from certification.outlooks import views as outlook_views
from certification.overviews import pages as overview_pages
from certification.partners import consumers as partners
from certification.plans import pages as plan_pages
from certification.plans import views as plan_views
from certification.posts import consumers as posts
from certification.radars import pages as radar_pages
from certification.reviews import pages as review_pages
from certification.reviews import views as review_views
from certification.schools import consumers as schools
from certification.standards import pages as standard_pages
from certification.submissions import pages as submission_pages
from certification.submissions import views as submission_views
from certification.verify import pages as verify_pages
from certification.visits import pages as visit_pages
from certification.visits import views as visit_views
from chassis.resources import Resources
from chassis.service import Service
from chassis.web import create_app as create_service_app
from contracts import reissues
from contracts.logs import school_log
from contracts.places import SURROUNDINGS

SERVICE = Service(
    name="certification",
    about="Self-review, assessment, certificates and stickers.",
    pages=(
        home_pages.pages.blueprint,
        overview_pages.pages.blueprint,
        commitment_pages.pages.blueprint,
        review_pages.pages.blueprint,
        plan_pages.pages.blueprint,
        radar_pages.pages.blueprint,
        standard_pages.pages.blueprint,
        verify_pages.pages.blueprint,
        badge_pages.pages.blueprint,
        certificate_pages.pages.blueprint,
        submission_pages.pages.blueprint,
        dossier_pages.pages.blueprint,
        accreditation_pages.pages.blueprint,
        assignment_pages.pages.blueprint,
        visit_pages.pages.blueprint,
        finding_pages.pages.blueprint,
        decision_pages.pages.blueprint,
    ),
    apis=(
        gate_views.api,
        commitment_views.api,
        review_views.api,
        outlook_views.api,
        plan_views.api,
        accreditation_views.api,
        submission_views.api,
        assignment_views.api,
        visit_views.api,
        finding_views.api,
        decision_views.api,
        dossier_views.api,
        certificate_views.api,
    ),
    subscriptions=(
        partners.SUBSCRIPTION,
        schools.SUBSCRIPTION,
        posts.SUBSCRIPTION,
        reissues.SUBSCRIPTION,
        enrolments.SUBSCRIPTION,
        coverage.SUBSCRIPTION,
        keypeople.SUBSCRIPTION,
        illegal.SUBSCRIPTION,
        channels.SUBSCRIPTION,
    ),
    timers=(*certificate_jobs.TIMERS, *finding_jobs.TIMERS, *decision_jobs.TIMERS),
    finders=FINDERS,
    host=home.host,
    surroundings=SURROUNDINGS,
    log=school_log(deeds.find, deed_words.SHOWN, kept=deed_words.KEPT),
    translations=Path(__file__).parent / "translations",
    remembers_people=True,
)


def create_app(resources: Resources) -> Flask:
    """Return the web application."""
    return create_service_app(SERVICE, resources)
