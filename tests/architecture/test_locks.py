"""The locks say what is installed, by hash, wherever it comes from."""

import re
import tomllib
from functools import cache
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.architecture.sources import PACKAGES, ROOT

LOCKS = ("registry", "training", "certification", "reports", "run", "dev")
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; (.+?))? \\$")


@cache
def pins(lock: str) -> dict[str, set[str]]:
    """Return the pinned versions by name; a name may have several, each for some machines."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / f"requirements/{lock}.txt").read_text().splitlines():
        if pinned := PINNED.match(line):
            found.setdefault(pinned[1], set()).add(pinned[2])
    return found


def project(package: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / package / "pyproject.toml").read_text())


def wanted(package: str) -> list[Requirement]:
    """Return what a package of ours asks of others."""
    asked = [Requirement(line) for line in project(package)["project"]["dependencies"]]
    return [each for each in asked if not each.name.startswith("ciss-")]


def missing(asked: list[Requirement], lock: str) -> list[str]:
    """Return what a lock does not hold in a version that will do."""
    return [
        str(each)
        for each in asked
        if not any(each.specifier.contains(Version(v)) for v in pins(lock).get(each.name, ()))
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_carries_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / f"requirements/{lock}.txt").read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
    assert "://" not in text
    assert set(re.findall(r"(?<!\S)--[a-z-]+", text)) == {"--hash"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_lock_has_the_versions_of_the_lock_for_development(lock: str) -> None:
    everything = pins("dev")
    assert all(versions <= everything.get(name, set()) for name, versions in pins(lock).items())


@pytest.mark.parametrize("service", ["registry", "training", "certification", "reports"])
def test_a_service_s_lock_holds_what_its_package_asks(service: str) -> None:
    assert not missing([*wanted("shared"), *wanted(f"services/{service}")], service)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_lock_for_running_holds_what_every_package_asks(package: str) -> None:
    assert not missing(wanted(package), "run")


def test_the_lock_for_development_holds_its_tools() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["dev"]
    assert not missing([Requirement(tool) for tool in tools], "dev")


def test_a_package_that_is_not_locked_is_noticed() -> None:
    assert missing([Requirement("flask>=99"), Requirement("unheard-of")], "run")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_of_ours_is_free_software_and_depends_downwards(package: str) -> None:
    about = project(package)["project"]
    ours = {Requirement(line).name for line in about["dependencies"] if line.startswith("ciss-")}
    assert about["license"] == "Apache-2.0"
    if package.startswith("services/"):
        assert ours == {"ciss-shared"}
