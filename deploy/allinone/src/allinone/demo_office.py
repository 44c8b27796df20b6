"""What the office does before the first invented school sets out."""

from datetime import datetime, timedelta

from allinone.demo_stage import Stage

R, T, C = (f"/{name}/api/v1" for name in ("registry", "training", "certification"))
MODULES = ("M1", "M2", "M3", "M4", "M5", "M3C", "V1")


def open_the_office(stage: Stage, today: datetime) -> None:
    """Open a cohort, and accredit who trains and assesses."""
    cohort = {
        "name": "First cohort (demo)",
        "standard_version": "1.0.0",
        "curriculum_version": "1.0.0",
        "starts_on": stage.clock.now().date().isoformat(),
        "ends_on": (today + timedelta(days=300)).date().isoformat(),
        "target": 40,
    }
    made = stage.post(f"{R}/cohorts", cohort, by="coordinator")
    stage.post(f"{R}/cohorts/{made['id']}/opening", by="coordinator")
    stage.hear()
    reason = "One of the first of this programme (invented)"
    stage.call("GET", f"{T}/me", by="trainer")
    trainer = {
        "user": stage.cast["trainer"].actor.id,
        "modules": list(MODULES),
        "basis": "founding",
        "reason": reason,
    }
    stage.post(f"{T}/trainer-accreditations", trainer, by="coordinator")
    stage.call("GET", f"{C}/me", by="assessor")
    assessor = {
        "user": stage.cast["assessor"].actor.id,
        "basis": "founding",
        "reason": reason,
        "langs": ["ro", "ru"],
    }
    stage.post(f"{C}/assessor-accreditations", assessor, by="coordinator")
