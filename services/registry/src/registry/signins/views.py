"""`/registry/api/v1/tokens`, `/me`, and the published keys."""

from typing import Any

from flask import Response, current_app, jsonify, request
from sqlalchemy.orm import Session

from chassis.auth import Actor, actor, anyone, signed_in
from chassis.http import ApiBlueprint
from chassis.resources import clock, database
from registry.clients import actions as clients
from registry.signins.actions import Grant, desk
from registry.signins.formats import device_of
from registry.signins.schemas import MeSchema, TokenBody, TokenSchema
from registry.tokens.actions import SIGNING_KEY, public_keys

api = ApiBlueprint("sign_in", url_prefix="/registry/api/v1", about="Tokens, and who one is.")
keys_api = ApiBlueprint("keys", url_prefix="", about="The keys that prove a token.")

_KEYS_LAST_SECONDS = 300


@api.post("/tokens", allow=anyone, body=TokenBody, answer=TokenSchema, own_transactions=True)
def give_tokens(body: dict[str, Any]) -> Grant:
    """Sign in with login, password and code, renew, or let a program in by its secret.

    A program gets no refresh token: its secret is at hand.
    """
    if body["grant_type"] == "refresh_token":
        return desk().renew(body["refresh_token"])
    if body["grant_type"] == "client_credentials":
        with database().write() as session:
            shown = body["client_id"], body["client_secret"]
            token = clients.come_in(session, *shown, issuer=desk().issuer, now=clock().now())
        return Grant(token, None, frozenset())
    device = device_of(request.headers.get("User-Agent", ""))
    return desk().sign_in(body["username"], body["password"], body["otp"], device)


@api.get("/me", allow=signed_in, answer=MeSchema)
def show_me(_session: Session) -> Actor:
    """Say who is calling and what they may do, as their token has it."""
    return actor()


@keys_api.get("/.well-known/jwks.json", allow=anyone)
def show_keys(_session: Session) -> Response:
    """Publish the keys by which every service checks tokens (RFC 7517)."""
    response = jsonify(public_keys(current_app.extensions[SIGNING_KEY]))
    response.cache_control.public = True
    response.cache_control.max_age = _KEYS_LAST_SECONDS
    return response
