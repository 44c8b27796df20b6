"""What is imported stays until the end, so no look for garbage need pass over it each time."""

import gc
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Import every test with all that it needs, then set it apart."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
