"""The catalogues of all languages are in step with the texts of the program."""

from allinone import catalogues, languages
from allinone.catalogues import PACKAGES, texts_of
from tests.architecture.sources import ROOT


def test_the_catalogues_have_the_texts_of_the_program() -> None:
    assert languages.stale(ROOT / "docs") == [], "run: make docs"


def test_the_texts_of_every_kind_of_place_are_found() -> None:
    found = {(each.name, text): places for each in PACKAGES for text, places in _all(each)}
    assert found["chassis", "Skip to the content"] == ("chassis/templates/chassis/layout.html",)
    assert found["chassis", "Schools"] == ("contracts/places.py",)
    assert "chassis/forms.py" in found["chassis", "Fill this in."]
    assert found["registry", "Use at most %(most)s letters."] == ("registry/accounts/rules.py",)
    assert found["training", "There is no such enrolment."] == ("training/enrolments/queries.py",)
    assert (
        "registry",
        ("%(num)s row could not be used", "%(num)s rows could not be used"),
    ) in found


def test_every_place_named_for_everybody_has_a_text() -> None:
    held = [places for each in PACKAGES for _, places in _all(each)]
    places = {place for each in held for place in each}
    idle = [
        wanted
        for wanted in catalogues.FOR_EVERYBODY
        if not any(catalogues.is_in(place, [wanted]) for place in places)
    ]
    assert not idle


def _all(package: catalogues.Package) -> list[tuple[catalogues.MessageId, tuple[str, ...]]]:
    return list(texts_of(package).items())
