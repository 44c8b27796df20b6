"""The pages of a school's way to a certificate, for each who works on it."""

from collections.abc import Callable

import pytest

from tests.browser.demo_town import Served
from tests.browser.pages import Opener, assert_page_is_sound

PAGES = [
    (None, "/registry/sign-up"),
    ("coordinator", "/registry/claims"),
    ("coordinator", "/registry/cohorts"),
    ("coordinator", "/registry/cohorts/new"),
    ("coordinator", "/registry/cohorts/{cohort}"),
    ("coordinator", "/registry/enrolments"),
    ("coordinator", "/registry/enrolments/{enrolment}"),
    ("coordinator", "/registry/enrolments/{enrolment}/coach"),
    ("head1", "/registry/enrolments/{enrolment_of_head1}"),
    ("head1", "/registry/schools/{school_of_head1}/people"),
    ("focal", "/registry/today"),
    ("coach", "/registry/today"),
    ("coach", "/registry/support-visits"),
    ("coach", "/registry/support-visits/new"),
    ("trainer", "/registry/today"),
    ("assessor", "/registry/today"),
    ("panel", "/registry/today"),
    (None, "/training/curriculum"),
    (None, "/training/curriculum/M3"),
    ("head1", "/training"),
    ("staff", "/training"),
    ("staff", "/training/modules/M3"),
    ("head1", "/training/schools/{school_of_head1}"),
    ("head1", "/training/schools/{school_of_head1}/headcounts"),
    ("head1", "/training/cards/me"),
    ("trainer", "/training/talks"),
    ("coordinator", "/training/trainers"),
    (None, "/certification/standard"),
    ("head1", "/certification"),
    ("head1", "/certification/schools/{school_of_head1}"),
    ("head1", "/certification/schools/{school_of_head1}/commitment"),
    ("head7", "/certification/schools/{school_of_head7}/self-review"),
    ("head7", "/certification/reviews/{review_of_head7}"),
    ("focal7", "/certification/reviews/{review_of_head7}/criteria/3.3"),
    ("focal7", "/certification/reviews/{review_of_head7}/plan"),
    ("head7", "/certification/reviews/{review_of_head7}/submission"),
    ("coordinator", "/certification/assessments"),
    ("coordinator", "/certification/assessors"),
    ("assessor", "/certification/assessments"),
    ("panel", "/certification/assessments"),
    ("head5", "/certification/assessments"),
    ("coordinator", "/certification/assessments/{submitted}"),
    ("assessor", "/certification/assessments/{offered}"),
    ("head5", "/certification/assessments/{planned}"),
    ("panel", "/certification/assessments/{moderation}"),
    ("coordinator", "/certification/certificates"),
    ("coordinator", "/certification/certificates/{suspended}"),
    (None, "/verify/{active}"),
    (None, "/verify/{expired}"),
    (None, "/verify/{suspended}"),
    ("head1", "/reports"),
    ("coordinator", "/reports"),
    ("head1", "/reports/channels/{channel_of_head1}"),
]
"""Who opens what; nobody is a visitor."""


def _number(state: str) -> Callable[[Served], str]:
    return lambda town: town.id_of("ops", f"registry/certified-places?state={state}", "number")


def _assessment(login: str, state: str) -> Callable[[Served], str]:
    return lambda town: town.id_of(login, f"certification/assessments?state={state}")


THINGS: dict[str, Callable[[Served], str]] = {
    "cohort": lambda town: town.id_of("coordinator", "registry/cohorts"),
    "enrolment": lambda town: town.id_of("coordinator", "registry/enrolments"),
    "enrolment_of_head1": lambda town: town.id_of("head1", "registry/enrolments"),
    "school_of_head1": lambda town: town.school_of("head1"),
    "school_of_head7": lambda town: town.school_of("head7"),
    "review_of_head7": lambda town: town.id_of(
        "head7", f"certification/reviews?school={town.school_of('head7')}"
    ),
    "channel_of_head1": lambda town: town.id_of(
        "head1", f"reports/channels?owner={town.school_of('head1')}"
    ),
    "submitted": _assessment("coordinator", "submitted"),
    "offered": _assessment("assessor", "submitted"),
    "planned": _assessment("head5", "sift"),
    "moderation": _assessment("panel", "moderation"),
    "active": _number("active"),
    "expired": _number("expired"),
    "suspended": _number("suspended"),
}
"""Where the id in a path comes from."""


def url_of(town: Served, path: str) -> str:
    """Put the ids of things into a path that names some."""
    for name, find in THINGS.items():
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", find(town))
    return town.address + path


@pytest.mark.parametrize(("login", "path"), PAGES)
def test_the_page_is_fit_to_be_shown(
    open_page: Opener, town: Served, login: str | None, path: str
) -> None:
    cookies = {"ciss": town.cookies[login]} if login else None
    visit = open_page(url_of(town, path), cookies=cookies)
    assert visit.status == 200
    assert_page_is_sound(visit)


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("head1", "/certification/schools/{school_of_head1}"),
        ("focal7", "/certification/reviews/{review_of_head7}/criteria/3.3"),
        ("panel", "/certification/assessments/{moderation}"),
        (None, "/verify/{active}"),
        ("staff", "/training"),
    ],
)
def test_it_is_there_on_a_phone_without_javascript_and_in_the_dark(
    open_page: Opener, town: Served, login: str | None, path: str
) -> None:
    cookies = {"ciss": town.cookies[login]} if login else None
    visit = open_page(url_of(town, path), js=False, dark=True, width=320, cookies=cookies)
    assert visit.status == 200
    assert_page_is_sound(visit)
