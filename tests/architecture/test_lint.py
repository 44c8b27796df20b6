"""The linter is set up to refuse what the house refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

RUFF = Path(sys.executable).parent / "ruff"
ACTIONS = "services/registry/src/registry/schools/actions.py"
CLOCK = "shared/src/chassis/clock.py"
HEAD = '"""What it is for."""\n'


def codes(place: str, text: str) -> set[str]:
    """Return the codes of what ruff finds in a text, as if it stood at the place."""
    said = subprocess.run(
        [RUFF, "check", "--no-cache", "--output-format=json", f"--stdin-filename={place}", "-"],
        cwd=ROOT, input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return {str(each["code"]) for each in json.loads(said.stdout)}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("D100", "x = 1\n"),
        ("D103", HEAD + "def f() -> None: ...\n"),
        ("PLC0415", HEAD + "def _f() -> None:\n    import json\n"),
        ("TID251", HEAD + "import os\n\nHOME = os.environ\n"),
        ("TID251", HEAD + "from datetime import UTC, datetime\n\nx = datetime.now(UTC)\n"),
        ("TID251", HEAD + "from datetime import date\n\nx = date.today()\n"),
        ("TID251", HEAD + "import time\n\nx = time.time()\n"),
        ("DTZ001", HEAD + "from datetime import datetime\n\nx = datetime(2026, 2, 2)\n"),
        ("BLE001", HEAD + "try:\n    x = 1\nexcept Exception:\n    x = 2\n"),
        ("T201", HEAD + "print()\n"),
        ("INT001", HEAD + "from flask_babel import gettext as _\n\n_(f'{1}')\n"),
        ("PLR0917", HEAD + "def _f(a, b, c, d, e, f): ...\n"),
        ("C901", HEAD + "def _f(a):\n" + "    if a:\n        a = 1\n" * 9),
    ],
)
def test_the_linter_refuses(code: str, text: str) -> None:
    assert code in codes(ACTIONS, text)


def test_the_chassis_may_ask_the_machine_for_the_time() -> None:
    assert "TID251" not in codes(CLOCK, HEAD + "import time\n\nx = time.time()\n")
