"""Names and codes keep what they say, and are compared by what they mean."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.names import rules


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  School 5 ", "School 5"),
        ("Школа\r\n№ 5", "Школа № 5"),
        ("a\tb", "a b"),
        ("Scho\x00ol\x07", "School"),
        ("e\u0301cole", "école"),
        ("\ufeffname", "name"),
        ("two  spaces stay", "two  spaces stay"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("می\u200cشود", "می\u200cشود"),
    ],
)
def test_a_name_becomes_one_line_of_nfc(text: str, cleaned: str) -> None:
    assert rules.clean(text) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = rules.clean(text)
    assert rules.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("code", "same", "other"),
    [
        ("PETER", "Peter", "Petra"),
        ("AB1", "ａｂ１", "AB2"),
        ("2", "2", "02"),
        ("ИД-1", "ид-1", "1"),
    ],
)
def test_codes_are_compared_without_case_and_width(code: str, same: str, other: str) -> None:
    assert rules.code_key(code) == rules.code_key(same)
    assert rules.code_key(code) != rules.code_key(other)


@pytest.mark.parametrize(
    "code", ["1.23E+11", "1,23E+11", "1.23e11", "5E+05", "319506.00000000000", "12.", "7,5"]
)
def test_a_number_made_by_a_spreadsheet_is_recognised(code: str) -> None:
    assert rules.is_spreadsheet_number(code)


@pytest.mark.parametrize("code", ["0010", "2E3", "E09000020", "1.2.3", "12-5", "AB.1", "А1", "-"])
def test_an_ordinary_code_is_no_number_of_a_spreadsheet(code: str) -> None:
    assert not rules.is_spreadsheet_number(code)


def test_names_are_found_in_any_case_and_spacing() -> None:
    assert rules.fold_name("  ШКОЛА   №5 ") == rules.fold_name("школа №5")
    assert rules.fold_name("École") != rules.fold_name("Ecole")


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("МБОУ «Школа № 5»", "школа №5"),
        ("Муниципальное бюджетное общеобразовательное учреждение Школа 5", "Школа № 5"),
        ("КЗ «Ліцей Зоря»", "Ліцей «Зоря»"),
        ("Free Pentecostal School", "FREE PENTECOSTAL SCHOOL."),
        ("School No. 5", "School 5"),
        ("École Jules-Ferry", "Ecole Jules Ferry"),
    ],
)
def test_possible_twins_share_a_key(name: str, twin: str) -> None:
    assert rules.match_key(name, "Town") == rules.match_key(twin, "TOWN")


@pytest.mark.parametrize(
    ("name", "other"),
    [("Школа №5", "Школа №6"), ("Школа 1", "Школа 11"), ("Школа", "Лицей"), ("МБОУ", "КЗ")],
)
def test_schools_of_another_number_or_name_share_no_key(name: str, other: str) -> None:
    assert rules.match_key(name, "Town") != rules.match_key(other, "Town")


def test_schools_of_two_towns_share_no_key() -> None:
    assert rules.match_key("Школа №5", "Київ") != rules.match_key("Школа №5", "Львів")
    assert rules.match_key("Школа №5", None) != rules.match_key("Школа №5", "Львів")


@pytest.mark.parametrize("text", ["=1+1", "+7", "-5", "@x", "\tx", "\rx", "'=1"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert rules.safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["School", "'s-Hertogenbosch", "0010", "", "a=b", "''"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert rules.safe_cell(text) == text
    assert rules.plain_cell(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\ra0 "), max_size=8) | st.text())
def test_a_safe_cell_is_read_back_exactly(text: str) -> None:
    assert rules.plain_cell(rules.safe_cell(text)) == text
    assert not rules.safe_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("scoala", "Școala"),
        ("fantana", "Fântână"),
        ("елочка", "«Ёлочка»"),
        ("ЇЖАЧОК", "Їжачок"),
        ("ecole", "École"),
        ("โรงเรียน", "โรงเรียน"),
        ("مَدرسة", "مَدرسة"),
    ],
)
def test_a_search_finds_a_name_without_its_accents(typed: str, name: str) -> None:
    assert rules.search_key(typed) in rules.search_key(name)


def test_a_search_tells_vowel_signs_apart() -> None:
    assert rules.search_key("โรงเรยน") not in rules.search_key("โรงเรียน")
