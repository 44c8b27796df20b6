"""Put the registry service together."""

from flask import Flask
from joserfc.jwk import ECKey

from chassis.resources import Resources
from chassis.service import Service
from chassis.web import create_app as create_service_app
from contracts.places import SURROUNDINGS

SERVICE = Service(
    name="registry",
    about="Schools, people, roles and countries.",
    pages=(),
    apis=(),
    jobs={},
    timers=(),
    surroundings=SURROUNDINGS,
)

SIGNING_KEY = "registry.signing_key"


def create_app(resources: Resources, signing_key: ECKey) -> Flask:
    """Return the web application; `signing_key` signs the sign-in tokens."""
    app = create_service_app(SERVICE, resources)
    app.extensions[SIGNING_KEY] = signing_key
    return app
