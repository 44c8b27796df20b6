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
FILE = "demo.json"


class Part(NamedTuple):
    """Somebody of the play: their role, the type of its place, their name and language."""

    role: str
    place: str
    name: str
    lang: str


_OFFICE: Mapping[str, Part] = {
    "ops": Part("ops", "set-up", "Petru Cabluri (demo)", "ro"),
    "coordinator": Part("coordinator", "set-up", "Corina Drum (demo)", "ro"),
    "safeguarding": Part("safeguarding", "partner", "Sanda Veghe (demo)", "ro"),
    "safeguarding2": Part("safeguarding", "partner", "Тарас Захист (demo)", "uk"),
    "panel": Part("panel", "partner", "Полина Вече (demo)", "ru"),
    "auditor": Part("auditor", "partner", "Audra Kontrol (demo)", "en"),
    "assessor": Part("assessor", "partner", "Алесь Погляд (demo)", "be"),
    "coach": Part("coach", "partner", "Cora Sprijin (demo)", "ro"),
    "trainer": Part("trainer", "partner", "Тина Наставница (demo)", "ru"),
    "checker": Part("checker", "partner", "Чеслав Обход (demo)", "ru"),
    "observer": Part("observer", "partner", "Olena Spostereha (demo)", "uk"),
    "hq": Part("hq", "network", "Hana Kvarter (demo)", "en"),
}


@cache
def _of_schools() -> Mapping[str, Mapping[str, Part]]:
    text = files("allinone").joinpath("data", "demo", "school_people.csv").read_text("utf-8")
    found: dict[str, dict[str, Part]] = {}
    for row in csv.DictReader(text.splitlines()):
        part = Part(row["role"], "school", row["name"], row["lang"])
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
