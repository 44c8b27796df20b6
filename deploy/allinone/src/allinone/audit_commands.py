"""Prove that nobody changed the record of who did what."""

import json
from collections.abc import Sequence
from typing import Any

import click

from allinone.deployment import NAMES, Deployment
from chassis import audit as chain
from chassis.chain import Fault, Kind, Mark, Verdict

BROKEN = 1
MOST_SAID = 20


def _marks(
    _context: click.Context, _option: click.Parameter, texts: Sequence[str]
) -> Sequence[Mark]:
    try:
        return [Mark.read(text) for text in texts]
    except ValueError as error:
        raise click.BadParameter(
            "write the number and the hash of the row as they were printed, such as 120:9f86d0…"
        ) from error


@click.group()
def audit() -> None:
    """The record of who did what and when."""


@audit.command()
@click.argument("services", nargs=-1, type=click.Choice(sorted(NAMES)))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--since",
    metavar="NO:HASH",
    multiple=True,
    callback=_marks,
    help="A last row as this command once printed it; it must still stand. For one service.",
)
@click.pass_context
def verify(
    context: click.Context, services: tuple[str, ...], as_json: bool, since: Sequence[Mark]
) -> None:
    """Check every row of the records against the one before; exit code 1 if one is broken.

    SERVICES are those to look at; all of them when none is named. Keep the last row that is
    printed somewhere else, and name it with --since another day: whoever can change the
    database can also write a whole record anew, but not the note you kept.
    """
    deployment: Deployment = context.obj
    deployment.check_set_up()
    if since and len(services) != 1:
        raise click.UsageError("--since goes with one service: name it.")
    found = {name: _verdict(deployment, name, since) for name in services or NAMES}
    if as_json:
        click.echo(json.dumps({name: _document(verdict) for name, verdict in found.items()}))
    else:
        for name, verdict in found.items():
            _say(name, verdict)
    if not all(verdict.is_whole for verdict in found.values()):
        context.exit(BROKEN)


def _verdict(deployment: Deployment, service: str, noted: Sequence[Mark]) -> Verdict:
    with deployment.database(service).read() as session:
        return chain.verify(session, noted)


def _document(verdict: Verdict) -> dict[str, Any]:
    return {
        "rows": verdict.rows,
        "last": str(verdict.last),
        "broken_at": verdict.broken_at,
        "faults": [
            {"no": fault.no, "kind": str(fault.kind), "other": fault.other}
            for fault in verdict.faults
        ],
    }


def _say(service: str, verdict: Verdict) -> None:
    if verdict.is_whole:
        click.echo(f"{service}: {verdict.rows} rows, all as they were written.")
    for fault in verdict.faults[:MOST_SAID]:
        click.echo(f"{service}: {_words(fault)}", err=True)
    if len(verdict.faults) > MOST_SAID:
        click.echo(f"{service}: {len(verdict.faults) - MOST_SAID} more.", err=True)
    click.echo(f"{service}: the last row is {verdict.last}")


def _words(fault: Fault) -> str:
    match fault:
        case Fault(no, Kind.EDITED):
            return f"row {no} was edited."
        case Fault(no, Kind.REMOVED, None):
            return f"row {no} was removed."
        case Fault(no, Kind.REMOVED, other):
            return f"rows {no} to {other} were removed."
        case Fault(no, Kind.MOVED, other):
            return f"row {no} is not in its place: it was written as row {other}."
        case Fault(no, Kind.ADDED):
            return f"row {no} was added."
        case Fault(no):
            return f"row {no} is not the one that was noted, or is gone."
