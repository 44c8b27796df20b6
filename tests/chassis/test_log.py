"""The log goes to whatever standard error is at the time."""

import io
import json
import sys
from collections.abc import Iterator

import pytest
import structlog

from chassis import log


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_a_stream_that_was_lent_and_closed_ends_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    with io.StringIO() as lent:
        monkeypatch.setattr(sys, "stderr", lent)
        log.configure()
        log.logger("test").info("lent")
        assert json.loads(lent.getvalue())["event"] == "lent"
    own = io.StringIO()
    monkeypatch.setattr(sys, "stderr", own)
    log.logger("test").info("own")
    assert json.loads(own.getvalue())["event"] == "own"
