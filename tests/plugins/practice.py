"""A deployment with practice data, made once for a whole run and copied for each who wants one."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from allinone.demo import DEMO_CONFIG, demo_began, load_demo
from allinone.deployment import Deployment
from allinone.setup_commands import set_up_deployment
from chassis.settings import Settings

Practice = Callable[[Path], None]


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """`practice(folder)`: put there what `ciss setup --demo` leaves at the default address.

    The links of invitations begin with that address, wherever a copy is served.
    """

    def put(folder: Path) -> None:
        shutil.copytree(_made(_of_this_run(tmp_path_factory)), folder, dirs_exist_ok=True)

    return put


def _of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a run know."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    own = tmp_path_factory.getbasetemp()
    found = own.parent / f"practice-{run}" if run else own / "practice"
    found.mkdir(exist_ok=True)
    return found


def _made(kept: Path) -> Path:
    """Make it, or wait for whoever makes it."""
    made, data = kept / "made", kept / "data"
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(data, ignore_errors=True)
            deployment = Deployment(Settings(data=data))
            content = {**DEMO_CONFIG, "public_url": deployment.settings.public_url}
            links = set_up_deployment(deployment, content, demo_began(deployment))
            load_demo(deployment, links)
            deployment.dispose()
            made.touch()
    return data
