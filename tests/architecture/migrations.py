"""Are the numbered steps of each service's database in one line? `python -m` says so for check."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import ROOT, SERVICES

NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.py")


def folder_of(service: str) -> Path:
    return ROOT / f"services/{service}/src/{service}/migrations"


def faults(folder: Path) -> Iterator[str]:
    """Yield what is wrong with a folder of steps: names, numbers, order, what they import."""
    if (folder / "__init__.py").exists():
        yield f"{folder}: a folder of steps is no package"
    steps = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
    if not steps:
        yield f"{folder}: has no step"
    before = None
    for count, step in enumerate(steps, 1):
        number = f"{count:04}"
        said = _assigned(ast.parse(step.read_text(encoding="utf-8")))
        if not (named := NAME.fullmatch(step.name)) or named[1] != number:
            yield f"{step.name}: should begin with {number}_"
        if (said.get("revision"), said.get("down_revision")) != (number, before):
            yield f"{step.name}: should be revision {number} after {before}"
        before = number


def _assigned(tree: ast.Module) -> dict[str, object]:
    """Return the constants a module assigns at its top."""
    found: dict[str, object] = {}
    for node in tree.body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=value))
            ):
                found[name] = value
    return found


def main() -> int:
    found = [fault for service in SERVICES for fault in faults(folder_of(service))]
    print("\n".join(found), file=sys.stderr, end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
