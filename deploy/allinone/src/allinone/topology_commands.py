"""Bring the broker to the shape the services need, or say what differs."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from allinone.compose import SERVICES
from allinone.deployment import Deployment
from chassis.bus.drift import Admin, Difference
from chassis.bus.topology import Topology
from chassis.errors import Invalid

DIFFERS = 1


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
    with _admin(context.obj) as admin:
        _report(context, admin.apply(topology_of_all()))


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
    settings = deployment.settings
    if not settings.amqp_url or not settings.amqp_admin_url:
        raise Invalid("Say where the broker is: CISS_AMQP_URL and CISS_AMQP_ADMIN_URL.")
    return Admin(settings.amqp_url, settings.amqp_admin_url)


def _report(context: click.Context, differences: Sequence[Difference], code: int = DIFFERS) -> None:
    for each in differences:
        click.echo(str(each))
    if differences:
        context.exit(code)
    click.echo("The broker is as it should be.")
