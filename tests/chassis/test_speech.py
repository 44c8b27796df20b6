"""What a rule says in English reaches people in their language."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from chassis.errors import Invalid, Refused, sentence
from chassis.speech import told


def test_a_sentence_is_its_english_text() -> None:
    assert sentence("Use %(most)s letters.", most=3) == "Use 3 letters."


def test_a_sentence_without_values_keeps_its_signs() -> None:
    assert sentence("100 % of it") == "100 % of it"


def test_an_error_says_a_sentence_in_english_to_a_log() -> None:
    assert str(Refused(sentence("%(count)s are left.", count=2))) == "2 are left."


def test_an_error_of_fields_keeps_its_sentences() -> None:
    error = Invalid(errors={"name": [sentence("Use %(most)s letters.", most=3)]})
    assert error.errors["name"][0] == "Use 3 letters."


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask(__name__)
    Babel(app)
    with app.app_context(), force_locale("en"):
        yield app


@pytest.mark.usefixtures("app")
def test_what_no_catalogue_knows_is_said_in_english() -> None:
    inner = sentence("Save it as %(kind)s.", kind="CSV")
    assert told(sentence("This is a picture. %(todo)s", todo=inner)) == (
        "This is a picture. Save it as CSV."
    )
    assert told("50 % of it") == "50 % of it"
    assert told("") == ""
