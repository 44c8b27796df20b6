"""Times are shown in the zone of whoever runs the deployment, in summer and in winter."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import Babel, format_date, format_datetime

from chassis.resources import EXTENSION
from chassis.service import Host
from chassis.shell import HOST, time_zone

BEFORE = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
"""Half an hour before the clocks of Europe move on."""
AFTER = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@dataclass
class Known:
    """A host that was read."""

    host: Host

    def of(self, _resources: object) -> Host:
        return self.host


def app_in(zone: str) -> Flask:
    app = Flask(__name__)
    Babel(app, timezone_selector=time_zone)
    app.extensions.update({HOST: Known(Host(tz=zone)), EXTENSION: None})
    return app


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Europe/Chisinau", "02:30", "04:30"),
        ("Asia/Bangkok", "07:30", "08:30"),
        ("UTC", "00:30", "01:30"),
    ],
)
def test_an_instant_is_shown_in_the_zone_of_the_partner(zone: str, before: str, after: str) -> None:
    with app_in(zone).app_context():
        assert format_datetime(BEFORE, "HH:mm") == before
        assert format_datetime(AFTER, "HH:mm") == after


def test_the_day_of_an_instant_is_that_of_the_zone() -> None:
    late = datetime(2026, 7, 1, 21, 30, tzinfo=UTC)
    with app_in("Europe/Chisinau").app_context():
        assert format_date(late, "yyyy-MM-dd") == "2026-07-02"


def test_an_app_without_a_host_shows_utc() -> None:
    app = Flask(__name__)
    Babel(app, timezone_selector=time_zone)
    with app.app_context():
        assert format_datetime(BEFORE, "HH:mm") == "00:30"
