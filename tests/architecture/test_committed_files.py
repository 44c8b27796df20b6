"""What is in the repository is ours to show: no addresses, paths or numbers of elsewhere."""

import re

import pytest

from tests.architecture import sources

# Written apart, so that this file does not find itself.
FORBIDDEN = {
    "a folder outside the repository": re.compile(r"\.\./" + "shared"),
    "a path of one machine": re.compile(r"(?<![\w.}])/(?:" + "work|root|home/[a-z]+)/"),
    "the address of a package index": re.compile(
        r"pypi\." + r"org|files\.python" + r"hosted|registry\.npm" + r"js|(?:extra-)?index-" + "url"
    ),
    "the number of an issue": re.compile(
        r"\b[Ii]ssues? " + r"#?\d+\b|(?<![\w&/\"'#(])" + r"#\d+\b(?!;)"
    ),
    "a promise instead of a deed": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b"),
    "a private key": re.compile("BEGIN [A-Z ]*PRIVATE" + " KEY"),
}
ALLOWED = {(".ci/run", "a folder outside the repository")}
"""CI may use container images of the machine it runs on."""


def found_in(text: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


def test_nothing_in_the_repository_points_elsewhere() -> None:
    found = [
        f"{place} names {what}"
        for place, text in sources.texts()
        for what in found_in(text)
        if (place, what) not in ALLOWED
    ]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see .." + "/shared/design", "a folder outside the repository"),
        ("cd /work" + "/main", "a path of one machine"),
        ("--index-" + "url https://example.org", "the address of a package index"),
        ("as asked in issue" + " 12", "the number of an issue"),
        ("mends #" + "12", "the number of an issue"),
        ("# TO" + "DO later", "a promise instead of a deed"),
    ],
)
def test_what_points_elsewhere_is_found(text: str, what: str) -> None:
    assert found_in(text) == [what]


@pytest.mark.parametrize(
    "text", ["color: #fff000", "&#39;", "https://example.org/work/1", 'href="#1"']
)
def test_what_only_looks_like_it_is_let_pass(text: str) -> None:
    assert not found_in(text)


def test_nothing_that_was_built_or_fetched_is_committed() -> None:
    binary = [sources.here(path) for path in sources.committed() if b"\0" in path.read_bytes()]
    assert not binary, "a reader cannot see what is in it"


def test_every_text_file_ends_with_a_new_line() -> None:
    found = [place for place, text in sources.texts() if text and not text.endswith("\n")]
    assert not found


def test_no_line_ends_with_a_space() -> None:
    found = [
        f"{place}:{number}"
        for place, text in sources.texts()
        if place != "LICENSE" and not place.endswith(".md")
        for number, line in enumerate(text.splitlines(), 1)
        if line != line.rstrip()
    ]
    assert not found, "\n" + "\n".join(found)
