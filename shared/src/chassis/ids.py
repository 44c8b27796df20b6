"""Identifiers that grow with time, so that indexes stay compact."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return a new UUID of version 7 (RFC 9562)."""
    return uuid7()
