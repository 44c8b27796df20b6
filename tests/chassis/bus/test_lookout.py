"""The broker is asked for operators; however many look, it is asked once."""

import pytest

from chassis.bus import lookout
from chassis.bus.lookout import ANSWERS, AWAY, NONE, REFUSES, Broker, Lookout, ask

NOWHERE = "amqp://guest:guest@127.0.0.1:1/"


def test_where_no_broker_is_used_none_is_asked() -> None:
    assert ask(None, ["works"]).state == NONE


def test_one_that_answers_says_which_queues_it_lacks(vhost: str) -> None:
    found = ask(vhost, ["works"])
    assert (found.state, found.queue("works")) == (ANSWERS, None)
    assert found.ready("ciss.unrouted") is None


def test_one_that_is_away_is_not_one_that_refuses(vhost: str) -> None:
    assert ask(NOWHERE, ["works"]).state == AWAY
    refused = ask(vhost.replace("guest:guest@", "guest:sesame@"), ["works"])
    assert refused.state == REFUSES
    assert refused.refusal


def test_a_page_that_is_looked_at_again_does_not_ask_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str | None] = []
    ours = Lookout(NOWHERE, ["works"])

    def answer(url: str | None, _services: object) -> Broker:
        asked.append(url)
        if len(asked) > 1:
            assert ours.look().state == AWAY, "who comes meanwhile sees what was last seen"
        return Broker(AWAY)

    monkeypatch.setattr(lookout, "ask", answer)
    assert ours.look() == ours.look()
    assert asked == [NOWHERE]
    monkeypatch.setattr(lookout, "_FRESH_SECONDS", -1.0)
    ours.look()
    assert asked == [NOWHERE, NOWHERE]
