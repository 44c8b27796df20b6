"""The catalogue of events, as people who build on them read it."""

import json

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from chassis.bus.cursors import AHEAD, TOO_OLD
from chassis.bus.events import Tier
from chassis.bus.feedstream import LAST
from chassis.bus.feedview import LINES, NEXT
from chassis.bus.reading import EventQuery
from chassis.bus.resend import REPLAY
from chassis.bus.topology import exchange_of
from contracts.catalogue import EVERYBODY, facts
from contracts.envelope import MEANINGS
from contracts.listeners import LISTENERS
from registry.catalogue.queries import event
from tests.browser.html import faults
from tests.registry.front_door import PageAs

CATALOGUE = "/registry/events/catalogue"


def page_of(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def types_on(page: BeautifulSoup) -> set[str]:
    return {str(title["id"]) for title in page.select("section h3[id]")}


def test_a_visitor_reads_of_every_event_that_leaves_the_services(registry: Flask) -> None:
    answer = registry.test_client().get(CATALOGUE)
    assert answer.status_code == 200
    assert faults(answer.text) == []
    assert types_on(page_of(answer.text)) == set(facts(EVERYBODY))
    assert not [type_ for type_ in facts({Tier.INTERNAL}) if type_ in answer.text]


def test_an_operator_reads_of_the_internal_ones_too(page_as: PageAs) -> None:
    assert types_on(page_of(page_as("ops").get(CATALOGUE).text)) == set(facts())


def test_a_coordinator_reads_what_a_visitor_reads(page_as: PageAs) -> None:
    page = page_of(page_as("coordinator").get(CATALOGUE).text)
    assert types_on(page) == set(facts(EVERYBODY))


def test_every_attribute_and_every_field_stands_there_with_its_meaning(registry: Flask) -> None:
    page = page_of(registry.test_client().get(CATALOGUE).text)
    words = page.get_text(" ")
    assert all(meaning in words for meaning in MEANINGS.values())
    for type_ in facts(EVERYBODY):
        section = page.select_one(f'section[aria-labelledby="{type_}"]')
        assert section is not None
        rows = [row.get_text("") for row in section.select("tbody th")]
        assert [row.strip() for row in rows] == [field.name for field in event(type_).fields]


def test_the_examples_on_the_page_are_whole_events(registry: Flask) -> None:
    page = page_of(registry.test_client().get(CATALOGUE).text)
    examples = [json.loads(each.get_text()) for each in page.select("section pre")]
    assert {example["type"] for example in examples} == set(facts(EVERYBODY))


def test_every_link_of_the_page_leads_somewhere(registry: Flask) -> None:
    client = registry.test_client()
    page = page_of(client.get(CATALOGUE).text)
    links = {str(link["href"]) for link in page.select("main a[href]")}
    inner = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert inner <= {str(each["id"]) for each in page.select("[id]")}
    others = {f"/{service}/api/docs" for service in LISTENERS if service != "registry"}
    assert others < links
    own = {link for link in links if link.startswith("/")} - others
    assert all(client.get(link).status_code == 200 for link in own)


def test_all_that_a_feed_can_be_asked_for_is_explained(registry: Flask) -> None:
    page = page_of(registry.test_client().get(CATALOGUE).text)
    asked = [name.get_text("") for name in page.select('tbody th code:-soup-contains("=")')]
    assert {name.partition("=")[0] for name in asked} == set(EventQuery().fields)


@pytest.mark.parametrize("word", [TOO_OLD, AHEAD, LAST, NEXT, LINES, REPLAY, "5671"])
def test_what_a_reader_must_know_of_an_answer_stands_there(registry: Flask, word: str) -> None:
    page = page_of(registry.test_client().get(CATALOGUE).text)
    assert word in page.get_text("")


@pytest.mark.parametrize("tier", Tier)
def test_of_the_exchanges_those_for_others_are_named(registry: Flask, tier: Tier) -> None:
    words = page_of(registry.test_client().get(CATALOGUE).text).get_text("")
    assert (exchange_of(tier) in words) == (tier in EVERYBODY)


def test_integrators_find_the_page_where_they_look(registry: Flask) -> None:
    client = registry.test_client()
    assert f'href="{CATALOGUE}"' in client.get("/about").text
    assert CATALOGUE in client.get("/registry/api/openapi.json").text
