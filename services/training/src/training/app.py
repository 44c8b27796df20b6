"""Put the training service together."""

from pathlib import Path

from flask import Flask

from chassis.resources import Resources
from chassis.service import Service
from chassis.web import create_app as create_service_app
from contracts import reissues
from contracts.logs import school_log
from contracts.places import SURROUNDINGS
from training.accreditations import pages as accreditation_pages
from training.accreditations import views as accreditation_views
from training.attempts import pages as attempt_pages
from training.attempts import views as attempt_views
from training.belongings.queries import FINDERS
from training.cards import pages as card_pages
from training.cards import views as card_views
from training.courses import pages as course_pages
from training.coverage import views as coverage_views
from training.curriculum import pages as curriculum_pages
from training.curriculum import views as curriculum_views
from training.declarations import pages as declaration_pages
from training.declarations import views as declaration_views
from training.deeds import formats as deed_words
from training.deeds import queries as deeds
from training.enrolments import views as enrolment_views
from training.home import pages as home_pages
from training.home import queries as home
from training.keypeople import consumers as keypeople
from training.keypeople.actions import on_seen
from training.overviews import pages as overview_pages
from training.partners import consumers as partners
from training.passes import jobs as pass_jobs
from training.placements import pages as placement_pages
from training.placements import views as placement_views
from training.schools import consumers as schools
from training.talks import pages as talk_pages
from training.talks import views as talk_views

SERVICE = Service(
    name="training",
    about="Training modules, quizzes and coverage.",
    pages=(
        home_pages.pages.blueprint,
        course_pages.pages.blueprint,
        attempt_pages.pages.blueprint,
        placement_pages.pages.blueprint,
        declaration_pages.pages.blueprint,
        overview_pages.pages.blueprint,
        card_pages.pages.blueprint,
        curriculum_pages.pages.blueprint,
        talk_pages.pages.blueprint,
        accreditation_pages.pages.blueprint,
    ),
    apis=(
        placement_views.api,
        enrolment_views.api,
        attempt_views.api,
        card_views.api,
        declaration_views.api,
        coverage_views.api,
        curriculum_views.api,
        talk_views.api,
        accreditation_views.api,
    ),
    subscriptions=(
        partners.SUBSCRIPTION,
        schools.SUBSCRIPTION,
        keypeople.SUBSCRIPTION,
        reissues.SUBSCRIPTION,
    ),
    timers=pass_jobs.TIMERS,
    finders=FINDERS,
    host=home.host,
    surroundings=SURROUNDINGS,
    log=school_log(deeds.find, deed_words.SHOWN, kept=deed_words.KEPT),
    translations=Path(__file__).parent / "translations",
    remembers_people=True,
    on_seen=on_seen,
)


def create_app(resources: Resources) -> Flask:
    """Return the web application."""
    return create_service_app(SERVICE, resources)
