"""A column writes its dates in one way, or somebody is asked."""

import datetime as dt

import pytest

from registry.dates import rules


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-01-31", "ymd"),
        ("2026/01/31", "ymd"),
        ("2026-01-31T00:00:00Z", "ymd"),
        ("2026-01-31 00:00:00", "ymd"),
        ("31.01.2026", "dmy"),
        ("31-01-2026", "dmy"),
        ("1/31/2026", "mdy"),
        ("31 Jan 2026", "wordy"),
        ("31-JANUARY-2026", "wordy"),
        ("20260131", "compact"),
        ("46053", "serial"),
    ],
)
def test_a_date_is_read_in_the_way_it_is_written(text: str, form: str) -> None:
    assert rules.parse(text, form) == dt.date(2026, 1, 31)
    assert rules.possible(text) == {form}


def test_the_days_a_spreadsheet_counts_are_recognised() -> None:
    assert rules.parse("45292", "serial") == dt.date(2024, 1, 1)


@pytest.mark.parametrize(
    "text", ["0000-00-00", "31.02.2026", "2569-01-31", "31.01.26", "7", "12345678901", "soon", ""]
)
def test_what_is_no_date_fits_no_way(text: str) -> None:
    assert not rules.possible(text)


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["01/02/2026"], {"dmy", "mdy"}),
        (["01/02/2026", "13/02/2026"], {"dmy"}),
        (["01/02/2026", "02/13/2026"], {"mdy"}),
        (["09-01-2019"], {"dmy", "mdy"}),
        (["2019-09-01", "NA", " "], {"ymd"}),
        (["45292", "45293"], {"serial"}),
        (["31/01/2026", "28/02/2026", "a slip"], {"dmy"}),
        (["open", "closed", "01.01.2020"], set()),
        (["", "NA"], set()),
        ([], set()),
    ],
)
def test_a_column_is_asked_about_only_when_two_ways_fit(cells: list[str], found: set[str]) -> None:
    assert rules.date_formats(cells, frozenset({"NA"})) == found
