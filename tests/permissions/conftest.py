"""The world in which roles are played, made once."""

from collections.abc import Iterator

import pytest

from allinone.deployment import Deployment
from chassis.settings import Settings
from tests.permissions.world import World, make_world
from tests.plugins.practice import Practice


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory, practice: Practice) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("permissions")
    practice(folder)
    deployment = Deployment(Settings(data=folder))
    yield make_world(deployment)
    deployment.dispose()
