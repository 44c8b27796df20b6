"""Prove that nobody changed the record of who did what."""

import json

import click

from allinone.deployment import NAMES, Deployment
from chassis import audit as chain

BROKEN = 1


@click.group()
def audit() -> None:
    """The record of who did what and when."""


@audit.command()
@click.argument("services", nargs=-1, type=click.Choice(sorted(NAMES)))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def verify(context: click.Context, services: tuple[str, ...], as_json: bool) -> None:
    """Check every row of the records against the one before; exit code 1 if one is broken.

    SERVICES are those to look at; all of them when none is named.
    """
    deployment: Deployment = context.obj
    deployment.check_set_up()
    found = {name: _verdict(deployment, name) for name in services or NAMES}
    if as_json:
        told = {n: {"rows": v.rows, "broken_at": v.broken_at} for n, v in found.items()}
        click.echo(json.dumps(told))
    else:
        for name, verdict in found.items():
            _say(name, verdict)
    if not all(verdict.is_whole for verdict in found.values()):
        context.exit(BROKEN)


def _verdict(deployment: Deployment, service: str) -> chain.Verdict:
    with deployment.database(service).read() as session:
        return chain.verify(session)


def _say(service: str, verdict: chain.Verdict) -> None:
    if verdict.is_whole:
        click.echo(f"{service}: {verdict.rows} rows, all as they were written.")
    else:
        click.echo(f"{service}: row {verdict.broken_at} is not as it was written.", err=True)
