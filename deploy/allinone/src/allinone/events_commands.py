"""Look after the facts that travel between the services: figures, audit, dead ones."""

import json
from contextlib import suppress
from dataclasses import asdict

import click
from sqlalchemy.exc import SQLAlchemyError

from allinone.dead_commands import dead
from allinone.deployment import Deployment
from allinone.lost_commands import lost
from allinone.members import every_member
from allinone.replay_commands import replay
from allinone.reread_commands import reread
from allinone.tail_commands import tail
from allinone.terminal import visible
from allinone.topology_commands import topology
from allinone.traffic_report import broker_line, report, table
from chassis.bus.audit import Comparison
from chassis.bus.audit import audit as compare

NOT_WHOLE = 1


@click.group()
def events() -> None:
    """What the services tell each other: how far it is, and whether all of it arrived."""


for command in (dead, lost, replay, reread, tail, topology):
    events.add_command(command)


@events.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Say how many facts each service has told and taken in, and how far behind it is.

    Below it stands all that is wrong, with what to type. Exit code 1 unless all is well, also
    with --json.
    """
    found = report(context.obj)
    if as_json:
        click.echo(json.dumps(found.document()))
    else:
        for line in (broker_line(found), *table(found), *found.verdict()):
            click.echo(line)
    if found.troubles():
        context.exit(NOT_WHOLE)


@events.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def audit(context: click.Context, as_json: bool) -> None:
    """Compare each service's log with all who listen to it; exit code 1 if anything is wrong.

    `missing` are facts that a service has read past and not taken in; `stale` are things of which
    a read model does not hold the newest that was taken in.
    """
    deployment: Deployment = context.obj
    with suppress(SQLAlchemyError):  # the database that would say so is away
        deployment.check_set_up()
    compared = compare(every_member(deployment))
    totals = {
        name: sum(getattr(each, name) for each in compared)
        for name in ("facts", "missing", "stale", "behind", "waiting", "dead")
    }
    if as_json:
        click.echo(json.dumps(totals | {"compared": [asdict(each) for each in compared]}))
    else:
        _print_audit(compared, totals)
    if not all(each.is_whole for each in compared):
        context.exit(NOT_WHOLE)


def _print_audit(compared: list[Comparison], totals: dict[str, int]) -> None:
    for each in compared:
        if not each.answers:
            click.echo(f"{each.producer} to {each.consumer}: one of the databases does not answer")
            continue
        click.echo(
            f"{each.producer} to {each.consumer}: {each.facts} facts, {each.missing} missing, "
            f"{each.stale} not up to date, {each.behind} not yet read, "
            f"{each.waiting} waiting, {each.dead} dead"
        )
        for name in each.named:
            click.echo(f"  {visible(name)}")
    click.echo(f"missing:{totals['missing']} stale:{totals['stale']}")
