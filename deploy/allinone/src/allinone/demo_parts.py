"""The parts of the play: who the invented people are, and how to sign in as each."""

import csv
import json
from collections import ChainMap
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import pyotp

from allinone.deployment import Deployment

PASSWORD = "paper boat on a quiet lake"  # noqa: S105 - practice data only, refused elsewhere
LANGUAGE = "en"
"""What everybody reads at first, so that whoever looks around can follow all of them."""
FILE = "demo.json"


class Part(NamedTuple):
    """Somebody of the play: their role, the type of its place and their name."""

    role: str
    place: str
    name: str


_OFFICE: Mapping[str, Part] = {
    "ops": Part("ops", "set-up", "Petru Cabluri (demo)"),
    "coordinator": Part("coordinator", "set-up", "Corina Drum (demo)"),
    "safeguarding": Part("safeguarding", "partner", "Sanda Veghe (demo)"),
    "safeguarding2": Part("safeguarding", "partner", "Тарас Захист (demo)"),
    "panel": Part("panel", "partner", "Полина Вече (demo)"),
    "auditor": Part("auditor", "partner", "Audra Kontrol (demo)"),
    "assessor": Part("assessor", "partner", "Алесь Погляд (demo)"),
    "coach": Part("coach", "partner", "Cora Sprijin (demo)"),
    "trainer": Part("trainer", "partner", "Тина Наставница (demo)"),
    "checker": Part("checker", "partner", "Чеслав Обход (demo)"),
    "observer": Part("observer", "partner", "Olena Spostereha (demo)"),
    "hq": Part("hq", "network", "Hana Kvarter (demo)"),
}


@cache
def _of_schools() -> Mapping[str, Mapping[str, Part]]:
    text = files("allinone").joinpath("data", "demo", "school_people.csv").read_text("utf-8")
    found: dict[str, dict[str, Part]] = {}
    for row in csv.DictReader(text.splitlines()):
        part = Part(row["role"], "school", row["name"])
        found.setdefault(row["code"], {})[row["login"]] = part
    return found


def people_of(code: str) -> Mapping[str, Part]:
    """Return who holds which post at the school with a code, by login, the head first."""
    return _of_schools()[code]


def parts() -> Mapping[str, Part]:
    """Return everybody by login; owners of cafés and young experts join once there are any."""
    return dict(ChainMap(dict(_OFFICE), *(dict(each) for each in _of_schools().values())))


def demo_sign_ins(deployment: Deployment) -> list[dict[str, Any]]:
    """Return role, login, name, password and the code of this half minute, of everybody."""
    path = deployment.settings.data / FILE
    notes = json.loads(path.read_text("utf-8")) if path.exists() else []
    now = deployment.clock.now()
    return [
        {
            "role": note["role"],
            "login": note["login"],
            "name": parts()[note["login"]].name,
            "password": PASSWORD,
            "code": pyotp.TOTP(note["secret"]).at(now) if note["secret"] else None,
        }
        for note in notes
    ]
