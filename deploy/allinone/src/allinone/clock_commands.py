"""Move the test clock, so that a story of two years plays in minutes."""

import json
import re
from datetime import datetime, timedelta

import click

from allinone.deployment import Deployment
from chassis.clock import FileClock
from chassis.errors import Invalid

_SPAN = re.compile(r"(\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@click.group()
def test() -> None:
    """Commands for trying things out; only on this machine's own address."""


@test.group()
def clock() -> None:
    """Show or move the clock that CISS_TEST_CLOCK names."""


@clock.command("set")
@click.argument("instant")
@click.pass_obj
def set_clock(deployment: Deployment, instant: str) -> None:
    """Move the clock to INSTANT, like 2026-02-02T08:00+02:00; it runs on from there."""
    try:
        wanted = datetime.fromisoformat(instant)
    except ValueError as error:
        raise Invalid("Write the instant like 2026-02-02T08:00+02:00.") from error
    click.echo(_clock_of(deployment).set(wanted).isoformat(timespec="seconds"))


@clock.command()
@click.argument("span")
@click.pass_obj
def advance(deployment: Deployment, span: str) -> None:
    """Move the clock on by SPAN: 90s, 16m, 2h or 30d."""
    found = _SPAN.fullmatch(span)
    if found is None:
        raise Invalid("Write the span as 90s, 16m, 2h or 30d.")
    by = timedelta(**{_UNITS[found[2]]: int(found[1])})
    click.echo(_clock_of(deployment).advance(by).isoformat(timespec="seconds"))


@clock.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def show(deployment: Deployment, as_json: bool) -> None:
    """Print what the deployment's clock shows."""
    now = deployment.clock.now().isoformat(timespec="seconds")
    click.echo(json.dumps({"now": now}) if as_json else now)


def _clock_of(deployment: Deployment) -> FileClock:
    if not isinstance(deployment.clock, FileClock):
        raise Invalid("Name the clock's file first: CISS_TEST_CLOCK=clock.json.")
    return deployment.clock
