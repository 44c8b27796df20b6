import re

import pytest

from registry.jurisdictions import formats, rules
from registry.jurisdictions.schemas import NewJurisdictionSchema


def test_ten_countries_come_with_a_draft() -> None:
    assert formats.shipped_countries() == [
        "BF",
        "BY",
        "GM",
        "MD",
        "MG",
        "PH",
        "RU",
        "TG",
        "TH",
        "UA",
    ]


@pytest.mark.parametrize("country", formats.shipped_countries())
def test_a_shipped_draft_is_one_that_a_person_could_have_written(country: str) -> None:
    content = formats.read_shipped(country)
    NewJurisdictionSchema().load({**content, "country": country})
    rules.check_working_week(content["weekend"])
    assert "Not checked by a lawyer" in content["source"]
    assert "To be filled in by the partner" in content["note"]
    assert re.fullmatch(rules.PHONE, content["emergency"])


def test_a_country_has_a_name_in_the_readers_language_and_else_its_code() -> None:
    assert formats.country_name("MD", "en") == "Moldova"
    assert formats.country_name("UA", "ru") == "Украина"
    assert formats.country_name("ZZZ", "en") == "ZZZ"
