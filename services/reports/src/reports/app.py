"""Put the reports service together."""

from flask import Flask

from chassis.resources import Resources
from chassis.service import Service
from chassis.web import create_app as create_service_app
from contracts.places import SURROUNDINGS
from reports.help import pages as help_pages
from reports.home import pages as home_pages
from reports.home import queries as home
from reports.jurisdictions import consumers as jurisdictions
from reports.partners import consumers as partners
from reports.posts import consumers as posts
from reports.schools import consumers as schools

SERVICE = Service(
    name="reports",
    about="Reporting channels, cases and help numbers.",
    pages=(
        home_pages.pages.blueprint,
        help_pages.pages.blueprint,
        help_pages.files,
    ),
    subscriptions=(
        partners.SUBSCRIPTION,
        jurisdictions.SUBSCRIPTION,
        schools.SUBSCRIPTION,
        posts.SUBSCRIPTION,
    ),
    host=home.host,
    surroundings=SURROUNDINGS,
    remembers_people=True,
)


def create_app(resources: Resources) -> Flask:
    """Return the web application."""
    return create_service_app(SERVICE, resources)
