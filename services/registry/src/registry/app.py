"""Put the registry service together."""

from pathlib import Path

from flask import Flask
from joserfc.jwk import ECKey

from chassis.resources import Resources
from chassis.service import Service
from chassis.web import create_app as create_service_app
from contracts.logs import school_log
from contracts.places import SURROUNDINGS
from registry.awards import consumers as award_consumers
from registry.awards import pages as award_pages
from registry.awards import views as award_views
from registry.belongings.queries import FINDERS
from registry.catalogue import pages as catalogue_pages
from registry.catalogue import views as catalogue_views
from registry.claims import jobs as claim_jobs
from registry.claims import pages as claim_pages
from registry.claims import views as claim_views
from registry.clients import pages as client_pages
from registry.clients import views as client_views
from registry.cohorts import pages as cohort_pages
from registry.cohorts import views as cohort_views
from registry.deeds import formats as deed_words
from registry.deeds import queries as deeds
from registry.departures import pages as departure_pages
from registry.departures import views as departure_views
from registry.devices import pages as device_pages
from registry.devices import views as device_views
from registry.directory import pages as directory_pages
from registry.directory import views as directory_views
from registry.enrolments import pages as enrolment_pages
from registry.enrolments import views as enrolment_views
from registry.externals import pages as external_pages
from registry.home import pages as home_pages
from registry.home.queries import host
from registry.imports import jobs as import_jobs
from registry.imports import pages as import_pages
from registry.imports import views as import_views
from registry.jurisdictions import pages as jurisdiction_pages
from registry.jurisdictions import views as jurisdiction_views
from registry.mails import pages as mail_pages
from registry.mails.formats import TEXTS
from registry.overviews import consumers as overview_consumers
from registry.overviews import pages as overview_pages
from registry.people import pages as people_pages
from registry.people import views as people_views
from registry.renewals import pages as renewal_pages
from registry.renewals import views as renewal_views
from registry.resets import jobs as reset_jobs
from registry.resets import pages as reset_pages
from registry.resets import views as reset_views
from registry.roles import jobs as role_jobs
from registry.roles import views as role_views
from registry.schools import forms as school_words
from registry.schools import pages as school_pages
from registry.schools import views as school_views
from registry.selfcare import pages as selfcare_pages
from registry.signins import jobs as signin_jobs
from registry.signins import pages as signin_pages
from registry.signins import views as signin_views
from registry.stages import consumers as stage_consumers
from registry.stages import jobs as stage_jobs
from registry.stepups import pages as stepup_pages
from registry.successions import pages as succession_pages
from registry.successions import views as succession_views
from registry.support import pages as support_pages
from registry.support import views as support_views
from registry.teams import pages as team_pages
from registry.tokens.actions import SIGNING_KEY
from registry.traffic import pages as traffic_pages

SERVICE = Service(
    name="registry",
    about="Schools, people, roles and countries.",
    pages=(
        import_pages.pages.blueprint,
        signin_pages.pages.blueprint,
        people_pages.pages.blueprint,
        jurisdiction_pages.pages.blueprint,
        home_pages.pages.blueprint,
        traffic_pages.pages.blueprint,
        directory_pages.pages.blueprint,
        school_pages.pages.blueprint,
        claim_pages.pages.blueprint,
        departure_pages.pages.blueprint,
        renewal_pages.pages.blueprint,
        succession_pages.pages.blueprint,
        team_pages.pages.blueprint,
        cohort_pages.pages.blueprint,
        enrolment_pages.pages.blueprint,
        support_pages.pages.blueprint,
        award_pages.pages.blueprint,
        catalogue_pages.pages.blueprint,
        client_pages.pages.blueprint,
        device_pages.pages.blueprint,
        mail_pages.pages.blueprint,
        reset_pages.pages.blueprint,
        selfcare_pages.pages.blueprint,
        stepup_pages.pages.blueprint,
        external_pages.pages.blueprint,
    ),
    apis=(
        signin_views.api,
        signin_views.keys_api,
        people_views.api,
        role_views.api,
        jurisdiction_views.api,
        directory_views.api,
        school_views.api,
        import_views.api,
        claim_views.api,
        departure_views.api,
        renewal_views.api,
        succession_views.api,
        cohort_views.api,
        enrolment_views.api,
        support_views.api,
        award_views.api,
        catalogue_views.api,
        client_views.api,
        device_views.api,
        reset_views.api,
    ),
    subscriptions=(
        *stage_consumers.SUBSCRIPTIONS,
        award_consumers.SUBSCRIPTION,
        *overview_consumers.SUBSCRIPTIONS,
    ),
    jobs=import_jobs.KINDS,
    timers=(
        *role_jobs.TIMERS,
        *signin_jobs.TIMERS,
        *reset_jobs.TIMERS,
        *import_jobs.TIMERS,
        *claim_jobs.TIMERS,
        *stage_jobs.TIMERS,
    ),
    mails=TEXTS,
    finders=FINDERS,
    host=host,
    surroundings=SURROUNDINGS,
    log=school_log(
        deeds.find,
        deed_words.SHOWN,
        kept=deed_words.KEPT,
        names=deeds.names,
        reason=school_words.why,
    ),
    translations=Path(__file__).parent / "translations",
)


def create_app(resources: Resources, signing_key: ECKey) -> Flask:
    """Return the web application; `signing_key` signs the sign-in tokens."""
    overview_pages.install()
    app = create_service_app(SERVICE, resources)
    app.extensions[SIGNING_KEY] = signing_key
    return app
