import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from training.curriculum import formats

ROOT = "/training/curriculum"


def main_of(client: FlaskClient, url: str) -> BeautifulSoup:
    answer = client.get(url)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def text_of(page: Tag) -> str:
    return " ".join(page.get_text().split())


def test_anyone_sees_every_module_and_comes_to_its_page(client: FlaskClient) -> None:
    page = main_of(client, ROOT)
    for module in formats.modules():
        link = page.select_one(f'main a[href="{ROOT}/{module.code}"]')
        assert link is not None
        assert module.title in text_of(link)
        assert f"{module.minutes} minutes" in text_of(link)


@pytest.mark.parametrize("code", formats.codes())
def test_a_module_s_page_says_what_it_holds_and_asks_nothing(
    client: FlaskClient, code: str
) -> None:
    text = text_of(main_of(client, f"{ROOT}/{code}"))
    module = formats.module(code)
    for unit in module.units:
        assert unit.title in text
        assert unit.summary in text
    assert all(outcome.text in text for outcome in module.outcomes)
    assert f"{module.valid_months} months" in text
    assert not any(item.stem in text for item in formats.items(code).values())


def test_the_page_says_how_many_questions_must_be_right(client: FlaskClient) -> None:
    assert "3 questions must be right" in text_of(main_of(client, f"{ROOT}/M3"))
    assert "must be right" not in text_of(main_of(client, f"{ROOT}/M1"))


def test_the_page_of_m3_leads_to_the_core_it_passes_too(client: FlaskClient) -> None:
    assert main_of(client, f"{ROOT}/M3").select_one(f'main a[href="{ROOT}/M3C"]') is not None
    assert main_of(client, f"{ROOT}/M2").select_one(f'main a[href="{ROOT}/M3C"]') is None


def test_a_module_there_is_not_is_not_found(client: FlaskClient) -> None:
    assert client.get(f"{ROOT}/M9").status_code == 404
