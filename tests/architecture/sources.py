"""Which files the rules of the house look at."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("registry", "training", "certification", "reports")
PACKAGES = ("shared", *(f"services/{name}" for name in SERVICES), "deploy/allinone")


@cache
def committed() -> tuple[Path, ...]:
    """Return every file that is in the repository, or would be with the next commit."""
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = sorted({ROOT / name for name in said.stdout.split("\0") if name})
    return tuple(path for path in paths if path.is_file())


def modules() -> list[Path]:
    """Return the modules of the program, without the migrations."""
    return [
        path
        for path in committed()
        if path.suffix == ".py" and "src" in parts(path) and "migrations" not in parts(path)
    ]


def modules_of_tests() -> list[Path]:
    """Return the modules of the tests."""
    return [
        path for path in committed() if path.suffix == ".py" and here(path).startswith("tests/")
    ]


def templates() -> list[Path]:
    """Return the templates of the pages."""
    return [path for path in committed() if path.suffix == ".html" and "templates" in parts(path)]


def texts() -> Iterator[tuple[str, str]]:
    """Yield the place and the words of each of our own text files."""
    for path in committed():
        if is_given(path):
            continue
        content = path.read_bytes()
        if b"\0" not in content:
            yield here(path), content.decode()


def is_given(path: Path) -> bool:
    """Say whether a file is other people's, or kept to the byte as it was given to us."""
    return (
        "vendor" in parts(path)
        or path.suffix == ".csv"
        or (here(path).startswith("tests/data/") and path.suffix != ".md")
    )


def here(path: Path) -> str:
    """Return a path as seen from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def parts(path: Path) -> tuple[str, ...]:
    """Return the folders and the name of a path, from the root of the repository on."""
    return path.relative_to(ROOT).parts


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
