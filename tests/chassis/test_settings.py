"""Settings are read once, and all their faults are told together."""

from pathlib import Path

import pytest

from chassis.settings import SettingsFault, read_settings


def test_an_empty_environment_is_a_safe_deployment_on_this_machine() -> None:
    settings = read_settings({})
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.is_loopback
    assert not settings.is_secure
    assert settings.test_clock is None
    assert settings.database_url("registry").startswith("sqlite:////")


def test_every_fault_is_named() -> None:
    environment = {
        "CISS_PORT": "eighty",
        "CISS_LOG_LEVEL": "loud",
        "CISS_PUBLIC_URL": "ciss.example.org/path",
    }
    with pytest.raises(SettingsFault) as fault:
        read_settings(environment)
    assert all(name in str(fault.value) for name in environment)


@pytest.mark.parametrize(
    "url", ["https://ciss.example.org", "http://10.0.0.5", "http://127.0.0.1.example"]
)
def test_the_test_clock_is_refused_away_from_this_machine(url: str) -> None:
    with pytest.raises(SettingsFault, match="CISS_TEST_CLOCK"):
        read_settings({"CISS_TEST_CLOCK": "clock.json", "CISS_PUBLIC_URL": url})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    assert read_settings({"CISS_SERVICE_KEY_FILE": str(tmp_path / "key")}).service_key == "secret"
    with pytest.raises(SettingsFault, match="CISS_SERVICE_KEY_FILE"):
        read_settings({"CISS_SERVICE_KEY_FILE": str(tmp_path / "none")})


def test_each_service_may_have_its_own_database() -> None:
    settings = read_settings({"CISS_REPORTS_DATABASE_URL": "postgresql+psycopg://h/reports"})
    assert settings.database_url("reports") == "postgresql+psycopg://h/reports"
    assert settings.database_url("training").startswith("sqlite")
