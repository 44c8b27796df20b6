"""Facts that the broker put aside: listed, sent again or let go."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from allinone.terminal import sure, visible
from chassis import audit as chain
from chassis.audit import Deed
from chassis.bus import lost as shelf
from chassis.bus.lost import shelves
from chassis.errors import Invalid
from chassis.words import trimmed

WHO = "command-line"
MOST_LISTED = 200
HEADS = ("queue", "id", "type", "told at", "why it lies there")
SHELVES = shelves(SERVICES)
RESENT_DEED, DISCARDED_DEED = "events.lost_resent", "events.lost_discarded"
_HOLDER = "registry"
"""Whose record holds what is done with facts that no service missed."""

_queue = click.option(
    "--queue", type=click.Choice(list(SHELVES)), help="Only this queue, instead of all."
)


@click.group()
def lost() -> None:
    """Facts that lie at the broker, in ciss.unrouted and svc.*.dead, and go nowhere.

    The services miss nothing by that, since they also read the logs; an integrator may.
    """


@lost.command("list")
@_queue
@click.option("--limit", default=MOST_LISTED, show_default=True, type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def list_(deployment: Deployment, queue: str | None, limit: int, as_json: bool) -> None:
    """List them, the oldest of each queue first; they stay where they are."""
    url = _broker(deployment)
    counted = _counted(url, queue)
    found = [each for name in counted for each in shelf.lost(url, name, limit)]
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found]))
        return
    if not found:
        click.echo("Nothing lies there.")
        return
    for words in (HEADS, *(tuple(asdict(each).values()) for each in found)):
        click.echo("  ".join(visible(word or "-") for word in words))
    for name, number in counted.items():
        if number > limit:
            click.echo(f"{name} has {number - limit} more; type: --limit {number}", err=True)


@lost.command()
@_queue
@click.pass_obj
def resend(deployment: Deployment, queue: str | None) -> None:
    """Send them again: the unrouted by their type, the others to the queue they came from.

    Mend first what kept them out. Who has one already takes it in no second time.
    """
    url = _broker(deployment)
    for name, number in _noted(deployment, _counted(url, queue), RESENT_DEED):
        click.echo(f"{name}: {shelf.send_again(url, SHELVES[name], number)} facts sent again.")
    if _counted(url, queue):
        click.echo("Some lie there again, or still. Type: ciss events topology verify")


@lost.command()
@_queue
@click.option("--why", required=True, help="The reason, for the record; no names of people.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def discard(deployment: Deployment, queue: str | None, why: str, yes: bool) -> None:
    """Let them go; they stay in the logs of those who told them."""
    if not trimmed(why):
        raise click.UsageError("Say why: the record asks for a reason.")
    url = _broker(deployment)
    counted = _counted(url, queue)
    if counted and not yes:
        parts = ", ".join(f"{name} {number}" for name, number in counted.items())
        sure(f"{sum(counted.values())} facts ({parts}) will be let go. Go on?")
    for name, number in _noted(deployment, counted, DISCARDED_DEED, why):
        click.echo(f"{name}: {shelf.let_go(url, name, number)} facts let go.")


def _broker(deployment: Deployment) -> str:
    deployment.check_set_up()
    url = deployment.settings.amqp_url
    if url is None:
        raise Invalid("There is no broker: CISS_AMQP_URL is not set.", reason="no_broker")
    return url


def _counted(url: str, queue: str | None) -> dict[str, int]:
    """Return how many lie in each queue in which any do."""
    counted = shelf.count(url, [queue] if queue else list(SHELVES))
    return {name: number for name, number in counted.items() if number}


def _noted(
    deployment: Deployment, counted: dict[str, int], what: str, why: str | None = None
) -> Iterator[tuple[str, int]]:
    """Yield each queue with how many lie in it, once it is on record that they go."""
    if not counted:
        click.echo("Nothing lies there.")
    for name, number in counted.items():
        deed = Deed(WHO, what, name, None, f"{number} facts: {why}" if why else f"{number} facts")
        with deployment.database(SHELVES[name].service or _HOLDER).write() as session:
            chain.append_all(session, [deed], now=deployment.clock.now())
        yield name, number
