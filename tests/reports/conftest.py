"""The same start as for every service."""

from tests.services.conftest import start_service

__all__ = ["start_service"]
