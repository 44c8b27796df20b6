"""Prove that nobody changed the record of who did what."""

import json

import click

from allinone.compose import SERVICES, Deployment
from chassis import audit as chain

BROKEN = 1


@click.group()
def audit() -> None:
    """The record of who did what and when."""


@audit.command()
@click.argument("service", type=click.Choice(sorted(SERVICES)))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def verify(context: click.Context, service: str, as_json: bool) -> None:
    """Check every row of SERVICE's record against the one before; exit code 1 if one is broken."""
    deployment: Deployment = context.obj
    deployment.check_set_up()
    with deployment.database(service).read() as session:
        verdict = chain.verify(session)
    if as_json:
        click.echo(json.dumps({"rows": verdict.rows, "broken_at": verdict.broken_at}))
    elif verdict.is_whole:
        click.echo(f"{service}: {verdict.rows} rows, all as they were written.")
    else:
        click.echo(f"{service}: row {verdict.broken_at} is not as it was written.", err=True)
    if not verdict.is_whole:
        context.exit(BROKEN)
