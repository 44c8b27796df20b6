"""A child who chose a language reads it on every page, up to the code and back again."""

import re
from datetime import timedelta

from flask.testing import FlaskClient

from tests.reports.help.walk import Child
from tests.reports.school import School

THAI = re.compile(r"[\u0e00-\u0e7f]")


def language(child: Child) -> tuple[str, str]:
    assert child.page.html is not None
    return str(child.page.html["lang"]), str(child.page.html["dir"])


def on_with(child: Child, value: str, **typed: str) -> None:
    """Press the button that sends a value: its words are in another language."""
    form = child.page.select_one("main form")
    assert form is not None
    button = form.select_one(f"button[value='{value}']")
    assert button is not None, child.words
    sent = {**child.fields(), **typed, str(button["name"]): value}
    child.answer = child.client.post(str(form["action"]), data=sent)
    assert language(child) == ("th", "ltr"), child.words
    assert THAI.search(child.title)
    assert "Set-Cookie" not in child.answer.headers


def test_thai_is_kept_from_the_first_page_to_the_code(client: FlaskClient, school: School) -> None:
    slug = school.open()
    child = Child.at(client, f"/help/{slug}?lang=th")
    assert language(child) == ("th", "ltr")
    for value in ("begin", "about_friend", "BULLY", "9-12", "yes"):
        on_with(child, value)
    on_with(child, "next", text="x", wants_reply="yes")
    school.clock.advance(timedelta(seconds=3))
    on_with(child, "send")
    assert child.page.select_one("#code")
    on_with(child, "saved")
    ways = [str(link["href"]) for link in child.page.select("main a[href^='/help']")]
    assert ways
    assert all("lang=th" in way for way in ways)


def test_a_child_may_choose_among_eight_languages(client: FlaskClient) -> None:
    child = Child.at(client, "/help")
    ways = {str(link["lang"]): str(link["href"]) for link in child.page.select(".langs a")}
    assert list(ways) == ["en", "ru", "uk", "ro", "be", "fr", "th", "ar"]
    assert language(Child.at(client, ways["ar"])) == ("ar", "rtl")


def test_a_choice_of_language_cannot_lose_what_was_written(
    client: FlaskClient, school: School
) -> None:
    child = Child.at(client, f"/help/{school.open()}?lang=th")
    assert child.page.select(".langs a")
    on_with(child, "begin")
    assert not child.page.select(".langs a")


def test_a_child_is_told_that_nobody_checked_the_words(client: FlaskClient) -> None:
    child = Child.at(client, "/help?lang=ar")
    way = child.page.select_one("a[hreflang=en]:not([lang])")
    assert way is not None
    assert way["href"] == "/help?lang=en"
    assert Child.at(client, "/help").page.select_one("a[hreflang=en]:not([lang])") is None
