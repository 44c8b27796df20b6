"""Put the training service together."""

from flask import Flask

from chassis.resources import Resources
from chassis.service import Service
from chassis.web import create_app as create_service_app
from contracts.places import SURROUNDINGS
from training.home import pages as home_pages
from training.home import queries as home
from training.partners import consumers as partners
from training.posts import consumers as posts
from training.schools import consumers as schools

SERVICE = Service(
    name="training",
    about="Training modules, quizzes and coverage.",
    pages=(home_pages.pages.blueprint,),
    subscriptions=(
        partners.SUBSCRIPTION,
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
