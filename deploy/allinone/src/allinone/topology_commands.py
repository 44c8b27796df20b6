"""Bring the broker to the shape the services need, or say what differs."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from chassis.bus.drift import Admin, Difference, Kind
from chassis.bus.topology import Topology
from chassis.errors import Invalid

DIFFERS = 1
_DONE = {Kind.MAKE: "Made", Kind.CHANGE: "Changed", Kind.REMOVE: "Removed"}
_PLURALS = {
    "exchange": "exchanges",
    "queue": "queues",
    "binding": "bindings",
    "policy": "policies",
}


@click.group()
def topology() -> None:
    """Look after the broker's exchanges, queues, bindings and policies."""


def topology_of_all() -> Topology:
    """Return what the four services need together."""
    return Topology(
        {
            name: [fact for each in service.subscriptions for fact in each.types]
            for name, service in SERVICES.items()
        }
    )


@topology.command()
@click.pass_context
def plan(context: click.Context) -> None:
    """Say what `apply` would do."""
    with _admin(context.obj) as admin:
        _report(context, admin.plan(topology_of_all()), code=0)


@topology.command()
@click.pass_context
def apply(context: click.Context) -> None:
    """Make what is missing, change policies, remove bindings nobody needs any more.

    Exit code 1 if something is left: a queue with other arguments, or of a service that is no
    more, is never touched, because facts may lie in it.
    """
    wanted = topology_of_all()
    with _admin(context.obj) as admin:
        before = admin.plan(wanted)
        left = admin.apply(wanted)
    for line in _done([each for each in before if each not in left]):
        click.echo(line)
    _report(context, left)


@topology.command()
@click.pass_context
def verify(context: click.Context) -> None:
    """Check that all is there and that our policies are the ones in force; else exit code 1."""
    with _admin(context.obj) as admin:
        _report(context, admin.plan(topology_of_all()))


@topology.command()
@click.option("--to", "path", type=click.Path(path_type=Path), help="A file, instead of here.")
def export(path: Path | None) -> None:
    """Write the definitions in the form that `rabbitmqctl import_definitions` reads."""
    text = json.dumps(topology_of_all().definitions(), indent=2) + "\n"
    if path is None:
        click.echo(text, nl=False)
    else:
        path.write_text(text, encoding="utf-8")


def _admin(deployment: Deployment) -> Admin:
    url, admin_url = deployment.settings.amqp_url, deployment.settings.amqp_admin_url
    if url and admin_url:
        return Admin(url, admin_url)
    given = {"CISS_AMQP_URL": url, "CISS_AMQP_ADMIN_URL": admin_url}
    missing = " and ".join(name for name, value in given.items() if not value)
    raise Invalid(f"Say where the broker is. Not set: {missing}.", reason="no_broker")


def _done(differences: Sequence[Difference]) -> Iterator[str]:
    """Yield what was done, by its kind."""
    counted = Counter((each.kind, each.what) for each in differences)
    for kind, done in _DONE.items():
        parts = [f"{_PLURALS[what]} {n}" for (of, what), n in counted.items() if of is kind]
        if parts:
            yield f"{done}: {', '.join(parts)}."


def _report(context: click.Context, differences: Sequence[Difference], code: int = DIFFERS) -> None:
    for each in differences:
        click.echo(str(each))
    if any(each.kind.is_mended for each in differences):
        click.echo("Type: ciss events topology apply")
    if differences:
        context.exit(code)
    click.echo("The broker is as it should be.")
