"""A deployment just set up, made once and copied for each test that asks."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from allinone.demo import DEMO_CONFIG
from allinone.deployment import Deployment
from allinone.setup_commands import set_up_deployment
from chassis.settings import Settings
from tests.plugins.once import Once


@pytest.fixture
def deployment(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, once: Once
) -> Iterator[Deployment]:
    """A deployment of one partner on SQLite, where nobody has read anything yet."""
    shutil.copytree(
        once("a deployment set up", lambda: _set_up(tmp_path_factory.mktemp("set-up"))),
        tmp_path,
        dirs_exist_ok=True,
    )
    made = Deployment(Settings(data=tmp_path))
    yield made
    made.dispose()


def _set_up(folder: Path) -> Path:
    made = Deployment(Settings(data=folder))
    content = {**DEMO_CONFIG, "public_url": made.settings.public_url}
    set_up_deployment(made, content, made.clock.now())
    made.dispose()
    return folder
