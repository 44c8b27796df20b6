from tests.registry.front_door import PageAs, Tokens
from tests.training.classroom import Classroom
from tests.training.reading import send, soup, words

URL = "/training/trainers"


def test_a_coordinator_chooses_a_trainer_who_was_here(
    classroom: Classroom, token: Tokens, page_as: PageAs
) -> None:
    browser = page_as("coordinator")
    assert "Nobody can be chosen yet" in words(browser.get(URL))
    by = token("trainer", name="Tudor Trainer (demo)")
    user = classroom.ask("GET", "/me", by).json["id"]
    short = send(browser, URL, {"user": user, "modules": ["M1", "M3"], "reason": ""})
    assert short.status_code == 422
    kept = [each["value"] for each in soup(short).select("input[name=modules][checked]")]
    assert kept == ["M1", "M3"]
    answers = {"user": user, "modules": ["M1", "M3"], "reason": "Ten years of teaching."}
    assert send(browser, URL, answers).status_code == 303
    shown = words(browser.get(URL))
    assert "Tudor Trainer (demo) M1, M3 Feb 1, 2028" in shown
    again = send(browser, URL, answers)
    assert (again.status_code, "is a trainer already" in words(again)) == (422, True)
    assert page_as("trainer").get(URL).status_code == 403
