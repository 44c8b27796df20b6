"""Settings are read once, and all their faults are told together."""

import re
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


@pytest.mark.parametrize(
    "word", ["pa/ss", "pa#ss", "pa?ss", "12/34", "12#34", "12?34", "pa[ss", "pa\u2100ss"]
)
@pytest.mark.parametrize("name", ["CISS_AMQP_URL", "CISS_AMQP_ADMIN_URL"])
def test_a_password_that_tears_an_address_apart_is_refused_without_a_word_of_it(
    name: str, word: str
) -> None:
    scheme = "amqp" if name == "CISS_AMQP_URL" else "http"
    with pytest.raises(SettingsFault, match=f"{name} must be") as fault:
        read_settings({name: f"{scheme}://user:{word}@host/"})
    assert "write / as %2F" in str(fault.value)
    assert not {"pa", "ss", "12", "34"} & set(re.split(r"\W", str(fault.value)))


@pytest.mark.parametrize(
    "url",
    [
        "amqp://user:pa%2Fss%23@host:5672/",
        "amqps://user:word@host/our%2Fhost?heartbeat=20",
        "amqp://host",
        "amqp://user:wo:rd@[::1]:5672/",
    ],
)
def test_an_address_of_a_broker_is_taken_as_it_is(url: str) -> None:
    assert read_settings({"CISS_AMQP_URL": url}).amqp_url == url


@pytest.mark.parametrize("url", ["amqp://user:word@host:99999/", "amqp://user:word@host:x/"])
def test_a_port_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsFault, match="CISS_AMQP_URL"):
        read_settings({"CISS_AMQP_URL": url})


@pytest.mark.parametrize("url", ["http://[", "http://host:x"])
def test_a_public_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsFault, match="CISS_PUBLIC_URL"):
        read_settings({"CISS_PUBLIC_URL": url, "CISS_TEST_CLOCK": "clock.json"})


@pytest.mark.parametrize("word", ["p@ss", "p@ss:w", "p@s/s"])
def test_a_database_whose_password_reads_as_its_host_is_refused_without_a_word_of_it(
    word: str,
) -> None:
    url = f"postgresql+psycopg://user:{word}@host/db"
    with pytest.raises(SettingsFault, match="CISS_REGISTRY_DATABASE_URL must be") as fault:
        read_settings({"CISS_REGISTRY_DATABASE_URL": url})
    assert "ss" not in re.split(r"\W", str(fault.value))


@pytest.mark.parametrize(
    "url",
    ["sqlite:////data/we@home/registry.db", "postgresql+psycopg://user:p%40ss@host:5432/db"],
)
def test_an_address_of_a_database_is_taken_as_it_is(url: str) -> None:
    assert read_settings({"CISS_REGISTRY_DATABASE_URL": url}).database_url("registry") == url


OUTSIDE = {
    "CISS_OIDC_ISSUER": "https://id.example.org/realms/staff",
    "CISS_OIDC_CLIENT_ID": "ciss",
    "CISS_OIDC_NAME": "Example ID",
}


def test_an_issuer_outside_is_read_whole_and_its_secret_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("quiet words\n")
    given = {**OUTSIDE, "CISS_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")}
    found = read_settings(given).external
    assert found is not None
    assert (found.issuer, found.client_secret) == (OUTSIDE["CISS_OIDC_ISSUER"], "quiet words")
    assert "quiet words" not in repr(read_settings(given))
    assert read_settings({}).external is None


@pytest.mark.parametrize(
    "changed",
    [
        {"CISS_OIDC_CLIENT_SECRET": ""},
        {"CISS_OIDC_NAME": ""},
        {"CISS_OIDC_ISSUER": "http://id.example.org"},
        {"CISS_OIDC_ISSUER": "id.example.org"},
        {"CISS_OIDC_ISSUER": "https://"},
        {"CISS_OIDC_ISSUER": "https://id.example.org?tenant=1"},
    ],
)
def test_half_an_issuer_or_one_in_the_clear_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(SettingsFault, match="CISS_OIDC"):
        read_settings({**OUTSIDE, "CISS_OIDC_CLIENT_SECRET": "quiet words", **changed})


def test_an_issuer_on_this_machine_may_speak_in_the_clear() -> None:
    given = {"CISS_OIDC_ISSUER": "http://localhost:9400", "CISS_OIDC_CLIENT_SECRET": "x"}
    assert read_settings({**OUTSIDE, **given}).external is not None
