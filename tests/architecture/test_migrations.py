"""The steps of each database stand in one line, and two that compete are noticed."""

import ast
from pathlib import Path

import pytest

from tests.architecture import sources
from tests.architecture.migrations import faults, folder_of

STEP = 'revision = "{}"\ndown_revision = {!r}\n'


@pytest.mark.parametrize("service", sources.SERVICES)
def test_the_steps_of_a_service_stand_in_one_line(service: str) -> None:
    assert not list(faults(folder_of(service)))


@pytest.mark.parametrize("service", sources.SERVICES)
def test_no_step_imports_a_model_since_models_move_on(service: str) -> None:
    for path in folder_of(service).glob("*.py"):
        for node in ast.walk(sources.tree_of(path)):
            if isinstance(node, ast.ImportFrom | ast.Import):
                assert service not in ast.unparse(node).replace(".", " ").split(), path.name


@pytest.mark.parametrize(
    "steps",
    [
        {},
        {"0002_start.py": STEP.format("0002", None)},
        {"0001_a.py": STEP.format("0001", None), "0002_b.py": STEP.format("0002", None)},
        {"0001_a.py": STEP.format("0001", None), "0001_b.py": STEP.format("0001", None)},
    ],
    ids=["no step", "a gap", "two beginnings", "two of one number"],
)
def test_steps_out_of_line_are_noticed(tmp_path: Path, steps: dict[str, str]) -> None:
    for name, text in steps.items():
        (tmp_path / name).write_text(text)
    assert list(faults(tmp_path))
