"""Texts come from the `.po` files beside the code, and from nowhere else when there are none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel, force_locale, gettext, ngettext

from chassis.catalogues import SHARED, Catalogues, file_of, install
from chassis.errors import sentence
from chassis.speech import told

FILE = """msgid ""
msgstr ""
"Language: uk\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"X-Reviewed-By: {reviewer}\\n"

msgid "School"
msgstr "Школа"

msgid "Use %(most)s letters."
msgstr "Не більше %(most)s літер."

msgid "not done yet"
msgstr ""

msgid "%(num)s school"
msgid_plural "%(num)s schools"
msgstr[0] "%(num)s школа"
msgstr[1] "%(num)s школи"
msgstr[2] "%(num)s шкіл"
"""


def put(folder: Path, *, reviewer: str = "") -> None:
    path = file_of(folder, "uk")
    path.parent.mkdir(parents=True)
    path.write_text(FILE.format(reviewer=reviewer), encoding="utf-8")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    put(tmp_path)
    app = Flask(__name__)
    Babel(app)
    install(app, tmp_path)
    with app.app_context():
        yield app


@pytest.mark.usefixtures("app")
def test_a_text_is_said_in_the_language_of_the_reader() -> None:
    with force_locale("uk"):
        assert gettext("School") == "Школа"
    with force_locale("en"):
        assert gettext("School") == "School"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("count", "said"), [(1, "1 школа"), (3, "3 школи"), (5, "5 шкіл")])
def test_a_count_takes_the_form_of_its_language(count: int, said: str) -> None:
    with force_locale("uk"):
        assert ngettext("%(num)s school", "%(num)s schools", count) == said


@pytest.mark.usefixtures("app")
def test_what_a_rule_says_is_filled_in_after_it_is_translated() -> None:
    with force_locale("uk"):
        assert told(sentence("Use %(most)s letters.", most=3)) == "Не більше 3 літер."


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("text", ["not done yet", "never heard of"])
def test_a_missing_text_is_said_in_english(text: str) -> None:
    with force_locale("uk"):
        assert gettext(text) == text


@pytest.mark.usefixtures("app")
def test_a_language_nobody_wrote_is_english() -> None:
    with force_locale("de"):
        assert gettext("School") == "School"


def test_texts_of_the_chassis_are_in_every_app(tmp_path: Path) -> None:
    app = Flask(__name__)
    Babel(app)
    texts = install(app, tmp_path / "none")
    assert file_of(SHARED, "ru").exists()
    assert texts.of("ru").gettext("Skip to the content") != "Skip to the content"


@pytest.mark.parametrize(("reviewer", "is_reviewed"), [("", False), ("Ana Example, 2026", True)])
def test_a_language_is_reviewed_when_somebody_stands_by_it(
    tmp_path: Path, reviewer: str, is_reviewed: bool
) -> None:
    put(tmp_path, reviewer=reviewer)
    assert Catalogues([tmp_path]).is_reviewed("uk") is is_reviewed


def test_one_file_without_a_reviewer_is_enough_to_say_so(tmp_path: Path) -> None:
    put(tmp_path / "one", reviewer="Ana Example, 2026-02-03")
    put(tmp_path / "two")
    assert not Catalogues([tmp_path / "one", tmp_path / "two"]).is_reviewed("uk")
