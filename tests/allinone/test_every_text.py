"""Whatever people see went through the catalogues: in a language of brackets none stands outside.

What is data stays as it is: names, places, numbers, days. So of what is outside of brackets only
that is a fault which holds a word that only a sentence of ours has.
"""

import json
import re
from collections import deque
from collections.abc import Iterator

import pytest
from werkzeug.test import Client

from allinone.compose import Town
from allinone.demo_parts import demo_sign_ins
from allinone.deployment import Deployment
from chassis.settings import Settings
from tests import pseudo
from tests.plugins.practice import Practice

FIRST = ("/", "/registry/today", "/registry/me", "/verify", "/help", "/nowhere")
ENGLISH = re.compile(
    r"\b(?:the|is|are|was|of|to|not|this|that|you|your|and|has|have|with|for|by|from|no|yes)\b",
    re.IGNORECASE,
)
DATA = re.compile(
    r"\(demo\)|\(invented\)|https?://|Not checked by a lawyer|^Write the steps down$|000 demo"
)
CONTENT = re.compile(
    r"/training/modules/|/curriculum|/certification/(?:assessments|schools|standard|reviews)|/catalogue"
)
"""Pages that show chapters of the curriculum, the standard or the contracts, word for word."""
MODULES = re.compile(
    "Rights, risks and leadership|Policy and people|Reporting and response"
    "|Education, awareness and taking part|Technology, data and getting better"
    "|Children online: rights and risks|Education and participation"
)
"""Names of modules, as the standard and the curriculum have them."""
IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{3,}|(?<=/)[a-z0-9]{6,}-[a-z0-9-]+")
NO_PAGE = re.compile(r"\.(?:json|csv|xlsx|svg)$|/api/|/static/|/sign-out|/events/")
MOST_PAGES = 60


@pytest.fixture(scope="module")
def deployment(
    tmp_path_factory: pytest.TempPathFactory, practice: Practice
) -> Iterator[Deployment]:
    made = Deployment(Settings(data=tmp_path_factory.mktemp("brackets")))
    practice(made.settings.data)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def town(deployment: Deployment) -> Town:
    return Town(deployment)


def browser(town: Town, deployment: Deployment, login: str) -> Client:
    person = next(each for each in demo_sign_ins(deployment) if each["login"] == login)
    asked = {"grant_type": "password", "username": login, "password": person["password"]}
    if person["code"]:
        asked["otp"] = person["code"]
    answer = Client(town).post("/registry/api/v1/tokens", json=asked)
    made = Client(town)
    made.set_cookie("ciss", f"{json.loads(answer.text)['access_token']}~")
    return made


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """Yield a page of each kind that links lead to, and its address."""
    ways = deque(FIRST)
    seen: set[str] = set()
    while ways and len(seen) < MOST_PAGES:
        url = ways.popleft()
        kind = IDENTITY.sub("*", url.partition("?")[0])
        if kind in seen or NO_PAGE.search(kind) or CONTENT.search(kind):
            continue
        seen.add(kind)
        answer = client.get(url)
        if answer.location:
            ways.append(answer.location)
        elif answer.mimetype == "text/html":
            yield url, answer.text
            found = re.findall(r'href="(/[^"#]*)"', answer.text)
            ways.extend(each.replace("&amp;", "&") for each in found)


def outside(client: Client) -> list[str]:
    return [
        f"{url}: {text}"
        for url, page in pages(client)
        for text in pseudo.plain_texts(page)
        if ENGLISH.search(text) and not (DATA.search(text) or MODULES.search(text))
    ]


def speak(town: Town, only: frozenset[str] | None = None) -> None:
    for house in town.houses.values():
        pseudo.speak(house.app, only=only)


def test_public_pages_have_only_texts_that_all_languages_have(town: Town) -> None:
    speak(town, only=pseudo.for_everybody())
    assert not outside(Client(town))


@pytest.mark.parametrize("login", ["coordinator", "head1"])
def test_staff_pages_have_only_texts_of_the_catalogues(
    town: Town, deployment: Deployment, login: str
) -> None:
    speak(town)
    assert not outside(browser(town, deployment, login))


def test_a_text_that_came_past_the_catalogues_is_noticed() -> None:
    page = "<p>⟦One~⟧ and of two</p><p>⟦a ⟦b⟧ c⟧</p><input placeholder='by name'>"
    assert list(pseudo.plain_texts(page)) == ["and of two", "by name"]
