"""A list may be called anything and is still shown and stored."""

import pytest

from registry.uploads.rules import LONGEST_NAME, file_name_of


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("школы.csv", "школы.csv"),
        ("a\nb.csv", "a b.csv"),
        ("a\x00b.csv", "ab.csv"),
        ("../../etc/x.csv", "x.csv"),
        ("C:\\lists\\x.csv", "x.csv"),
        ("half \ud800.csv", "half .csv"),
        ("", "list"),
        ("/", "list"),
    ],
)
def test_a_name_is_one_line_without_a_folder(given: str, kept: str) -> None:
    assert file_name_of(given) == kept


def test_a_long_name_keeps_its_end() -> None:
    assert file_name_of("x" * 500 + ".csv").endswith("x.csv")
    assert len(file_name_of("x" * 500)) == LONGEST_NAME
