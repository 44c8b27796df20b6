"""Countries' profiles as they come with the program, and as the other services hear of them."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale

from contracts.kinds import PublicService
from contracts.registry import Duty, DutyClock, JurisdictionPublished, Retention
from registry.jurisdictions.model import Jurisdiction

SHIPPED = "data/jurisdictions/1.0.0"


def shipped_countries() -> list[str]:
    """Return the countries a draft comes with, in capitals, sorted."""
    folder = files("registry").joinpath(SHIPPED)
    names = (file.name for file in folder.iterdir())
    return sorted(name[:2].upper() for name in names if name.endswith(".yaml"))


def read_shipped(country: str) -> Mapping[str, Any]:
    """Return what the shipped draft of a country says, without the country itself."""
    file = files("registry").joinpath(SHIPPED, f"{country.lower()}.yaml")
    content: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    del content["country"]
    return content


def fact_of(profile: Jurisdiction, reviewed_on: date) -> JurisdictionPublished:
    """Return a published profile as the other services hear of it."""
    return JurisdictionPublished(
        country=profile.country,
        version=profile.version,
        reviewed_on=reviewed_on,
        hotline=_service(profile.hotline or {}),
        helpline=_service(profile.helpline or {}),
        helpline_is_free=(profile.helpline or {}).get("free"),
        emergency=profile.emergency or "",
        police_unit=_service(profile.police_unit) if profile.police_unit else None,
        social_service=_service(profile.social_service) if profile.social_service else None,
        duties=tuple(_duty(duty) for duty in profile.duties),
        minority_age=profile.minority_age,
        weekend=tuple(profile.weekend),
        holidays=tuple(date.fromisoformat(day) for day in profile.holidays),
        retention=tuple(Retention(what=row["what"], days=row["days"]) for row in profile.retention),
    )


def _service(content: Mapping[str, Any]) -> PublicService:
    return PublicService(
        name=content.get("name", ""), url=content.get("url"), phone=content.get("phone")
    )


def _duty(content: Mapping[str, Any]) -> Duty:
    return Duty(
        codes=tuple(content["codes"]),
        authority=content["authority"],
        deadline_hours=content["deadline_hours"],
        clock=DutyClock(content["clock"]),
    )


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language, or the code itself when nobody knows it."""
    locale = Locale.parse(language, sep="-" if "-" in language else "_")
    return str(locale.territories.get(code, code))
