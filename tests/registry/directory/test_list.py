"""The list over the API: narrowed, paged, searched in any script, whatever is asked of it."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.db import Database
from registry.names.rules import fold_name
from tests.registry.conftest import PARTNER_ID, Tokens
from tests.registry.schools.crowd import put, put_all

LIST = "/registry/api/v1/schools"
NAUGHTY: list[str] = json.loads(
    (Path(__file__).parents[2] / "data/text/blns.json").read_text(encoding="utf-8")
)


class Reader:
    """A signed-in person who reads the list."""

    def __init__(self, client: FlaskClient, headers: dict[str, str]) -> None:
        self.client, self.headers = client, headers

    def answer(self, **query: Any) -> Any:
        return self.client.get(LIST, query_string=query, headers=self.headers)

    def names(self, **query: Any) -> list[str]:
        answer = self.answer(**query)
        assert answer.status_code == 200, answer.text
        return [each["name"] for each in answer.get_json()["items"]]


@pytest.fixture
def reader(client: FlaskClient, token: Tokens) -> Reader:
    return Reader(client, token("coach"))


def test_the_list_is_paged_by_name_without_loss_or_repeat(
    reader: Reader, database: Database
) -> None:
    names = [f"Liceul {number % 5}" for number in range(23)]
    put_all(database, PARTNER_ID, [{"name": name} for name in names])
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = reader.answer(limit=4, **({"after": after} if after else {})).get_json()
        seen += [each["id"] for each in page["items"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == 23


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["A", "B", "C", "D"]),
        ({"state": "listed"}, ["B", "C", "D"]),
        ({"country": "RO"}, ["C"]),
        ({"area": "North"}, ["A", "C"]),
        ({"operating": "proposed_to_close"}, ["D"]),
        ({"operating": "open", "area": "North", "state": "listed"}, ["C"]),
        ({"country": "MD", "state": "listed"}, ["B", "D"]),
        ({"state": "verified", "area": "South"}, []),
        ({"q": "school", "area": "North"}, ["A", "C"]),
    ],
)
def test_each_filter_narrows_the_list(
    reader: Reader, database: Database, query: dict[str, str], expected: list[str]
) -> None:
    put_all(
        database,
        PARTNER_ID,
        [
            {"name": "A", "state": "verified", "area": "North", "town": "School Street"},
            {"name": "B", "area": "South"},
            {"name": "C", "country": "RO", "area": "North", "town": "School Street"},
            {"name": "D", "operating": "proposed_to_close", "area": None},
        ],
    )
    assert reader.names(**query) == expected


def test_schools_of_another_programme_are_never_listed(reader: Reader, database: Database) -> None:
    put(database, uuid4(), name="Foreign lyceum", official_code="0077")
    put(database, PARTNER_ID, name="Own lyceum", official_code="0078")
    for query in ({}, {"q": "lyceum"}, {"q": "0077"}, {"q": "fo"}, {"state": "listed"}):
        assert "Foreign lyceum" not in reader.names(**query)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("LUMINA", ["Liceul „Lumina” Bălți"]),
        ("bălți lum", ["Liceul „Lumina” Bălți"]),
        ("ім", ["Імені Т. Шевченка"]),
        ("шевчен", ["Імені Т. Шевченка"]),
        ("ШКОЛА № 5", ["Школа №5"]),
        ("лицей", ["Liceul „Lumina” Bălți"]),
        ("กุหลาบ", ["โรงเรียนกุหลาบวิทยา"]),
        ("زيتون", ["مدرسة الزيتون"]),
        ("אלון", ["בית ספר אלון"]),
        ("0010", ["Școala Zece"]),
        ("02", ["Școala Doi"]),
        ("2", []),
        ("100%", ["Only 100% effort_school"]),
        ("effort_", ["Only 100% effort_school"]),
        ("effort%school", []),
        ('"lumina"', []),
        ("lumina OR zece", []),
        ("lum*", []),
        ("nr 5 lumina", []),
        ("   ", None),
    ],
)
def test_search_finds_any_script_and_takes_every_sign_as_it_is(
    reader: Reader, database: Database, typed: str, found: list[str] | None
) -> None:
    rows: list[dict[str, Any]] = [
        {"name": "Liceul „Lumina” Bălți", "names": {"ru": "Лицей «Свет»"}},
        {"name": "Імені Т. Шевченка"},
        {"name": "Школа №5"},
        {"name": "โรงเรียนกุหลาบวิทยา"},
        {"name": "مدرسة الزيتون"},
        {"name": "בית ספר אלון"},
        {"name": "Școala Zece", "official_code": "0010"},
        {"name": "Școala Doi", "official_code": "02"},
        {"name": "Only 100% effort_school"},
    ]
    put_all(database, PARTNER_ID, [{"official_code": None, "town": None} | row for row in rows])
    everything = sorted((row["name"] for row in rows), key=fold_name)
    assert reader.names(q=typed) == (everything if found is None else found)


def test_a_search_shows_200_and_says_that_there_are_more(
    reader: Reader, database: Database
) -> None:
    names = [f"Liceul {number:03}" for number in range(201)]
    put_all(database, PARTNER_ID, [{"name": name, "official_code": None} for name in names])
    page = reader.answer(q="liceul", limit=200).get_json()
    assert (len(page["items"]), page["more"]) == (200, True)
    assert reader.answer(q="liceul 00", limit=200).get_json()["more"] is False
    assert reader.answer(q="li", limit=200).get_json()["more"] is True


@pytest.mark.parametrize(
    "query",
    [
        {"state": "lost"},
        {"operating": "maybe"},
        {"country": "md"},
        {"country": "MD\n"},
        {"area": "x" * 81},
        {"q": "x" * 201},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "many"},
        {"after": "garbage"},
        {"after": "W10"},
        {"after": "WyJhIiwiYiJd"},
        {"after": "WyJcdTAwMDAiLCAiMDE5ODVhMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAxIl0"},
        {"after": "WyJcdWQ4MDAiLCAiMDE5ODVhMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAxIl0"},
        {"after": "W1tb" * 450},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    reader: Reader, database: Database, query: dict[str, str]
) -> None:
    put(database, PARTNER_ID)
    answer = reader.answer(**query)
    assert answer.status_code == 422, answer.text
    assert answer.get_json()["errors"]


def test_naughty_texts_are_kept_as_names_and_searched_for(
    reader: Reader, client: FlaskClient, token: Tokens
) -> None:
    kept: dict[str, str] = {}
    for number, text in enumerate(NAUGHTY):
        body = {"country": "MD", "name": text, "official_code": f"n{number}", "confirmed": True}
        answer = client.post(LIST, json=body, headers=token("coordinator"))
        assert answer.status_code in (201, 422), (text, answer.text)
        if answer.status_code == 201:
            kept[f"n{number}"] = answer.get_json()["name"]
        found = reader.answer(q=text[:200])
        assert found.status_code == 200, text
        if answer.status_code == 201 and len(text) <= 200:
            shown = [each["official_code"] for each in found.get_json()["items"]]
            assert f"n{number}" in shown or found.get_json()["more"], text
    # Those of one letter or none, and those too long, are no names.
    assert len(kept) > 440


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    query=st.dictionaries(
        st.sampled_from(["state", "country", "area", "operating", "q", "limit", "after"]),
        st.text(max_size=30),
    )
)
def test_no_question_breaks_the_list(reader: Reader, query: dict[str, str]) -> None:
    sent = {name: text.encode("utf-8", "replace") for name, text in query.items()}
    assert reader.answer(**sent).status_code in (200, 422)
