"""What the documents say can be typed and followed: commands, links, numbers of decisions."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, committed, here

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
DECISIONS = ROOT / "docs/adr"


def documents() -> list[Path]:
    return [path for path in committed() if path.suffix == ".md"]


@pytest.mark.parametrize("path", documents(), ids=here)
def test_every_make_command_exists(path: Path) -> None:
    code = re.findall(r"`([^`]+)`|^    (.+)$|^(make .+)$", path.read_text("utf-8"), re.MULTILINE)
    named = [
        word for parts in code for text in parts for word in re.findall(r"^make ([a-z-]+)", text)
    ]
    assert set(named) <= TARGETS


@pytest.mark.parametrize("path", documents(), ids=here)
def test_every_link_within_the_repository_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8"))
    inner = [link for link in links if not re.match(r"[a-z]+:|/", link)]
    assert not [link for link in inner if not (path.parent / link).exists()]


def test_every_command_that_people_type_is_explained() -> None:
    names = set(re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE))
    unexplained = TARGETS - set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
    steps_of_check = {"format-check", "lint", "types", "imports", "migrations", "generated"}
    assert unexplained == steps_of_check
    assert {name for line in names for name in line.split()} == TARGETS


def test_decisions_are_numbered_in_one_row_and_listed() -> None:
    pages = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert [name[:4] for name in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    listed = (DECISIONS / "README.md").read_text(encoding="utf-8")
    assert not [name for name in pages if f"({name})" not in listed]


@pytest.mark.parametrize("module", re.findall(r"python -m (tests\.[\w.]+)", MAKEFILE))
def test_every_program_of_the_makefile_does_something(module: str) -> None:
    path = ROOT / module.replace(".", "/")
    if path.is_dir():
        assert (path / "__main__.py").is_file()
        return
    assert '__name__ == "__main__"' in path.with_suffix(".py").read_text(encoding="utf-8")
