"""Look after the facts that travel between the services: figures, audit, dead ones."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import click
from sqlalchemy import Row
from sqlalchemy.orm import Session

from allinone.compose import SERVICES, Deployment
from chassis import audit as chain
from chassis.bus import retry
from chassis.bus.audit import Comparison
from chassis.bus.audit import audit as compare
from chassis.bus.status import Member, ServiceStatus
from chassis.bus.status import status as figures

NOT_WHOLE = 1
WHO = "command-line"

_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_service = click.argument("service", type=click.Choice(sorted(SERVICES)))


@click.group()
def events() -> None:
    """What the services tell each other: how far it is, and whether all of it arrived."""


def members_of(deployment: Deployment) -> dict[str, Member]:
    """Return every service's database and what it listens to.

    Raises:
        NotSetUp: there is no deployment yet.

    """
    deployment.check_set_up()
    return {
        name: Member(deployment.database(name), service.subscriptions)
        for name, service in SERVICES.items()
    }


@events.command()
@_as_json
@click.pass_obj
def status(deployment: Deployment, as_json: bool) -> None:
    """Say how many facts each service has told and taken in, and how far behind it is."""
    found = figures(members_of(deployment))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found]))
        return
    for each in found:
        click.echo(_sentence(each))


def _sentence(figure: ServiceStatus) -> str:
    parts = [f"{figure.facts} told"]
    if figure.unnumbered:
        parts.append(f"{figure.unnumbered} without a place for {figure.unnumbered_seconds} s")
    parts += [f"{count} {state}" for state, count in sorted(figure.inbox.items())]
    parts += [f"{lag.behind} behind {lag.source}" for lag in figure.lags]
    return f"{figure.service}: {', '.join(parts)}"


@events.command()
@_as_json
@click.pass_context
def audit(context: click.Context, as_json: bool) -> None:
    """Compare each service's log with all who listen to it; exit code 1 if anything is wrong."""
    compared = compare(members_of(context.obj))
    totals = {
        name: sum(getattr(each, name) for each in compared)
        for name in ("facts", "missing", "twice", "stale", "behind", "waiting", "dead")
    }
    if as_json:
        click.echo(json.dumps(totals | {"compared": [asdict(each) for each in compared]}))
    else:
        _print_audit(compared, totals)
    if not all(each.is_whole for each in compared):
        context.exit(NOT_WHOLE)


def _print_audit(compared: list[Comparison], totals: dict[str, int]) -> None:
    for each in compared:
        click.echo(
            f"{each.producer} to {each.consumer}: {each.facts} facts, {each.missing} missing, "
            f"{each.twice} twice, {each.stale} not up to date, {each.behind} not yet read, "
            f"{each.waiting} waiting, {each.dead} dead"
        )
        for name in each.named:
            click.echo(f"  {name}")
    click.echo(f"missing:{totals['missing']} twice:{totals['twice']} stale:{totals['stale']}")


@events.group()
def dead() -> None:
    """Facts that could not be taken in and are not tried again by themselves."""


@dead.command("list")
@_as_json
@click.pass_obj
def list_(deployment: Deployment, as_json: bool) -> None:
    """List the dead facts of all services."""
    rows = list(_all_dead(deployment))
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo(f"{row['service']}  {row['id']}  {row['type']}  {row['reason']}")


def _all_dead(deployment: Deployment) -> Iterator[dict[str, Any]]:
    for name, member in members_of(deployment).items():
        with member.database.read() as session:
            for row in retry.dead_letters(session):
                yield _document(name, row)


@dead.command()
@_service
@click.argument("event_id")
@_as_json
@click.pass_obj
def show(deployment: Deployment, service: str, event_id: str, as_json: bool) -> None:
    """Show one dead fact of SERVICE: why it failed, where, and what it says."""
    deployment.check_set_up()
    with deployment.database(service).read() as session:
        row = retry.dead_letter(session, event_id)
    document = _document(service, row) | {
        "stack": row.stack,
        "body": bytes(row.body or b"").decode(errors="replace"),
    }
    if as_json:
        click.echo(json.dumps(document))
        return
    for name, value in document.items():
        click.echo(f"{name}: {value}")


@dead.command("retry")
@_service
@click.argument("event_id")
@click.pass_obj
def retry_(deployment: Deployment, service: str, event_id: str) -> None:
    """Let a dead fact of SERVICE be tried again; the running program does it within a second."""
    _deal_with(deployment, service, event_id, retry.revive, what="event.retried")
    click.echo(f"{event_id} will be tried again.")


@dead.command()
@_service
@click.argument("event_id")
@click.option("--why", required=True, help="The reason, for the record.")
@click.pass_obj
def discard(deployment: Deployment, service: str, event_id: str, why: str) -> None:
    """Give a dead fact of SERVICE up for good."""
    _deal_with(deployment, service, event_id, retry.discard, what="event.discarded", why=why)
    click.echo(f"{event_id} is given up.")


def _deal_with(
    deployment: Deployment,
    service: str,
    event_id: str,
    deed: Callable[[Session, str], None],
    *,
    what: str,
    why: str | None = None,
) -> None:
    deployment.check_set_up()
    with deployment.database(service).write() as session:
        deed(session, event_id)
        chain.append(
            session, now=deployment.clock.now(), who=WHO, what=what, subject=event_id, why=why
        )


def _document(service: str, row: Row[Any]) -> dict[str, Any]:
    return {
        "service": service,
        "id": row.event_id,
        "source": row.source,
        "type": row.type,
        "attempts": row.attempts,
        "reason": row.reason,
        "received_at": row.received_at.isoformat(),
    }
