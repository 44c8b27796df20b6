"""The commands that deal with dead facts, one or many, over a deployment's own databases."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, insert, select

from allinone.deployment import Deployment
from allinone.events_commands import events
from chassis import audit as chain
from chassis.bus import dead as letters
from chassis.errors import NotFound
from chassis.ids import new_id
from chassis.tables import inbox
from contracts.registry import PartnerChanged, SchoolChanged

USAGE = 2


Die = Callable[..., str]


@pytest.fixture
def die(deployment: Deployment) -> Die:
    """A function that leaves a dead fact in a service, and returns its id."""

    def put_down(service: str = "training", type_: str = PartnerChanged.type, **more: Any) -> str:
        identifier = str(new_id())
        row = {
            "event_id": identifier,
            "source": "registry",
            "type": type_,
            "state": "dead",
            "attempts": 8,
            "reason": "no_partner: There is no such partner.",
            "stack": "in handle",
            "body": b"{}",
        }
        with deployment.database(service).write() as session:
            session.execute(insert(inbox).values(row | more))
        return identifier

    return put_down


def call(deployment: Deployment, *words: str, says: str = "") -> Result:
    return CliRunner().invoke(events, ["dead", *words], obj=deployment, input=says)


def document(deployment: Deployment, *words: str) -> Any:
    answer = call(deployment, *words, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def states(deployment: Deployment, service: str = "training") -> dict[str, int]:
    with deployment.database(service).read() as session:
        rows = session.execute(
            select(inbox.c.state, func.count().label("n")).group_by(inbox.c.state)
        )
        return {row.state: row.n for row in rows}


def deeds(deployment: Deployment, event_id: str, service: str = "training") -> list[Any]:
    with deployment.database(service).read() as session:
        assert chain.verify(session).is_whole
        return [(row.what, row.why) for row in chain.history(session, event_id)]


def test_no_dead_facts_are_an_empty_list(deployment: Deployment) -> None:
    assert document(deployment, "list") == []
    assert call(deployment, "list").output == "No fact is dead.\n"
    assert call(deployment, "list", "--type", "x").output == "No dead fact fits.\n"


def test_a_dead_fact_is_listed_and_shown_with_its_stack(deployment: Deployment, die: Die) -> None:
    dead = die()
    [row] = document(deployment, "list")
    assert (row["service"], row["id"]) == ("training", dead)
    heads, line = call(deployment, "list").output.splitlines()
    assert heads.split("  ") == ["service", "received at", "id", "type", "reason"]
    assert line.split("  ")[:3] == ["training", row["received_at"], dead]
    shown = document(deployment, "show", "training", dead)
    assert (shown["stack"], shown["body"]) == ("in handle", "{}")
    assert "stack" not in call(deployment, "show", "training", die(stack=None)).output


def test_the_list_is_narrowed(deployment: Deployment, die: Die) -> None:
    die()
    school = die(type_=SchoolChanged.type)
    other = die("reports")
    only = ["--service", "training", "--type", SchoolChanged.type]
    assert [row["id"] for row in document(deployment, "list", *only)] == [school]
    assert [row["id"] for row in document(deployment, "list", "--service", "reports")] == [other]
    assert document(deployment, "list", "--reason", "undecodable") == []
    assert len(document(deployment, "list", "--source", "registry")) == 3
    assert len(document(deployment, "list", "--service", "training", "--limit", "1")) == 1


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_a_list_that_is_cut_says_so(deployment: Deployment, die: Die, as_json: list[str]) -> None:
    for _ in range(3):
        die()
    die("reports")
    cut = call(deployment, "list", "--limit", "1", *as_json)
    assert cut.stderr.splitlines() == ["training has 2 more; to see them, type: --limit 3"]
    assert call(deployment, "list", "--limit", "3", *as_json).stderr == ""


def test_what_a_terminal_would_obey_is_written_out(deployment: Deployment, die: Die) -> None:
    order = "\x1b[2J\x9b1A\r\u202e"
    dead = die(
        type_=f"type{order}",
        reason=f"bad{order}\nsecond line",
        stack=f"one{order}\ntwo",
        body=f"{{}}{order}".encode(),
    )
    for answer in (call(deployment, "list"), call(deployment, "show", "training", dead)):
        assert answer.output.replace("\n", "").isprintable()
        assert "bad\\u001b[2J\\u009b1A\\r\\u202e" in answer.output
    assert len(call(deployment, "list").output.splitlines()) == 2, "the heads and one fact"
    assert "\ntwo\n" in call(deployment, "show", "training", dead).output
    assert document(deployment, "show", "training", dead)["stack"] == f"one{order}\ntwo"


@pytest.mark.parametrize(
    ("words", "state", "deed", "why"),
    [
        (["retry"], "waiting", "event.retried", None),
        (
            ["discard", "--why", "told by mistake"],
            "discarded",
            "event.discarded",
            "told by mistake",
        ),
    ],
)
def test_what_is_done_with_a_dead_fact_is_on_record(
    deployment: Deployment, die: Die, words: list[str], state: str, deed: str, why: str | None
) -> None:
    dead = die()
    answer = call(deployment, words[0], "training", dead, *words[1:])
    assert answer.exit_code == 0, answer.output
    assert states(deployment) == {state: 1}
    assert deeds(deployment, dead) == [(deed, why)]


@pytest.mark.parametrize("words", [["retry"], ["discard", "--why", "x"], ["show"]])
def test_a_wrong_id_is_named_with_the_way_to_the_right_ones(
    deployment: Deployment, words: list[str]
) -> None:
    answer = call(deployment, words[0], "training", "nonsense", *words[1:])
    assert isinstance(answer.exception, NotFound)
    assert "nonsense" in answer.exception.detail
    assert "ciss events dead list --service training" in answer.exception.detail


@pytest.mark.parametrize(
    "words",
    [
        ["retry"],
        ["retry", "training"],
        ["retry", "training", "some-id", "--all"],
        ["retry", "training", "some-id", "--type", SchoolChanged.type],
        ["retry", "training", "some-id", "--service", "training"],
        ["discard", "training", "some-id", "--why", "x", "--reason", "undecodable"],
        ["retry", "elsewhere", "some-id"],
        ["discard", "training", "some-id"],
        ["discard", "training", "some-id", "--why", " "],
        ["list", "--service", "elsewhere"],
    ],
)
def test_what_makes_no_sense_is_refused_as_a_mistake_of_usage(
    deployment: Deployment, words: list[str]
) -> None:
    assert call(deployment, *words).exit_code == USAGE


def test_all_that_fit_are_counted_before_they_are_retried(deployment: Deployment, die: Die) -> None:
    schools = [die(type_=SchoolChanged.type) for _ in range(2)]
    die()
    die("reports", SchoolChanged.type)
    asked = call(deployment, "retry", "--all", "--type", SchoolChanged.type, says="n\n")
    assert "3 dead facts (training 2, reports 1) will be tried again" in asked.output
    assert asked.exit_code == 1
    unasked = call(deployment, "retry", "--all", "--type", SchoolChanged.type)
    assert (unasked.exit_code, "Nothing was done; use --yes." in unasked.output) == (1, True)
    assert states(deployment) == {"dead": 3}
    only = ["--type", SchoolChanged.type, "--service", "training"]
    done = call(deployment, "retry", "--all", *only, says="y\n")
    assert "2 facts: tried again." in done.output
    assert states(deployment) == {"dead": 1, "waiting": 2}
    assert states(deployment, "reports") == {"dead": 1}
    assert [deeds(deployment, each) for each in schools] == [[("event.retried", None)]] * 2


def test_many_are_discarded_without_asking_when_told_so(
    deployment: Deployment, die: Die, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "MOST_AT_ONCE", 2)
    dead = [die() for _ in range(5)]
    done = call(deployment, "discard", "--all", "--yes", "--why", "an old fault")
    assert done.exit_code == 0, done.output
    assert "5 facts: given up for good." in done.output
    assert states(deployment) == {"discarded": 5}
    assert deeds(deployment, dead[4]) == [("event.discarded", "an old fault")]
    assert "No dead fact fits." in call(deployment, "retry", "--all").output


def test_facts_that_die_while_others_are_dealt_with_are_left(
    deployment: Deployment, die: Die, monkeypatch: pytest.MonkeyPatch
) -> None:
    die()
    counted = letters.count

    def count_and_let_another_die(*given: Any) -> int:
        number = counted(*given)
        if number:
            die()
        return number

    monkeypatch.setattr(letters, "count", count_and_let_another_die)
    call(deployment, "retry", "--all", "--yes")
    assert states(deployment) == {"dead": 1, "waiting": 1}
