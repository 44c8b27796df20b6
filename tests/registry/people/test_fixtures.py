"""The fixtures of the registry's tests give what they promise."""

from flask.testing import FlaskClient

from tests.registry.conftest import PageAs, Tokens


def test_a_client_reaches_the_app(client: FlaskClient, token: Tokens) -> None:
    assert client.get("/registry/readyz").status_code == 200
    assert client.get("/registry/readyz", headers=token("coordinator")).status_code == 200


def test_a_page_knows_who_is_signed_in(page_as: PageAs) -> None:
    assert page_as("coordinator").get("/registry/readyz").status_code == 200
