"""What a row of a list changes in a school."""

from collections.abc import Collection, Mapping
from typing import Any

from registry.matches.rules import COLUMNS


def columns_of(fields: Collection[str]) -> list[str]:
    """Return the columns of a school that a list with these fields may change."""
    named = [column for name, column in COLUMNS.items() if name in fields]
    return [*named, "names"] if any(name.startswith("names.") for name in fields) else named


def merged(
    school: Mapping[str, Any], row: Mapping[str, Any], columns: Collection[str]
) -> dict[str, Any]:
    """Return the columns of a school that a row says otherwise; an empty cell says nothing."""
    found = {
        column: row[column]
        for column in columns
        if column != "names" and row[column] and row[column] != school[column]
    }
    if "names" in columns and row["names"]:
        names = {**school["names"], **row["names"]}
        if names != school["names"]:
            found["names"] = names
    return found
