"""`/registry/api/v1/clients`."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from chassis.auth import actor, roles
from chassis.http import ApiBlueprint
from registry.clients import actions, queries
from registry.clients.actions import Secret
from registry.clients.model import Client
from registry.clients.schemas import (
    ClientPageSchema,
    ClientQuerySchema,
    ClientSchema,
    ClientSecretSchema,
    NewClientSchema,
)
from registry.doers.actions import calling
from registry.partners.queries import home_partner

COORDINATORS = roles("coordinator")
WHO_SHOWED = COORDINATORS.again()

api = ApiBlueprint("clients", "/registry/api/v1", about="Programs that read events.")


@api.get("/clients", allow=COORDINATORS, query=ClientQuerySchema, answer=ClientPageSchema)
def list_(session: Session, query: dict[str, Any]) -> dict[str, Any]:
    """List the clients of the caller's programme, oldest first."""
    return queries.page(session, home_partner(session, actor().partner).id, **query)


@api.get("/clients/<uuid:client_id>", allow=COORDINATORS, answer=ClientSchema)
def one(session: Session, client_id: UUID) -> Client:
    """Show one client."""
    return queries.get(session, home_partner(session, actor().partner).id, client_id)


@api.post(
    "/clients",
    allow=WHO_SHOWED,
    body=NewClientSchema,
    answer=ClientSecretSchema,
    status=201,
    secret=True,
)
def add(session: Session, body: dict[str, Any]) -> Secret:
    """Make a client; its secret is told once."""
    return actions.add(session, **body, by=calling(session))


@api.post(
    "/clients/<uuid:client_id>/secret",
    allow=WHO_SHOWED,
    answer=ClientSecretSchema,
    secret=True,
)
def renew_secret(session: Session, client_id: UUID) -> Secret:
    """Give a new secret, told once; the old one ends at once. 409 `wrong_state`."""
    return actions.renew_secret(session, client_id, by=calling(session))


@api.delete("/clients/<uuid:client_id>", allow=WHO_SHOWED)
def end(session: Session, client_id: UUID) -> None:
    """Let it in no more; 409 `wrong_state`."""
    actions.end(session, client_id, by=calling(session))
