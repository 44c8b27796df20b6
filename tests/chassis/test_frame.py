"""The frame without a browser: what is vendored, what is said, how forms defend themselves."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from wtforms import IntegerField, StringField
from wtforms.validators import Length

from chassis.forms import Form, blame, csrf_token, needed
from chassis.frame import direction_of, register_sayings, saying
from tests.browser.html import faults
from tests.browser.sample import PAGES, sample_app
from tests.servers import ROOT

VENDORED = ("shared/src/chassis/static/vendor", "tests/browser/vendor")


@pytest.fixture
def app() -> Flask:
    return sample_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("folder", VENDORED)
def test_vendored_files_are_unmodified_and_come_with_their_licence(folder: str) -> None:
    lines = (ROOT / folder / "SHA256SUMS").read_text().splitlines()
    sums = {name: known for known, name in (line.split() for line in lines)}
    files = {path.name: path for path in (ROOT / folder).iterdir() if path.name != "SHA256SUMS"}
    assert {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == sums
    packages = {
        line.split()[0]
        for line in (ROOT / "deploy/vendor/files.txt").read_text().splitlines()
        if line.endswith(f" {folder}")
    }
    assert packages
    assert all(f"{name}.LICENSE.txt" in files for name in packages)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_parses_as_it_was_sent(client: FlaskClient, path: str) -> None:
    assert faults(client.get(path).text) == []


def test_broken_markup_and_bare_forms_are_seen() -> None:
    assert faults("<p><b>x</p></b>")
    assert faults('<p style="color:red">x</p>')
    assert faults("<script>go()</script>")
    assert faults('<form method="post"><input name="once"></form>')
    assert faults('<form method="get"><br></form>') == []


def test_frame_files_are_served_under_the_service_and_change_their_address_with_content(
    client: FlaskClient,
) -> None:
    page = BeautifulSoup(client.get("/").text, "html.parser")
    sheets = [str(link["href"]) for link in page.select("link[rel=stylesheet]")]
    assert [sheet.split("?v=")[0] for sheet in sheets] == [
        "/sample/static/chassis/vendor/bootstrap.min.css",
        "/sample/static/chassis/ciss.css",
    ]
    for sheet in sheets:
        with client.get(sheet) as answer:
            assert answer.status_code == 200
            assert answer.cache_control.max_age == 31_536_000


def test_a_language_from_the_right_gets_its_direction_and_sheet(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/?lang=ar").text, "html.parser")
    assert page.html is not None
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert page.select_one('link[href*="bootstrap.rtl.min.css"]')
    assert [direction_of(lang) for lang in ("en", "uk", "th", "ar", "fa", "zh-Hant")] == [
        *["ltr"] * 3,
        *["rtl"] * 2,
        "ltr",
    ]


def test_only_known_codes_are_said() -> None:
    register_sayings({"test_known": "The list is saved."})
    assert saying("test_known") == "The list is saved."
    assert saying("<b>anything</b>") is None
    assert saying(None) is None
    with pytest.raises(ValueError, match="test_known"):
        register_sayings({"test_known": "Something else."})


def test_the_style_sheet_stays_small_and_logical() -> None:
    sheet = (ROOT / "shared/src/chassis/static/ciss.css").read_text()
    assert len(sheet.splitlines()) <= 600
    physical = ("margin-left", "margin-right", "padding-left", "padding-right", "text-align: left")
    assert not [word for word in physical if word in sheet]


def _tokens(scheme: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", scheme))


def _light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, bright = sorted((_light(one), _light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_colours_of_words_keep_seven_to_one_in_both_schemes() -> None:
    sheet = (ROOT / "shared/src/chassis/static/ciss.css").read_text()
    light, dark = sheet.split("prefers-color-scheme: dark", 1)
    bright = _tokens(light)
    for scheme in (bright, bright | _tokens(dark.split("/* ──", 1)[0])):
        pairs = [(word, "paper") for word in ("ink", "ink-soft", "brand", "danger", "done")]
        pairs += [
            ("ink", "surface"),
            ("ink-soft", "mist"),
            ("brand", "mist"),
            ("on-brand", "brand"),
        ]
        pairs += [("danger", "danger-wash"), ("done", "done-wash"), ("amber-ink", "amber")]
        low = {pair: _contrast(*(scheme[name] for name in pair)) for pair in pairs}
        assert not {pair: round(value, 1) for pair, value in low.items() if value < 7}


class Town(Form):
    name = StringField(validators=[needed("Enter the town."), Length(max=3)])
    pupils = IntegerField()


def _post(app: Flask, **typed: str) -> Town:
    with app.test_request_context("/ask", method="POST", data=typed):
        app.preprocess_request()
        form = Town()
        form.validate()
        return form


def _token(app: Flask) -> str:
    with app.test_request_context("/ask"):
        app.preprocess_request()
        return csrf_token()


def test_a_form_is_taken_with_the_token_of_its_own_session_only(app: Flask) -> None:
    good = {"name": "Ruk", "pupils": "7", "once": "0" * 32}
    assert _post(app, **good, csrf_token=_token(app)).errors == {}
    with app.test_request_context("/"):
        app.preprocess_request()
        of_a_visitor = csrf_token()
    assert of_a_visitor != _token(app)
    for token in (of_a_visitor, "", "x", _token(app)[:-1], "é"):
        assert list(_post(app, **good, csrf_token=token).errors) == ["csrf_token"]


def test_a_form_needs_the_id_it_was_shown_with(app: Flask) -> None:
    good = {"name": "Ruk", "pupils": "7", "csrf_token": _token(app)}
    assert list(_post(app, **good, once="again").errors) == ["once"]
    assert list(_post(app, **good).errors) == ["once"]


def test_errors_say_what_to_do_and_lead_to_the_field(app: Flask) -> None:
    typed = {"csrf_token": _token(app), "once": "0" * 32}
    assert _post(app, **typed, name="", pupils="many").problems == [
        ("name", "Enter the town."),
        ("pupils", "Use a whole number, such as 12."),
    ]
    assert _post(app, **typed, name="Long", pupils="1").problems == [
        ("name", "Write at most 3 letters.")
    ]


def test_a_domain_error_shows_beside_its_field_or_on_top(app: Flask) -> None:
    with app.test_request_context("/ask"):
        app.preprocess_request()
        form = Town()
        blame(form, {"name": ["There is a town of this name."], "elsewhere": ["Ask the head."]})
        assert form.problems == [
            (None, "Ask the head."),
            ("name", "There is a town of this name."),
        ]


def test_no_cookie_is_set_by_showing_a_form(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/ask").headers
    assert "Set-Cookie" not in client.post("/ask").headers


def test_what_is_typed_cannot_become_markup(client: FlaskClient) -> None:
    page = client.post("/ask", data={"about": "</textarea><script>alert(1)</script>"})
    assert page.status_code == 422
    assert "<script>alert" not in page.text
    assert faults(page.text) == []


def test_the_fetch_script_names_packages_and_no_address() -> None:
    folder = ROOT / "deploy/vendor"
    assert "://" not in "".join(Path(folder / name).read_text() for name in ("fetch", "files.txt"))
