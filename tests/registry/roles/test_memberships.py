"""The list of people: of those one may appoint, page by page, in a steady number of questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from tests.registry.conftest import Door, PageAs, Tokens
from tests.registry.front_door import R


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the questions put to the database."""
    asked: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_one_sees_whom_one_may_appoint(
    door: Door, client: FlaskClient, token: Tokens, schools: list[str]
) -> None:
    here, there = ({"type": "school", "id": each} for each in schools[:2])
    door.person("sg1", "safeguarding")
    door.person("hed", "head", here)
    door.secret("hed2", "head", there)
    door.person("foc", "focal", here)
    door.secret("sta", "staff", there)

    def seen(by: dict[str, str], query: str = "") -> list[str]:
        answer = client.get(f"{R}/memberships{query}", headers=by)
        assert answer.status_code == 200
        return [each["user"]["login"] for each in (answer.json or {})["items"]]

    assert seen(token("coordinator")) == ["sg1", "hed", "hed2"]
    assert seen(token("coordinator"), "?role=head") == ["hed", "hed2"]
    assert seen(token("coordinator", id=uuid4())) == []
    assert seen(token("head", scope="school", id=schools[0])) == ["foc"]
    assert seen(token("focal", scope="school", id=schools[1])) == ["sta"]
    assert seen(token("ops")) == seen(token()) == seen(token("panel")) == []
    assert client.get(f"{R}/memberships").status_code == 401


def test_the_list_goes_on_where_the_page_ended(
    door: Door, client: FlaskClient, token: Tokens
) -> None:
    for number in range(7):
        door.secret(f"person{number}", "trainer")
    found, after = [], ""
    while after is not None:
        answer = client.get(
            f"{R}/memberships?limit=3&after={after}", headers=token("coordinator")
        ).json
        assert answer is not None
        found += [each["user"]["login"] for each in answer["items"]]
        after = answer["next"]
    assert found == [f"person{number}" for number in range(7)]
    for bad in ("after=nonsense", "limit=0", "limit=101", "role=king"):
        answer = client.get(f"{R}/memberships?{bad}", headers=token("coordinator"))
        assert answer.status_code == 422


def test_a_longer_page_asks_no_more_questions(
    door: Door, page_as: PageAs, token: Tokens, schools: list[str]
) -> None:
    browser = page_as("coordinator")
    door.secret("first", "trainer")
    door.secret("hed", "head", {"type": "school", "id": schools[0]})
    browser.get("/registry/people")
    with counted() as few:
        assert browser.get("/registry/people").status_code == 200
    for number in range(8):
        door.secret(f"person{number}", "trainer")
        door.secret(f"head{number}", "head", {"type": "school", "id": schools[number + 1]})
    with counted() as many:
        assert "head7" in browser.get("/registry/people").text
    assert len(many) == len(few)
    with counted() as api:
        door.client.get(f"{R}/memberships", headers=token("coordinator"))
    assert len(api) <= 4, "one of them asks whether this read is on record today"
