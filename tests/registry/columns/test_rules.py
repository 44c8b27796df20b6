"""Columns are recognised by their headers, in many languages and spellings."""

import csv
from pathlib import Path

import pytest

from chassis.errors import Invalid
from registry.columns import rules
from tests import lists


def suggested(*header: str) -> dict[str, str]:
    return {header[column]: field for column, field in rules.suggest_mapping(header).items()}


@pytest.mark.parametrize(
    ("name", "code", "town"),
    [
        ("School name", "School code", "Town"),
        ("NAME ", "CODE", "CITY"),
        ("school name", "school_code", "municipality"),
        ("Название", "Код", "Город"),
        ("Наименование школы", "Код школы", "Нас. пункт"),
        ("Назва закладу", "Код ЄДРПОУ", "Населений пункт"),
        ("назва  закладу*", "EDRPOU", "Місто"),
        ("Назва ўстановы", "УНП", "Горад"),
        ("Denumirea instituției", "Cod SIIIR", "Localitatea"),
        ("Denumirea instituţiei", "Codul", "Oraș"),
        ("Nom de l'établissement", "Numéro UAI", "Commune"),
        ("ชื่อโรงเรียน", "รหัสโรงเรียน", "ตำบล"),
        ("اسم المدرسة", "رمز المدرسة", "المدينة"),
        ("Nombre del centro", "Código de centro", "Municipio"),
        ("EstablishmentName", "URN", "Town"),
        ("SCH_NAME,C,254", "SCHOOL ID,N,19,11", "MUNICIPALITY,C,80"),
        ("* Name", "NCESSCH", "City*"),
    ],
)
def test_headers_of_many_languages_are_recognised(name: str, code: str, town: str) -> None:
    assert suggested(name, code, town) == {name: "name", code: "official_code", town: "town"}


def header_of(path: Path, delimiter: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file, delimiter=delimiter))


def test_the_english_register_is_recognised() -> None:
    assert suggested(*header_of(lists.REAL / "gias-sample.csv", ",")) == {
        "URN": "official_code",
        "EstablishmentName": "name",
        "Town": "town",
        "LA (name)": "area",
        "EstablishmentTypeGroup (name)": "ownership",
        "EstablishmentStatus (name)": "status",
        "OpenDate": "opened_on",
        "CloseDate": "closed_on",
        "PhaseOfEducation (name)": "kind",
        "NumberOfPupils": "size_band",
        "UrbanRural (name)": "setting",
        "Country (name)": "country",
    }


def test_a_list_of_many_countries_is_recognised() -> None:
    assert suggested(*header_of(lists.REAL / "lokiedu-many-countries.csv", ";")) == {
        "id": "official_code",
        "name": "name",
        "country": "country",
        "city": "town",
        "foundation_date": "opened_on",
        "teaching_languages": "langs",
    }


def test_the_surest_column_wins_and_no_field_comes_twice() -> None:
    assert suggested("School", "Official name", "code", "URN") == {
        "Official name": "name",
        "URN": "official_code",
    }


def test_columns_without_a_name_and_unknown_ones_are_left_to_the_person() -> None:
    assert suggested("", "Unnamed: 0", "name", "struct", "addr") == {"name": "name"}


@pytest.mark.parametrize(
    ("header", "field"),
    [("name_uk", "names.uk"), ("Name (ru)", "names.ru"), ("names.ro", "names.ro")],
)
def test_a_name_in_a_language_is_recognised(header: str, field: str) -> None:
    assert suggested("name", header) == {"name": "name", header: field}


def test_our_own_export_is_read_by_its_fields() -> None:
    header = [*rules.FIELDS, "names.uk", "something else"]
    assert rules.suggest_mapping(header) == dict(enumerate([*rules.FIELDS, "names.uk"]))


def test_a_saved_mapping_fits_another_spelling_and_names_what_is_missing() -> None:
    found, missing = rules.by_name(
        ["NAME ", "Код  ЄДРПОУ"],
        {"name": "name", "Код ЄДРПОУ": "official_code", "Town": "town"},
    )
    assert found == {0: "name", 1: "official_code"}
    assert missing == ["Town"]


def test_a_good_mapping_is_let_pass() -> None:
    rules.check_mapping({3: "name", 0: "official_code", 1: "names.uk"})


@pytest.mark.parametrize(
    ("mapping", "field"),
    [
        ({0: "official_code"}, "name"),
        ({0: "name", 1: "name"}, "name"),
        ({0: "name", 1: "phone"}, "phone"),
        ({0: "name", 1: "names."}, "names."),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(mapping: dict[int, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_mapping(mapping)
    assert refused.value.reason == "mapping"
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("status", "Open", "open"),
        ("status", "Open, but proposed to close", "proposed_to_close"),
        ("status", "Proposed to open", "proposed_to_open"),
        ("status", "ЗАКРЫТА", "closed"),
        ("status", "діє", "open"),
        ("kind", "Primary", "primary"),
        ("kind", "Начальная школа", "primary"),
        ("ownership", "LA maintained schools", "public"),
        ("ownership", "(Государственное образовательное учреждение)", "public"),
        ("setting", "Rural village", "rural"),
        ("kind", "Not applicable", None),
    ],
)
def test_words_in_cells_are_understood(field: str, text: str, value: str | None) -> None:
    assert rules.value_of(field, text) == value


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("1", "1-49"),
        ("49", "1-49"),
        ("50", "50-149"),
        ("999", "600-999"),
        ("1000", "1000+"),
        ("1 234", "1000+"),
        ("1,234", "1000+"),
        ("150-299", "150-299"),
        ("1000+", "1000+"),
        ("0", None),
        ("many", None),
        ("12.5", None),
        ("-3", None),
    ],
)
def test_a_number_of_pupils_falls_in_its_band(text: str, band: str | None) -> None:
    assert rules.size_band(text) == band
