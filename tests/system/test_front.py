"""What only the real server shows: headers it refuses, and what it writes down."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.lists import a6_list
from tests.plugins.practice import Practice
from tests.system.practised import R, sign_in
from tests.system.program import Program, running


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, practice: Practice) -> Iterator[Program]:
    folder = tmp_path_factory.mktemp("front") / "data"
    practice(folder)
    made = Program(folder)
    with running(made):
        yield made


@pytest.fixture(scope="module")
def coordinator(program: Program) -> dict[str, str]:
    return sign_in(program)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("школы.csv", "школы"),
        ("โรงเรียน.csv", "โรงเรียน"),
        ("../../etc/x.csv", "x"),
    ],
)
def test_rejected_rows_are_handed_out_whatever_the_list_is_called(
    program: Program, coordinator: dict[str, str], name: str, shown: str
) -> None:
    url = f"{program.base}{R}/school-imports"
    files = {"file": (name, a6_list())}
    sent = httpx.post(url, files=files, data={"country": "MD"}, headers=coordinator).json()
    answer = httpx.get(f"{url}/{sent['id']}/rejections.csv", headers=coordinator)
    assert answer.status_code == 200
    asked = answer.headers["content-disposition"].partition("filename*=UTF-8''")[2]
    assert asked
    assert httpx.URL(f"http://x/{asked}").path == f"/{shown} - rejected.csv"


def test_no_secret_of_a_link_and_no_query_is_written_down(program: Program) -> None:
    marks = ("A-SECRET-OF-A-LINK", "A-QUERY-OF-SOMEBODY")
    path = f"/registry/invitations/{marks[0]}?x={marks[1]}"
    odd = {"Cookie": "ciss=eyJhbGciOiJFUzI1NiIsImNyaXQiOjF9.e30.AAAA~"}
    for headers in ({}, odd):
        assert httpx.get(program.base + path, headers=headers).status_code == 404
    log = Path(program.log).read_text()
    assert "/registry/invitations/<secret>" in log
    assert not [mark for mark in marks if mark in log]
