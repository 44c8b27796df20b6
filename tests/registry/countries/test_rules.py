"""Countries and languages are known by code and by name."""

import csv

import pytest

from registry.countries import rules
from tests import lists


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("MD", "MD"),
        ("md", "MD"),
        ("MDA", "MD"),
        ("Republic of Moldova", "MD"),
        ("Republica Moldova", "MD"),
        ("Молдова", "MD"),
        ("УКРАЇНА", "UA"),
        ("Україна", "UA"),
        ("Беларусь", "BY"),
        ("ประเทศไทย", None),
        ("ไทย", "TH"),
        ("مصر", "EG"),
        ("México", "MX"),
        ("Mexico", "MX"),
        ("Côte d’Ivoire", "CI"),
        ("UK", "GB"),
        ("Wales", "GB"),
        ("NA", "NA"),
        ("ZZ", None),
        ("EU", None),
        ("Atlantis", None),
    ],
)
def test_a_country_is_known_by_code_or_name(text: str, code: str | None) -> None:
    assert rules.country_code(text) == code


def test_every_country_of_a_real_list_is_known() -> None:
    path = lists.REAL / "lokiedu-many-countries.csv"
    with path.open(encoding="utf-8", newline="") as file:
        named = {row["country"] for row in csv.DictReader(file, delimiter=";")} - {""}
    assert len(named) > 60
    assert {text for text in named if rules.country_code(text) is None} == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [("UA-46", "UA-46"), ("ph-00", "PH-00"), ("UA-99", None), ("Львівська", None), ("207", None)],
)
def test_an_area_is_a_code_or_a_name(text: str, code: str | None) -> None:
    assert rules.area_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ro", "ro"),
        ("Romanian", "ro"),
        ("română", "ro"),
        ("украинский", "uk"),
        ("Klingonish", None),
    ],
)
def test_a_language_is_known_by_code_or_name(text: str, code: str | None) -> None:
    assert rules.language_code(text) == code
